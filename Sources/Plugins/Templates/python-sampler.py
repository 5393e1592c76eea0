"""A sampler for muse. Change `adjust`; settings are declared in plugin.yaml and arrive in `__init__` by their names."""

from muse_plugin import Sampler, serve


class NAME(Sampler):
    type = "NAME"

    def __init__(self, penalty, window):
        self.penalty = penalty
        self.window = window

    def adjust(self, scores, tokens):
        for token in tokens[-self.window :]:
            scores[token] -= self.penalty


serve(NAME)
