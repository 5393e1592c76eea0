"""A generator with PyTorch: a GRU over tokens, for any tokenizer. muse stores its weights."""

import io
import random

import torch
from torch import nn

from muse_plugin import Generator, serve

# One thread, so that the order of sums is fixed and the same seed gives the same bytes.
torch.set_num_threads(1)


class Network(nn.Module):
    def __init__(self, vocabulary, channels, layers):
        super().__init__()
        # The last row embeds the start of a tune.
        self.embedding = nn.Embedding(vocabulary + 1, channels)
        self.recurrent = nn.GRU(channels, channels, layers, batch_first=True)
        self.output = nn.Linear(channels, vocabulary)

    def forward(self, tokens, state=None):
        hidden, state = self.recurrent(self.embedding(tokens), state)
        return self.output(hidden), state


class TorchGRU(Generator):
    type = "torch_gru"
    PADDING = -100

    def __init__(self, channels, layers, steps, batch, learning_rate):
        self.channels, self.layers = channels, layers
        self.steps, self.batch, self.learning_rate = steps, batch, learning_rate

    def fit(self, vocabulary, training, validation, seed, progress):
        torch.manual_seed(seed)
        order = random.Random(seed)
        network = Network(vocabulary, self.channels, self.layers)
        optimizer = torch.optim.Adam(network.parameters(), self.learning_rate)
        loss = nn.CrossEntropyLoss(ignore_index=self.PADDING)
        for step in range(self.steps):
            tunes = [torch.tensor(order.choice(training)[:512]) for _ in range(self.batch)]
            targets = nn.utils.rnn.pad_sequence(tunes, batch_first=True, padding_value=self.PADDING)
            inputs = torch.full_like(targets, vocabulary)
            inputs[:, 1:] = targets[:, :-1].clamp(min=0)
            scores, _ = network(inputs)
            value = loss(scores.flatten(0, 1), targets.flatten())
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1)
            for group in optimizer.param_groups:
                group["lr"] = self.learning_rate * (1 - step / self.steps)
            optimizer.step()
            progress((step + 1) / self.steps, f"step {step + 1}, loss {value.item():.3f}")
        saved = io.BytesIO()
        torch.save(network.state_dict(), saved)
        return saved.getvalue()

    def load(self, vocabulary, model):
        self.vocabulary = vocabulary
        self.network = Network(vocabulary, self.channels, self.layers)
        self.network.load_state_dict(torch.load(io.BytesIO(model), weights_only=True))
        self.network.eval()

    @torch.inference_mode()
    def scores(self, tunes):
        last = torch.tensor([[tune[-1] if tune else self.vocabulary] for tune in tunes])
        zero = torch.zeros(self.layers, self.channels)
        state = torch.stack([zero if tune.state is None else tune.state for tune in tunes], 1)
        scores, state = self.network(last, state)
        for row, tune in enumerate(tunes):
            tune.state = state[:, row].contiguous()
        return scores[:, 0].log_softmax(-1).numpy()


serve(TorchGRU)
