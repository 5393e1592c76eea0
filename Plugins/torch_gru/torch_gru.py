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
        # Two more inputs than tokens: the start of a tune, and a hidden token, whose embedding stays 0.
        self.start, self.hidden = vocabulary, vocabulary + 1
        self.embedding = nn.Embedding(vocabulary + 2, channels, padding_idx=self.hidden)
        self.recurrent = nn.GRU(channels, channels, layers, batch_first=True)
        self.output = nn.Linear(channels, vocabulary)

    def forward(self, inputs, state=None):
        outputs, state = self.recurrent(self.embedding(inputs), state)
        return self.output(outputs), state

    def inputs(self, targets):
        """The tokens before the targets."""
        inputs = torch.full_like(targets, self.start)
        inputs[:, 1:] = targets[:, :-1].clamp(min=0)
        return inputs


def padded(rows, padding):
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=padding)


class TorchGRU(Generator):
    type = "torch_gru"
    PADDING = -100

    def __init__(self, channels, layers, steps, batch, learning_rate, condition_dropout):
        self.channels, self.layers = channels, layers
        self.steps, self.batch, self.learning_rate = steps, batch, learning_rate
        self.condition_dropout = condition_dropout

    def fit(self, vocabulary, training, validation, seed, progress):
        torch.manual_seed(seed)
        choices = random.Random(seed)
        kinds = self.vocabulary.kinds
        conditions = torch.tensor([token for token, kind in enumerate(kinds) if kind == "condition"], dtype=torch.long)
        network = Network(vocabulary, self.channels, self.layers)
        optimizer = torch.optim.Adam(network.parameters(), self.learning_rate)
        loss = nn.CrossEntropyLoss(ignore_index=self.PADDING)
        for step in range(self.steps):
            targets = padded([choices.choice(training)[:512] for _ in range(self.batch)], self.PADDING)
            inputs = network.inputs(targets)
            for row in inputs:
                if choices.random() < self.condition_dropout:
                    row[torch.isin(row, conditions)] = network.hidden
            scores, _ = network(inputs)
            value = loss(scores.flatten(0, 1), targets.flatten())
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1)
            for group in optimizer.param_groups:
                group["lr"] = self.learning_rate * (1 - step / self.steps)
            optimizer.step()
            progress((step + 1) / self.steps, f"step {step + 1}, loss {value.item():.3f}")
        return self.bytes(network)

    def bytes(self, network):
        file = io.BytesIO()
        torch.save(network.state_dict(), file)
        return file.getvalue()

    def load(self, vocabulary, model):
        self.network = Network(vocabulary, self.channels, self.layers)
        self.network.load_state_dict(torch.load(io.BytesIO(model), weights_only=True))
        self.optimizer = torch.optim.Adam(self.network.parameters())

    @torch.inference_mode()
    def scores(self, tunes):
        zero = torch.zeros(self.layers, self.channels)
        state = torch.stack([zero if tune.state is None else tune.state for tune in tunes], 1)
        scores, state = self.network(torch.tensor([[self.last(tune)] for tune in tunes]), state)
        for row, tune in enumerate(tunes):
            tune.state = state[:, row].contiguous()
        return scores[:, 0].log_softmax(-1).tolist()

    def last(self, tune):
        """The network's input after a tune's tokens so far."""
        if not tune:
            return self.network.start
        if tune.is_unconditional and self.condition_dropout == 0:
            raise ValueError("guidance needs a condition_dropout above 0")
        is_hidden = tune.is_unconditional and self.vocabulary.kinds[tune[-1]] == "condition"
        return self.network.hidden if is_hidden else tune[-1]

    def learn(self, episodes, rate):
        targets = padded([episode.tokens for episode in episodes], 0)
        weights = padded([episode.weights for episode in episodes], 0.0)
        scores, _ = self.network(self.network.inputs(targets))
        # Padding has weight 0; all tokens are allowed there, so that its probabilities exist.
        excluded = torch.zeros(scores.shape, dtype=torch.bool)
        for tune, episode in enumerate(episodes):
            for position, allowed in enumerate(episode.allowed):
                excluded[tune, position] = True
                excluded[tune, position, allowed] = False
        logs = scores.masked_fill(excluded, -torch.inf).log_softmax(-1)
        value = (weights * logs.gather(-1, targets[..., None])[..., 0]).sum()
        self.optimizer.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()

    def saved(self):
        return self.bytes(self.network)


serve(TorchGRU)
