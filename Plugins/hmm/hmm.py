"""A hidden Markov model of tokens, for any tokenizer. Needs no packages.

The notation is that of Rabiner 1989, with indices from 0: A are the transition probabilities, B the emission
probabilities, pi those of the first state. The forward variables alpha are scaled to sum to 1 in each step, which makes
them the probabilities of the states given the tokens so far. The scaling factor c is then the probability of the token
given the earlier ones.

Unlike Rabiner's, this expectation maximisation is incremental (Neal and Hinton 1998): the model is updated after each
block of tunes, from the latest counts of all blocks, which takes about half as many iterations.
"""

import json
import math
import random
from operator import mul

from muse_plugin import Generator, serve


def dot(one, other):
    return sum(map(mul, one, other))


def columns(rows):
    return list(map(list, zip(*rows)))


def normalised(rows):
    return [[value / total for value in row] for row, total in zip(rows, map(sum, rows))]


class Model:
    def __init__(self, pi, A, B):
        self.pi, self.A, self.B = pi, A, B
        self.into = columns(A)       # for each state the probabilities of the transitions into it
        self.emitting = columns(B)   # for each token its probability in each state

    def predicted(self, alpha):
        """The probabilities of the next state; alpha is None at the start of a tune."""
        return self.pi if alpha is None else [dot(alpha, column) for column in self.into]

    def forward(self, alpha, token):
        """The forward variables after one more token, and their scaling factor."""
        joint = list(map(mul, self.predicted(alpha), self.emitting[token]))
        c = sum(joint)
        return [value / c for value in joint], c


class Counts:
    """The expected numbers of first states, transitions and emissions in some tunes."""

    def __init__(self, states, vocabulary):
        self.first = [0.0] * states
        self.transitions = [[0.0] * states for _ in range(states)]
        # By token, then state: the order in which they are needed.
        self.emissions = [[0.0] * states for _ in range(vocabulary)]

    def add(self, model, tune):
        """Adds the expected counts of a tune under a model, by the forward-backward algorithm. Returns the tune's
        log-likelihood in nats."""
        alpha, alphas, factors = None, [], []
        for token in tune:
            alpha, c = model.forward(alpha, token)
            alphas.append(alpha)
            factors.append(c)
        beta = [1.0] * len(model.pi)
        arriving = []                # for each token but the first, the last one first: B · beta / c
        for t in reversed(range(len(tune))):
            gamma = list(map(mul, alphas[t], beta))
            emissions = self.emissions[tune[t]]
            for state, value in enumerate(gamma):
                emissions[state] += value
            if t > 0:
                arriving.append([b * value / factors[t] for b, value in zip(model.emitting[tune[t]], beta)])
                beta = [dot(row, arriving[-1]) for row in model.A]
        for state, value in enumerate(gamma):
            self.first[state] += value
        after = columns(reversed(arriving))
        for counts, probabilities, before in zip(self.transitions, model.A, columns(alphas[:-1])):
            for state, probability in enumerate(probabilities):
                counts[state] += probability * dot(before, after[state])
        return sum(map(math.log, factors))

    @staticmethod
    def maximised(parts, smoothing):
        """The model with the greatest likelihood for the sum of the counts and a pseudocount for each."""
        sums = lambda rows: [smoothing + sum(values) for values in zip(*rows)]
        first = [sums(part.first for part in parts)]
        transitions = [sums(rows) for rows in zip(*(part.transitions for part in parts))]
        emissions = [sums(rows) for rows in zip(*(part.emissions for part in parts))]
        return Model(normalised(first)[0], normalised(transitions), normalised(columns(emissions)))


class HMM(Generator):
    type = "incremental_hmm"
    BLOCKS = 6

    def __init__(self, states, iterations, smoothing):
        self.states, self.iterations, self.smoothing = states, iterations, smoothing

    def fit(self, vocabulary, training, validation, seed, progress):
        blocks = [training[i :: self.BLOCKS] for i in range(min(self.BLOCKS, len(training)))]
        counts = [self.random_counts(vocabulary, training, random.Random(seed))]
        model = Counts.maximised(counts, self.smoothing)
        done = 0
        for iteration in range(self.iterations):
            likelihood, tokens = 0.0, 0
            for i, block in enumerate(blocks):
                part = Counts(self.states, vocabulary)
                for tune in block:
                    likelihood += part.add(model, tune)
                    tokens += len(tune)
                    done += 1
                    progress(done / len(training) / self.iterations,
                             f"iteration {iteration + 1}, {-likelihood / tokens / math.log(2):.2f} bits per token")
                # In the first iteration only the blocks so far have counts; these replace the random ones.
                counts = counts[:i] + [part] + counts[i + 1 :]
                model = Counts.maximised(counts, self.smoothing)
        return json.dumps([model.pi, model.A, model.B]).encode()

    def random_counts(self, vocabulary, training, random):
        """Counts for the first model. Each state emits a few tokens far more often than the others: expectation
        maximisation is slow to tell similar states apart."""
        counts = Counts(self.states, vocabulary)
        shares = [[random.gammavariate(0.1, 1) for _ in range(self.states)] for _ in range(vocabulary)]
        for tune in training:
            for token in tune:
                for state, share in enumerate(shares[token]):
                    counts.emissions[token][state] += share
        counts.transitions = [[random.expovariate(1) for _ in row] for row in counts.transitions]
        return counts

    def load(self, vocabulary, model):
        self.model = Model(*json.loads(model))

    def scores(self, tunes):
        return [self.row(tune) for tune in tunes]

    def row(self, tune):
        # The state of a tune: the number of tokens seen, and their forward variables.
        seen, alpha = tune.state or (0, None)
        for token in tune[seen:]:
            alpha, _ = self.model.forward(alpha, token)
        tune.state = len(tune), alpha
        predicted = self.model.predicted(alpha)
        return [math.log(dot(predicted, emitting)) for emitting in self.model.emitting]


serve(HMM)
