"""Scores for the tables of samplers, and how tables are written."""

import json
import math
import pathlib
import random
import struct


def single(x):
    """The nearest number in single precision."""
    return struct.unpack("f", struct.pack("f", x))[0]


def scores(seed, size):
    """Log-probabilities in single precision, from nearly equal to far apart; some tokens are excluded."""
    source = random.Random(seed)
    spread = [0.3, 1.5, 3, 6][seed % 4]
    raw = [source.gauss(0, spread) for _ in range(size)]
    for token in source.sample(range(size), [0, size // 3][seed % 2]):
        raw[token] = -math.inf
    total = math.log(sum(math.exp(x) for x in raw))
    return [single(x - total) for x in raw]


def probabilities(after):
    """The distribution that scores stand for."""
    best = max(after)
    weights = [math.exp(x - best) for x in after]
    return [float(f"{weight / sum(weights):.7g}") for weight in weights]


def finite(values):
    """JSON has no infinity."""
    return [None if x == -math.inf else x for x in values]


def write(name, program, cases):
    """Writes `cases`, one a line: settings, tokens before, and steps of scores and the probabilities after them."""
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    text = f'{{\n "program": {json.dumps(program)},\n "cases": [\n{lines}\n ]\n}}\n'
    pathlib.Path(__file__).with_name(name).write_text(text)
