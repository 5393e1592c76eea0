"""Writes warpers.json: scores, and the probabilities that the logits warpers of transformers give them.

    python3 Tests/Samplers/reference/warpers.py

Needs PyTorch and transformers.
"""

import torch
import transformers
from transformers.generation import logits_process as process

import tables

SIZES = [2, 5, 12, 40]
cases = []


def add(settings, warper, sizes=SIZES):
    for size in sizes:
        for seed in range(4):
            row = tables.scores(77_000 + 1000 * size + seed, size)
            after = warper(None, torch.tensor([row], dtype=torch.float32))[0].tolist()
            step = {"scores": tables.finite(row), "probabilities": tables.probabilities(after)}
            cases.append({"settings": settings, "tokens": [], "steps": [step]})


for value in [0.5, 1.3]:
    add({"type": "temperature", "value": value}, process.TemperatureLogitsWarper(value), sizes=[12])
for k in [1, 3, 7]:
    add({"type": "top_k", "k": k}, process.TopKLogitsWarper(k), sizes=[5, 40])
for p in [0.5, 0.9]:
    add({"type": "top_p", "p": p}, process.TopPLogitsWarper(p))
for p in [0.05, 0.3]:
    add({"type": "min_p", "p": p}, process.MinPLogitsWarper(p))
for mass in [0.2, 0.6, 0.95]:
    add({"type": "typical", "mass": mass}, process.TypicalLogitsWarper(mass))
for cutoff in [3e-4, 0.02, 0.2, 0.9]:
    add({"type": "epsilon", "cutoff": cutoff}, process.EpsilonLogitsWarper(cutoff))
    add({"type": "eta", "cutoff": cutoff}, process.EtaLogitsWarper(cutoff))

tables.write("warpers.json", f"transformers {transformers.__version__}", cases)
