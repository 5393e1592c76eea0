"""Locally typical sampling.

People tend to choose not the most probable word, but one about as informative as expected. So the sampler keeps the
tokens whose surprise is closest to the entropy of the step, until their probabilities add up to `mass`.
"""

import math

from muse_plugin import Sampler, serve


class Typical(Sampler):
    type = "typical"

    def __init__(self, mass):
        self.mass = mass

    def adjust(self, scores, tokens):
        best = max(scores)
        weights = {token: math.exp(score - best) for token, score in enumerate(scores) if score > -math.inf}
        total = sum(weights.values())
        shares = {token: weight / total for token, weight in weights.items() if weight > 0}
        entropy = -sum(share * math.log(share) for share in shares.values())
        # Ties are broken by token number, so that the order is the same everywhere.
        order = sorted(shares, key=lambda token: (abs(-math.log(shares[token]) - entropy), token))
        kept = set()
        mass = 0.0
        for token in order:
            kept.add(token)
            mass += shares[token]
            if mass >= self.mass:
                break
        for token in range(len(scores)):
            if token not in kept:
                scores[token] = -math.inf


serve(Typical)
