"""Multiplies two matrices of 2048 x 2048 in PyTorch for each line on standard input, and prints the milliseconds.

    product.py f32|bf16
"""

import sys
import time

import torch

kind = {"f32": torch.float32, "bf16": torch.bfloat16}[sys.argv[1]]
a, b = (torch.randn(2048, 2048).to(kind) for _ in range(2))
for _ in sys.stdin:
    start = time.perf_counter()
    a @ b
    print((time.perf_counter() - start) * 1e3, flush=True)
