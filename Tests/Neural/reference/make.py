"""Writes ops.safetensors: inputs, outputs and gradients of every op, and steps of the optimizers, computed by PyTorch.

    python3 Tests/Neural/reference/make.py

Needs PyTorch and safetensors. Inputs are 32-bit floats; everything else is computed in 64 bits, so that rounding errors
are negligible. A tensor is named CASE.NAME; CASE.dNAME is the gradient of the sum of the output, weighted by CASE.dy.
"""

import math
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

random = torch.Generator().manual_seed(20)
kept = {}


def draw(*shape, scale=1.0):
    """Normally distributed 32-bit floats, as 64-bit numbers."""
    return (torch.randn(*shape, generator=random) * scale).double()


def keep(case, **tensors):
    for name, tensor in tensors.items():
        tensor = tensor.detach()
        tensor = tensor.to(torch.int32) if tensor.dtype in (torch.int64, torch.int32) else tensor.float()
        kept[f"{case}.{name}"] = tensor.contiguous().clone()


def op(case, function, **inputs):
    """Stores the inputs, the output and the gradients of all floating-point inputs."""
    for tensor in inputs.values():
        if tensor.is_floating_point():
            tensor.requires_grad_()
    y = function(**inputs)
    dy = draw(*y.shape)
    y.backward(dy)
    keep(case, y=y, dy=dy, **inputs)
    keep(case, **{"d" + name: t.grad for name, t in inputs.items() if t.is_floating_point()})


op("affine", lambda x, w, b: F.linear(x, w, b), x=draw(5, 3), w=draw(4, 3), b=draw(4))
op("affine_plain", lambda x, w: F.linear(x, w), x=draw(7, 20), w=draw(18, 20))
op(
    "embedding", lambda table, ids: 1.5 * F.embedding(ids, table), table=draw(6, 4),
    ids=torch.tensor([3, 0, 3, 5, 5, 5, 1]),
)
op("add", lambda a, b: a + b, a=draw(3, 4), b=draw(3, 4))


def layer(x, gain, bias):
    return F.layer_norm(x, x.shape[-1:], gain, bias, eps=1e-5)


def rms(x, gain):
    return F.rms_norm(x, x.shape[-1:], gain, eps=1e-5)


op("layer_norm", lambda x, gain, bias: layer(2 * x, gain, bias) + x, x=draw(4, 10), gain=draw(10), bias=draw(10))
op("rms_norm", lambda x, gain: rms(2 * x, gain) + x, x=draw(4, 10), gain=draw(10))
# The residual sum is used in addition to the norm.
op(
    "layer_norm_residual", lambda x, residual, gain, bias: layer(x + residual, gain, bias) + (x + residual),
    x=draw(4, 10), residual=draw(4, 10), gain=draw(10), bias=draw(10),
)
op(
    "rms_norm_residual", lambda x, residual, gain: rms(x + residual, gain) + (x + residual),
    x=draw(4, 10), residual=draw(4, 10), gain=draw(10),
)
op("gelu", lambda x: F.gelu(x, approximate="tanh"), x=torch.linspace(-6, 6, 49).reshape(7, 7).float().double())
op(
    "swiglu", lambda x: F.silu(x[:, : x.shape[1] // 2]) * x[:, x.shape[1] // 2 :],
    x=torch.cat([torch.linspace(-8, 8, 48).reshape(4, 12).float().double(), draw(4, 12)], dim=1),
)


def rotate(x, positions, first, heads, size):
    angles = positions[:, None].double() * 100.0 ** (-2 * torch.arange(size // 2).double() / size)
    cosine, sine = torch.cat([angles.cos()] * 2, 1)[:, None], torch.cat([angles.sin()] * 2, 1)[:, None]
    turned = x[:, first : first + heads * size].reshape(-1, heads, size)
    low, high = turned.chunk(2, dim=-1)
    turned = turned * cosine + torch.cat([-high, low], dim=-1) * sine
    return torch.cat([x[:, :first], turned.reshape(len(x), -1), x[:, first + heads * size :]], 1)


op(
    "rotate", lambda x, positions: rotate(x, positions, 2, 3, 6), x=draw(5, 22),
    positions=torch.tensor([0, 1, 2, 9, 4]),
)


def attention(x, lengths, heads, key_heads, size, window):
    """Attends to the window before each row, or without a window to the whole sequence."""
    rows, out = 0, []
    for length in lengths:
        part = x[rows : rows + length]
        rows += length
        q, k, v = part.split([heads * size, key_heads * size, key_heads * size], dim=1)
        q, k, v = (t.reshape(length, -1, size).transpose(0, 1)[None] for t in (q, k, v))
        distance = torch.arange(length)[:, None] - torch.arange(length)[None]
        mask = (distance >= 0) & (distance < window) if window else None
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
        out.append(y[0].transpose(0, 1).reshape(length, -1))
    out.append(torch.zeros(len(x) - rows, heads * size).double())
    return torch.cat(out)


# Rows after the sequences are padding.
op("attention", lambda x: attention(x, [3, 1, 5], 2, 2, 4, 100), x=draw(11, 24))
op("attention_groups", lambda x: attention(x, [4, 6], 4, 2, 4, 100), x=draw(10, 32))
op("attention_blocks", lambda x: attention(x, [150, 3, 65], 2, 1, 4, 1000), x=draw(220, 16))
op("attention_window", lambda x: attention(x, [150, 3, 65], 2, 1, 4, 40), x=draw(220, 16))
op("attention_short_window", lambda x: attention(x, [9, 2], 2, 2, 4, 3), x=draw(12, 24))

targets = torch.tensor([2, -1, 0, 6, 6, -1])
logits = draw(6, 7, scale=3).requires_grad_()
loss = F.cross_entropy(logits, targets, ignore_index=-1, reduction="sum")
(loss / 4).backward()
keep("cross_entropy", logits=logits, targets=targets, loss=loss.reshape(1), dlogits=logits.grad)


def by_time(sequences, padding):
    """The first row of each sequence, then the second of each; the longest sequence first."""
    rows = [s[t] for t in range(len(sequences[0])) for s in sequences if t < len(s)]
    return torch.stack(rows + [torch.zeros_like(rows[0])] * padding)


def recurrence(case, cell, lengths, padding, inputs, channels):
    gates = 4 if cell is torch.nn.LSTM else 3
    x = draw(sum(lengths) + padding, inputs).requires_grad_()
    w, u = draw(gates * channels, inputs).requires_grad_(), draw(gates * channels, channels).requires_grad_()
    b, d = draw(gates * channels).requires_grad_(), draw(channels).requires_grad_()
    network = cell(inputs, channels).double()
    state_bias = torch.zeros(gates * channels).double()
    if gates == 3:
        state_bias = torch.cat([state_bias[: 2 * channels], d])
    own = {"weight_ih_l0": w, "weight_hh_l0": u, "bias_ih_l0": b, "bias_hh_l0": state_bias}
    numbers, sequences, row = [], [[] for _ in lengths], 0
    for t in range(lengths[0]):
        for s in (s for s, length in enumerate(lengths) if t < length):
            sequences[s].append(row)
            row += 1
    outputs = [torch.func.functional_call(network, own, x[s])[0] for s in sequences]
    y = by_time(outputs, padding)
    dy = draw(*y.shape)
    y.backward(dy)
    keep(case, x=x, w=w, u=u, b=b, y=y, dy=dy, dx=x.grad, dw=w.grad, db=b.grad)
    keep(case, du=u.grad if u.grad is not None else torch.zeros_like(u))
    if gates == 3:
        keep(case, d=d, dd=d.grad)


for name, cell in [("lstm", torch.nn.LSTM), ("gru", torch.nn.GRU)]:
    recurrence(name + "_ragged", cell, [5, 4, 4, 1], 2, 3, 4)
    recurrence(name + "_three", cell, [3, 3], 0, 4, 5)
    recurrence(name + "_one", cell, [1, 1, 1], 0, 3, 2)

# Optimizers: a matrix with weight decay and a vector without, several steps with given gradients.


def optimizer(case, make, steps):
    w, b = draw(3, 5).requires_grad_(), draw(4).requires_grad_()
    keep(case, w=w, b=b)
    chosen = make(w, b)
    ws, bs, dws, dbs = [], [], [], []
    for step in range(steps):
        w.grad, b.grad = draw(3, 5, scale=10.0 ** (step - 3)), draw(4)
        dws.append(w.grad.clone())
        dbs.append(b.grad.clone())
        chosen.step()
        ws.append(w.detach().clone())
        bs.append(b.detach().clone())
    keep(case, dw=torch.stack(dws), db=torch.stack(dbs), w_after=torch.stack(ws), b_after=torch.stack(bs))


def groups(decay):
    return lambda w, b: [{"params": [w], "weight_decay": decay}, {"params": [b], "weight_decay": 0.0}]


optimizer("adamw", lambda w, b: torch.optim.AdamW(groups(0.1)(w, b), lr=0.02, betas=(0.9, 0.95), eps=1e-8), 8)
optimizer("sgd_plain", lambda w, b: torch.optim.SGD(groups(0.0)(w, b), lr=0.1), 4)
optimizer("sgd", lambda w, b: torch.optim.SGD(groups(0.2)(w, b), lr=0.1, momentum=0.9), 6)

# A training step with gradient clipping: the logits of the next token are a row of a table.
table = draw(6, 5, scale=2).requires_grad_()
sequences = [[0, 1, 2, 3], [4, 4, 1], [2]]
inputs = torch.tensor([i for s in sequences for i in [5] + s[:-1]])
targets = torch.tensor([i for s in sequences for i in s])
loss = F.cross_entropy(table[inputs], targets)
loss.backward()
keep("clip", table=table, loss=loss.reshape(1), dtable=table.grad)
norm = torch.nn.utils.clip_grad_norm_([table], 0.1)
keep("clip", norm=norm.reshape(1), clipped=table.grad)
assert norm > 0.2 and math.isclose(table.grad.norm(), 0.1, rel_tol=1e-4)



# Attention with relative positions as in Music Transformer: a product with all distances, then skewing. Last, so that
# the random numbers above stay the same.


def skewed(r):
    """Turns `[T, T]` by query and distance into `[T, T]` by query and key."""
    flipped = F.pad(r.flip(1), (1, 0))
    return flipped.reshape(len(r) + 1, len(r))[1:]


def relative_attention(x, e, lengths, heads, key_heads, size, window):
    rows, out = 0, []
    for length in lengths:
        part = x[rows : rows + length]
        rows += length
        q, k, v = part.split([heads * size, key_heads * size, key_heads * size], dim=1)
        q, k, v = (t.reshape(length, -1, size).transpose(0, 1) for t in (q, k, v))
        distance = torch.arange(length)[:, None] - torch.arange(length)[None]
        mask = (distance >= 0) & (distance < window)
        results = []
        for head in range(heads):
            own = e[head * window : (head + 1) * window][:length]
            own = F.pad(own, (0, 0, 0, length - len(own)))
            group = head // (heads // key_heads)
            scores = (q[head] @ k[group].T + skewed(q[head] @ own.T)) / size**0.5
            results.append(scores.masked_fill(~mask, -torch.inf).softmax(-1) @ v[group])
        out.append(torch.cat(results, 1))
    out.append(torch.zeros(len(x) - rows, heads * size).double())
    return torch.cat(out)


op("distances", lambda x, e: relative_attention(x, e, [3, 1, 5], 2, 2, 4, 10), x=draw(11, 24), e=draw(20, 4))
op("distances_groups", lambda x, e: relative_attention(x, e, [6, 4], 4, 2, 4, 6), x=draw(10, 32), e=draw(24, 4))
op("distances_blocks", lambda x, e: relative_attention(x, e, [70, 3], 2, 1, 4, 70), x=draw(74, 16), e=draw(140, 4))
op("distances_window", lambda x, e: relative_attention(x, e, [100], 2, 1, 4, 40), x=draw(100, 16), e=draw(80, 4))

op("attention_both_ways", lambda x: attention(x, [150, 3, 65], 4, 2, 4, None), x=draw(220, 32))

# Muon: a matrix of two maps, one with more and one with fewer rows than columns, each with an optimizer state of its own.
# PyTorch orthogonalises in bfloat16; here its own code runs in 64 bits.
torch.Tensor.bfloat16 = lambda tensor: tensor
w = torch.cat([draw(9, 5), draw(3, 5)])
tall, wide = w[:9].clone().requires_grad_(), w[9:].clone().requires_grad_()
muon = torch.optim.Muon([tall, wide], lr=0.02, weight_decay=0.1, momentum=0.95, nesterov=True, adjust_lr_fn="original")
gradients, weights = [], []
for step in range(6):
    tall.grad, wide.grad = draw(9, 5, scale=10.0 ** (step - 2)), draw(3, 5)
    gradients.append(torch.cat([tall.grad, wide.grad]))
    muon.step()
    weights.append(torch.cat([tall, wide]).detach().clone())
keep("muon", w=w, dw=torch.stack(gradients), w_after=torch.stack(weights))

save_file(dict(sorted(kept.items())), pathlib.Path(__file__).with_name("ops.safetensors"))
