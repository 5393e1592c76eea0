"""A generator. Change `fit`, `load` and `scores`. Settings are declared in plugin.yaml and passed to `__init__`."""

import json
import math

from muse_plugin import Generator, serve


class NAME(Generator):
    """A Markov chain of order 1."""

    type = "NAME"

    def __init__(self, smoothing):
        self.smoothing = smoothing

    def fit(self, vocabulary, training, validation, seed, progress):
        # Row 0 counts the first tokens of tunes, row t + 1 the tokens that follow token t.
        counts = [[0] * vocabulary for _ in range(vocabulary + 1)]
        for i, tune in enumerate(training):
            for before, token in zip([-1, *tune], tune):
                counts[before + 1][token] += 1
            if i % 100 == 0:
                progress(i / len(training), f"{i} tunes")
        return json.dumps(counts).encode()

    def load(self, vocabulary, model):
        self.rows = []
        for counts in json.loads(model):
            total = sum(counts) + self.smoothing * vocabulary
            self.rows.append([math.log((count + self.smoothing) / total) for count in counts])

    def scores(self, tunes):
        return [self.rows[tune[-1] + 1 if tune else 0] for tune in tunes]


serve(NAME)
