"""A variational autoencoder with PyTorch, for any tokenizer: tunes are points in a latent space, near which are similar
tunes. muse chooses the points: at random, between two tunes, around a tune, or towards an attribute."""

import io
import random

import torch
from torch import nn

from muse_plugin import Generator, serve

# One thread, so that the order of sums is fixed and the same seed gives the same bytes.
torch.set_num_threads(1)


class Network(nn.Module):
    def __init__(self, vocabulary, latent, channels):
        super().__init__()
        # Two more inputs than tokens: the start of a tune, and a hidden token, whose embedding stays 0.
        self.start, self.hidden = vocabulary, vocabulary + 1
        self.embedding = nn.Embedding(vocabulary + 2, channels, padding_idx=self.hidden)
        self.encoder = nn.GRU(channels, channels, batch_first=True)
        self.mean = nn.Linear(channels, latent)
        self.log_deviation = nn.Linear(channels, latent)
        self.first_state = nn.Linear(latent, channels)
        self.decoder = nn.GRU(channels + latent, channels, batch_first=True)
        self.output = nn.Linear(channels, vocabulary)

    def encode(self, tunes):
        """The means and the logarithms of the standard deviations of the posteriors of tunes."""
        tokens = nn.utils.rnn.pad_sequence(tunes, batch_first=True, padding_value=self.hidden)
        outputs, _ = self.encoder(self.embedding(tokens))
        is_token = (tokens != self.hidden)[..., None]
        summary = (outputs * is_token).sum(1) / is_token.sum(1)
        return self.mean(summary), self.log_deviation(summary)

    def begin(self, latents):
        """The state of the decoder at the start of tunes."""
        return self.first_state(latents).tanh()[None]

    def decode(self, inputs, latents, state):
        points = latents[:, None].expand(-1, inputs.shape[1], -1)
        outputs, state = self.decoder(torch.cat([self.embedding(inputs), points], -1), state)
        return self.output(outputs), state


class TorchVAE(Generator):
    type = "torch_vae"
    PADDING = -100

    def __init__(self, latent, channels, steps, batch, learning_rate, beta, word_dropout):
        self.latent_size, self.channels = latent, channels
        self.steps, self.batch, self.learning_rate = steps, batch, learning_rate
        self.beta, self.word_dropout = beta, word_dropout

    def fit(self, vocabulary, training, validation, seed, progress):
        torch.manual_seed(seed)
        choices = random.Random(seed)
        network = Network(vocabulary, self.latent_size, self.channels)
        optimizer = torch.optim.Adam(network.parameters(), self.learning_rate)
        for step in range(self.steps):
            tunes = [torch.tensor(choices.choice(training)[:512]) for _ in range(self.batch)]
            cost, divergence = self.losses(network, tunes)
            value = cost + min(1, 2 * step / self.steps) * self.beta * divergence
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1)
            for group in optimizer.param_groups:
                group["lr"] = self.learning_rate * (1 - step / self.steps)
            optimizer.step()
            progress((step + 1) / self.steps, f"step {step + 1}, {cost:.3f} + {divergence:.3f} nats per token")
        file = io.BytesIO()
        torch.save(network.state_dict(), file)
        return file.getvalue()

    def losses(self, network, tunes):
        """The cross-entropy of tunes decoded from samples of their posteriors, and the KL divergence of the posteriors
        from the standard normal distribution, both in nats per token."""
        mean, log_deviation = network.encode(tunes)
        latents = mean + torch.randn_like(mean) * log_deviation.exp()
        targets = nn.utils.rnn.pad_sequence(tunes, batch_first=True, padding_value=self.PADDING)
        inputs = torch.full_like(targets, network.start)
        inputs[:, 1:] = targets[:, :-1].clamp(min=0)
        inputs[torch.rand(inputs.shape) < self.word_dropout] = network.hidden
        scores, _ = network.decode(inputs, latents, network.begin(latents))
        cost = nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten(), ignore_index=self.PADDING)
        divergence = (mean**2 + (2 * log_deviation).exp() - 1 - 2 * log_deviation).sum() / 2
        return cost, divergence / sum(map(len, tunes))

    def load(self, vocabulary, model):
        self.network = Network(vocabulary, self.latent_size, self.channels)
        self.network.load_state_dict(torch.load(io.BytesIO(model), weights_only=True))

    @torch.inference_mode()
    def encode(self, tunes):
        # One by one, so that memory does not grow with their number.
        posteriors = [self.network.encode([torch.tensor(tune)]) for tune in tunes]
        return [(mean[0].tolist(), log_deviation[0].exp().tolist()) for mean, log_deviation in posteriors]

    @torch.inference_mode()
    def scores(self, tunes):
        # Without a latent point, decode from the centre of the space.
        latents = torch.tensor([tune.latent or [0.0] * self.latent_size for tune in tunes])
        last = torch.tensor([[tune[-1] if tune else self.network.start] for tune in tunes])
        first = self.network.begin(latents)
        states = [first[:, row] if tune.state is None else tune.state for row, tune in enumerate(tunes)]
        scores, state = self.network.decode(last, latents, torch.stack(states, 1))
        for row, tune in enumerate(tunes):
            tune.state = state[:, row].contiguous()
        return scores[:, 0].log_softmax(-1).tolist()


serve(TorchVAE)
