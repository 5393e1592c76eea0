"""Updates a convolutional critic and generator in PyTorch for each line on standard input, and prints the milliseconds.
The networks are those of muse's `grid_gan`: 32 sheets of 8 bars of 12 steps, 36 cells, 128 channels.
"""

import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(1)
SHEETS, BARS, STEPS, CELLS, CHANNELS, LATENT = 32, 8, 12, 36, 128, 64
PARTS = 4
POSITIONS = (torch.arange(BARS * STEPS) % STEPS) * 4


def gelu(x):
    return F.gelu(x, approximate="tanh")


class Conditioning(nn.Module):
    def __init__(self):
        super().__init__()
        self.conditions, self.positions = nn.Embedding(64, CHANNELS), nn.Embedding(48, CHANNELS)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.convolution = nn.RMSNorm(CHANNELS), nn.Conv1d(CHANNELS, CHANNELS, 5, padding=2)

    def forward(self, x):
        return x + self.convolution(gelu(self.norm(x)).transpose(1, 2)).transpose(1, 2)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.conditioning = Conditioning()
        self.points = nn.Linear(LATENT, BARS * PARTS * CHANNELS)
        self.coarse, self.fine = nn.Sequential(Layer(), Layer()), nn.Sequential(Layer(), Layer())
        self.norm, self.output = nn.RMSNorm(CHANNELS), nn.Linear(CHANNELS, CELLS)

    def forward(self, z, conditions):
        x = self.points(z).view(-1, BARS * PARTS, CHANNELS) + self.conditioning.conditions(conditions).mean(1, keepdim=True)
        x = self.coarse(x).repeat_interleave(STEPS // PARTS, dim=1) + self.conditioning.positions(POSITIONS)
        return self.output(gelu(self.norm(self.fine(x))))


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.conditioning = Conditioning()
        self.input = nn.Linear(CELLS, CHANNELS)
        self.fine = nn.Conv1d(CHANNELS, CHANNELS, 5, padding=2)
        self.coarse = nn.ModuleList(nn.Conv1d(CHANNELS, CHANNELS, 5, padding=2) for _ in range(2))
        self.flat, self.score = nn.Linear(BARS * PARTS * CHANNELS, CHANNELS), nn.Linear(CHANNELS, 1)

    def forward(self, cells, conditions):
        x = self.input(cells) + self.conditioning.positions(POSITIONS)
        x = gelu(self.fine(x.transpose(1, 2)))
        x = F.avg_pool1d(x, STEPS // PARTS) + self.conditioning.conditions(conditions).mean(1)[:, :, None]
        for convolution in self.coarse:
            x = gelu(convolution(x))
        return self.score(gelu(self.flat(x.transpose(1, 2).flatten(1))))

    def matrices(self):
        layers = [self.input, self.fine, *self.coarse, self.flat, self.score]
        return [layer.weight.view(layer.weight.shape[0], -1) for layer in layers]


generator, critic = Generator(), Critic()
directions = [torch.randn(matrix.shape[0]) for matrix in critic.matrices()]
optimizers = [
    torch.optim.Adam(net.parameters(), lr=1e-3, betas=(0.0, 0.9), fused=True) for net in (generator, critic)
]
real = F.one_hot(torch.randint(CELLS, (SHEETS, BARS * STEPS)), CELLS).float()
conditions = torch.tensor([[1, 2, 3]]).repeat(SHEETS, 1)


def draw():
    scores = generator(torch.randn(SHEETS, LATENT), conditions)
    return F.gumbel_softmax(scores, hard=True)


def step(net, optimizer, loss):
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()


def limit_spectral_norms():
    with torch.no_grad():
        for i, matrix in enumerate(critic.matrices()):
            v = F.normalize(matrix.T @ directions[i], dim=0)
            image = matrix @ v
            norm = image.norm()
            directions[i] = image / norm
            if norm > 2:
                matrix.mul_(2 / norm)


def update():
    with torch.no_grad():
        drawn = draw()
    loss = F.relu(1 - critic(real, conditions)).mean() + F.relu(1 + critic(drawn, conditions)).mean()
    step(critic, optimizers[1], loss)
    limit_spectral_norms()
    step(generator, optimizers[0], -critic(draw(), conditions).mean())


for _ in sys.stdin:
    start = time.perf_counter()
    update()
    print((time.perf_counter() - start) * 1e3, flush=True)
