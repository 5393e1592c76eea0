"""Generates 512 tokens in each of STREAMS streams with transformers for each line on standard input, and prints
the milliseconds. The network is that of train.py with a context of 512 tokens.

    generate.py STREAMS
"""

import sys
import time

import torch
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(1)
config = GPT2Config(vocab_size=128, n_positions=513, n_embd=256, n_layer=4, n_head=4, bos_token_id=0, eos_token_id=None)
model = GPT2LMHeadModel(config).eval()
start_tokens = torch.zeros((int(sys.argv[1]), 1), dtype=torch.long)

for _ in sys.stdin:
    start = time.perf_counter()
    with torch.inference_mode():
        model.generate(start_tokens, attention_mask=torch.ones_like(start_tokens), do_sample=True, top_k=0,
                       min_new_tokens=512, max_new_tokens=512, pad_token_id=0)
    print((time.perf_counter() - start) * 1e3, flush=True)
