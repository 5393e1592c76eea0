"""Updates the weights of a network in PyTorch for each line on standard input, and prints the milliseconds.

    train.py transformer f32|bf16     4 layers, 256 channels, 4 heads; 16 sequences of 256 tokens, vocabulary 128
    train.py lstm f32                 3 layers of 512 cells; 64 sequences of 128 tokens, vocabulary 137
    train.py vae f32                  a bidirectional GRU encoder of 256 cells and a GRU decoder of 512; 64 sequences of
                                      128 tokens, vocabulary 137
"""

import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(1)
kind, precision = sys.argv[1:]


class Block(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.qkv, self.output = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels)
        self.up, self.down = nn.Linear(channels, 4 * channels), nn.Linear(4 * channels, channels)

    def forward(self, x):
        batch, length, channels = x.shape
        q, k, v = (part.view(batch, length, self.heads, -1).transpose(1, 2)
                   for part in self.qkv(self.norm1(x)).split(channels, dim=2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.output(y.transpose(1, 2).reshape(batch, length, channels))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class Transformer(nn.Module):
    def __init__(self, vocabulary=128, channels=256, layers=4, heads=4, context=256):
        super().__init__()
        self.embedding, self.positions = nn.Embedding(vocabulary, channels), nn.Embedding(context, channels)
        self.blocks = nn.ModuleList(Block(channels, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(channels)

    def forward(self, tokens):
        x = self.embedding(tokens) + self.positions(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.norm(x) @ self.embedding.weight.T


class Recurrent(nn.Module):
    def __init__(self, vocabulary=137, channels=512, layers=3):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, channels)
        self.cells = nn.LSTM(channels, channels, layers, batch_first=True)
        self.output = nn.Linear(channels, vocabulary)

    def forward(self, tokens):
        return self.output(self.cells(self.embedding(tokens))[0])


class Autoencoder(nn.Module):
    def __init__(self, vocabulary=137, channels=256, latent=64):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, channels)
        self.encoder = nn.GRU(channels, channels, batch_first=True, bidirectional=True)
        self.mean, self.log_deviation = nn.Linear(2 * channels, latent), nn.Linear(2 * channels, latent)
        self.condition = nn.Linear(latent, channels, bias=False)
        self.decoder = nn.GRU(channels, 2 * channels, batch_first=True)
        self.output = nn.Linear(2 * channels, vocabulary)

    def forward(self, tokens):
        ends = self.encoder(self.embedding(tokens))[1].transpose(0, 1).flatten(1)
        mean, log_deviation = self.mean(ends), self.log_deviation(ends)
        self.divergence = ((torch.exp(2 * log_deviation) + mean**2 - 1) / 2 - log_deviation).sum()
        z = mean + torch.exp(log_deviation) * torch.randn_like(mean)
        return self.output(self.decoder(self.embedding(tokens) + self.condition(z)[:, None])[0])


model, size, shape = {
    "transformer": (Transformer, 128, (16, 257)), "lstm": (Recurrent, 137, (64, 129)),
    "vae": (Autoencoder, 137, (64, 129)),
}[kind]
model = model()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
tokens = torch.randint(size, shape)


def update():
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
        logits = model(tokens[:, :-1])
        loss = F.cross_entropy(logits.reshape(-1, size).float(), tokens[:, 1:].reshape(-1))
        if kind == "vae":
            loss = loss + 0.2 * model.divergence / tokens[:, 1:].numel()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


for _ in sys.stdin:
    start = time.perf_counter()
    update()
    print((time.perf_counter() - start) * 1e3, flush=True)
