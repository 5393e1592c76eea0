"""Learns tunes with a small Transformer in PyTorch, and prints the step, the seconds of training and the held-out loss in
nats per token at each validation.

    learning.py TUNES.json [OPTION=VALUE...]

TUNES.json is written by `muse-benchmark learning-tokens`. The network is that of Benchmarks/Sources/Learning.swift. The
options are those of Benchmarks/sweep; see `defaults`. `keys` is the share of tunes in a random key, `save` a file for the
weights, and `teachers` the number of networks, trained first, whose mean probabilities are the targets of `share` of the
loss (distillation, Hinton et al. 2015, without a temperature).
"""

import json
import math
import subprocess
import sys
import tempfile
import time

import torch
import torch.nn.functional as F
from torch import nn

defaults = {
    "optimizer": "adamw", "rate": 3e-3, "other_rate": 1e-2, "decay": 0.1, "momentum": 0.95, "steps": 400, "seed": 1,
    "layers": 4, "channels": 128, "heads": 4, "tokens": 4096, "dropout": 0.0, "smoothing": 0.0, "cooldown": 0.4,
    "warmup": 0.05, "qk_norm": 1, "relu2": 0, "zero_output": 0, "cap": 0.0, "average": 0.0, "growth": 0, "interval": 50,
    "schedule": "linear", "threads": 2, "untied": 0, "zloss": 0.0,
    "keys": 0.0, "save": "", "teachers": 0, "share": 0.5,
}
options = defaults | dict(argument.split("=") for argument in sys.argv[2:])
options = {name: type(defaults[name])(value) for name, value in options.items()}
o = type("Options", (), options)
torch.manual_seed(o.seed)
torch.set_num_threads(o.threads)
tunes = json.load(open(sys.argv[1]))
vocabulary = tunes["vocabularySize"]
start = vocabulary


def norm(x):
    return F.rms_norm(x, (x.shape[-1],), eps=1e-5)


class Block(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.norm1, self.norm2 = nn.RMSNorm(channels, eps=1e-5), nn.RMSNorm(channels, eps=1e-5)
        self.q, self.k, self.v, self.output = (nn.Linear(channels, channels, bias=False) for _ in range(4))
        if o.relu2:
            hidden = hidden * 3 // 2
        else:
            self.gate = nn.Linear(channels, hidden, bias=False)
        self.up, self.down = nn.Linear(channels, hidden, bias=False), nn.Linear(hidden, channels, bias=False)
        if o.qk_norm:
            self.q_gain, self.k_gain = (nn.Parameter(torch.ones(channels // o.heads)) for _ in range(2))
        for name, layer in self.named_children():
            if isinstance(layer, nn.Linear):
                scale = 1 / math.sqrt(2 * o.layers) if layer in (self.output, self.down) else 1.0
                if o.zero_output and layer in (self.output, self.down):
                    scale = 0.0
                nn.init.normal_(layer.weight, std=0.02 * scale)

    def forward(self, x, cosines, sines):
        batch, length, channels = x.shape
        h = self.norm1(x)
        q, k, v = (part(h).view(batch, length, o.heads, -1).transpose(1, 2) for part in (self.q, self.k, self.v))
        if o.qk_norm:
            q, k = norm(q) * self.q_gain, norm(k) * self.k_gain

        def rotate(y):
            a, b = y.chunk(2, dim=-1)
            return torch.cat((a * cosines - b * sines, a * sines + b * cosines), dim=-1)

        y = F.scaled_dot_product_attention(rotate(q), rotate(k), v, is_causal=True)
        x = x + F.dropout(self.output(y.transpose(1, 2).reshape(batch, length, channels)), o.dropout, self.training)
        h = self.norm2(x)
        h = F.relu(self.up(h)).square() if o.relu2 else F.silu(self.gate(h)) * self.up(h)
        return x + F.dropout(self.down(h), o.dropout, self.training)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary + 4, o.channels)
        nn.init.normal_(self.embedding.weight, std=0.02)
        self.blocks = nn.ModuleList(Block(o.channels, (o.channels * 8 // 3 + 31) // 32 * 32) for _ in range(o.layers))
        self.norm = nn.RMSNorm(o.channels, eps=1e-5)
        if o.untied:
            self.head = nn.Linear(o.channels, vocabulary, bias=False)
            nn.init.zeros_(self.head.weight) if o.zero_output else nn.init.normal_(self.head.weight, std=0.02)
        half = o.channels // o.heads // 2
        angles = torch.arange(1024)[:, None] * 10_000.0 ** (-torch.arange(half) / half)
        self.register_buffer("cosines", angles.cos()), self.register_buffer("sines", angles.sin())

    def forward(self, tokens):
        x = F.dropout(self.embedding(tokens), o.dropout, self.training)
        length = tokens.shape[1]
        for block in self.blocks:
            x = block(x, self.cosines[:length], self.sines[:length])
        logits = self.norm(x) @ (self.head.weight if o.untied else self.embedding.weight[:vocabulary]).T
        return o.cap * torch.tanh(logits / o.cap) if o.cap else logits


class Muon(torch.optim.Optimizer):
    """Jordan et al. 2024, with decoupled weight decay; computed in f32."""

    def __init__(self, parameters):
        super().__init__(parameters, {"lr": 0.0})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                state = self.state.setdefault(w, {"m": torch.zeros_like(w)})
                m = state["m"].mul_(o.momentum).add_(w.grad)
                x = w.grad + o.momentum * m
                x = x / (x.norm() + 1e-12)
                wide = x.shape[0] <= x.shape[1]
                x = x if wide else x.T
                for _ in range(5):
                    g = x @ x.T
                    x = 3.4445 * x + (-4.775 * g + 2.0315 * g @ g) @ x
                x = x if wide else x.T
                w.mul_(1 - group["lr"] * o.decay)
                w.add_(x, alpha=-group["lr"] * max(1, w.shape[0] / w.shape[1]) ** 0.5)


def batches(sequences, tokens, generator):
    """Shuffles, sorts by length within pools of sixteen batches, and shuffles the batches."""
    order = torch.randperm(len(sequences), generator=generator).tolist()
    result, pool = [], []

    def flush():
        batch, count = [], 0
        for i in sorted(pool, key=lambda i: -len(sequences[i])):
            if batch and count + len(sequences[i]) > tokens:
                result.append(batch)
                batch, count = [], 0
            batch.append(i)
            count += len(sequences[i])
        if batch:
            result.append(batch)
        pool.clear()

    total = 0
    for i in order:
        pool.append(i)
        total += len(sequences[i])
        if total >= 16 * tokens:
            flush()
            total = 0
    flush()
    return [result[i] for i in torch.randperm(len(result), generator=generator).tolist()]


def padded(sequences):
    length = max(map(len, sequences))
    inputs, targets = torch.zeros(len(sequences), length, dtype=torch.long), torch.full((len(sequences), length), -1)
    for row, sequence in enumerate(sequences):
        inputs[row, : len(sequence)] = torch.tensor([start] + sequence[:-1])
        targets[row, : len(sequence)] = torch.tensor(sequence)
    return inputs, targets


def transposed(sequence):
    """The tune in a random key, for a share of the tunes: notes are scale degrees, so only the tonic changes."""
    if not o.keys or torch.rand(1).item() >= o.keys:
        return sequence
    tonic = tunes["tonics"][torch.randint(len(tunes["tonics"]), (1,)).item()]
    return [tonic if token in tunes["tonics"] else token for token in sequence]


network = Network()
hidden = [p for b in network.blocks for p in b.parameters() if p.ndim == 2]
others = [p for p in network.parameters() if all(p is not h for h in hidden)]
adam = {"betas": (0.9, 0.95), "eps": 1e-8}
if o.optimizer == "adamw":
    groups = [{"params": [p for p in network.parameters() if p.ndim == 2], "weight_decay": o.decay},
              {"params": [p for p in network.parameters() if p.ndim < 2], "weight_decay": 0.0}]
    optimizers = [(torch.optim.AdamW(groups, lr=o.rate, fused=True, **adam), o.rate)]
else:
    groups = [{"params": [p for p in others if p.ndim == 2], "weight_decay": o.decay},
              {"params": [p for p in others if p.ndim < 2], "weight_decay": 0.0}]
    optimizers = [(Muon(hidden), o.rate), (torch.optim.AdamW(groups, lr=o.other_rate, fused=True, **adam), o.other_rate)]
averaged = {n: p.detach().clone() for n, p in network.named_parameters()} if o.average else None


teachers = []
for i in range(o.teachers):
    with tempfile.NamedTemporaryFile() as file:
        arguments = [a for a in sys.argv[1:] if not a.startswith(("seed=", "teachers="))]
        subprocess.run(
            [sys.executable, __file__, *arguments, f"seed={o.seed + 100 + i}", f"save={file.name}"],
            check=True, stdout=subprocess.DEVNULL)
        teachers.append(Network().eval())
        teachers[-1].load_state_dict(torch.load(file.name))


def scale(step):
    warm = min(200, int(o.warmup * o.steps))
    if step < warm:
        return (step + 1) / warm
    if o.schedule == "cosine":
        return 0.1 + 0.45 * (1 + math.cos(math.pi * (step - warm) / max(1, o.steps - warm)))
    return min(1, (o.steps - step) / max(1, o.cooldown * o.steps))


@torch.no_grad()
def validation():
    network.eval()
    kept = None
    if averaged:
        kept = {n: p.detach().clone() for n, p in network.named_parameters()}
        for n, p in network.named_parameters():
            p.copy_(averaged[n])
    loss, count = 0.0, 0
    held_out = sorted(tunes["validation"], key=len)
    for first in range(0, len(held_out), 16):
        inputs, targets = padded(held_out[first : first + 16])
        loss += F.cross_entropy(network(inputs).flatten(0, 1), targets.flatten(), ignore_index=-1, reduction="sum").item()
        count += (targets >= 0).sum().item()
    if kept:
        for n, p in network.named_parameters():
            p.copy_(kept[n])
    network.train()
    return loss / count


generator = torch.Generator().manual_seed(o.seed)
# With one thread, CPU time: another program does not slow it down.
clock = time.process_time if o.threads == 1 else time.perf_counter
seconds, step, plan = 0.0, 0, []
while step < o.steps:
    begin = clock()
    if not plan:
        size = o.tokens // 2 if o.growth and step < o.steps * 0.5 else o.tokens
        plan = batches(tunes["training"], size, generator)
    inputs, targets = padded([transposed(tunes["training"][i]) for i in plan.pop()])
    logits = network(inputs).flatten(0, 1)
    loss = F.cross_entropy(logits, targets.flatten(), ignore_index=-1, label_smoothing=o.smoothing)
    if teachers:
        with torch.no_grad():
            known = torch.stack([teacher(inputs).flatten(0, 1).softmax(-1) for teacher in teachers]).mean(0)
        kept = targets.flatten() >= 0
        loss = (1 - o.share) * loss + o.share * F.cross_entropy(logits[kept], known[kept])
    if o.zloss:
        loss = loss + o.zloss * logits[targets.flatten() >= 0].logsumexp(-1).square().mean()
    for optimizer, rate in optimizers:
        optimizer.zero_grad(set_to_none=True)
        for group in optimizer.param_groups:
            group["lr"] = rate * scale(step)
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    for optimizer, _ in optimizers:
        optimizer.step()
    if averaged:
        with torch.no_grad():
            keep = min(o.average, step / (step + 10))
            for n, p in network.named_parameters():
                averaged[n].lerp_(p, 1 - keep)
    step += 1
    seconds += clock() - begin
    if step % o.interval == 0 or step == o.steps:
        print(json.dumps({"step": step, "seconds": seconds, "train": loss.item(), "loss": validation()}), flush=True)
if o.save:
    torch.save(network.state_dict(), o.save)
