"""A sampler. Change `adjust`. Settings are declared in plugin.yaml and passed to `__init__`."""

from muse_plugin import Sampler, serve


class NAME(Sampler):
    type = "NAME"

    def __init__(self, penalty, window):
        self.penalty = penalty
        self.window = window

    def adjust(self, scores, tune):
        # With `needs: [vocabulary, clock]` in plugin.yaml, self.vocabulary has the names of the tokens, and tune.clock
        # the bar and beat.
        for token in tune[-self.window :]:
            scores[token] -= self.penalty


serve(NAME)
