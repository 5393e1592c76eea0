#!/usr/bin/env python3
"""Writes kneser_ney.json: the results of the published formulas for toy corpora, computed directly.

Every n-gram is stored in a dictionary, continuation counts are sizes of sets, and the probability is the recursion of
Chen and Goodman 1999 (section 3, interpolated) with one discount or their three. Independent of the Swift code.

    python3 kneser_ney.py > kneser_ney.json
"""

import json
import math
from collections import defaultdict

START = "start"


class KneserNey:
    def __init__(self, order, size, sequences, discount=None):
        self.order, self.size = order, size
        raw = [defaultdict(int) for _ in range(order + 1)]
        for sequence in sequences:
            whole = [START] + sequence
            for end in range(1, len(whole)):
                for length in range(min(order, end) + 1):
                    raw[length][tuple(whole[end - length : end + 1])] += 1
        self.after = [defaultdict(dict) for _ in range(order + 1)]
        for length in range(order + 1):
            for gram, count in raw[length].items():
                if length < order and gram[0] != START:
                    count = len({longer[0] for longer in raw[length + 1] if longer[1:] == gram})
                self.after[length][gram[:-1]][gram[-1]] = count
        self.discounts = [
            (discount,) * 3 if discount else self.estimate(self.after[length]) for length in range(order + 1)
        ]

    @staticmethod
    def estimate(after):
        n = [sum(c == k for counts in after.values() for c in counts.values()) for k in range(5)]
        if n[1] == 0 or n[2] == 0:
            return (0.5,) * 3
        y = n[1] / (n[1] + 2 * n[2])
        if n[3] and n[4]:
            three = tuple(k - (k + 1) * y * n[k + 1] / n[k] for k in (1, 2, 3))
            if min(three) > 0:
                return three
        return (y,) * 3

    def probability(self, token, history):
        """`history` is all that came before in the tune."""
        return self.recurse(token, ([START] + history)[-self.order :])

    def recurse(self, token, context):
        length = len(context)
        shorter = self.recurse(token, context[1:]) if context else 1 / self.size
        counts = self.after[length].get(tuple(context))
        if counts is None:
            return shorter
        discounts = self.discounts[length]
        total = sum(counts.values())
        freed = sum(discounts[min(c, 3) - 1] for c in counts.values())
        count = counts.get(token, 0)
        kept = count - discounts[min(count, 3) - 1] if count else 0
        return kept / total + freed / total * shorter


def noise(seed, count, size):
    """Numbers with a leaning to repeat what came two before, so that long contexts mean something."""
    numbers = []
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2**31
        fresh = (seed >> 16) % size
        numbers.append(numbers[-2] if len(numbers) > 1 and (seed >> 8) % 3 else min(fresh, (seed >> 20) % size))
    return numbers


def case(name, order, size, training, trials, discount=None):
    model = KneserNey(order, size, training, discount)
    for trial in trials:
        for i in range(len(trial) + 1):
            total = sum(model.probability(token, trial[:i]) for token in range(size))
            assert abs(total - 1) < 1e-12, (name, trial[:i], total)
    return {
        "name": name,
        "order": order,
        "discount": discount or 0,
        "vocabularySize": size,
        "training": training,
        "trials": [
            {"tokens": t, "logs": [round(math.log(model.probability(w, t[:i])), 9) for i, w in enumerate(t)]}
            for t in trials
        ],
        "threeDiscounts": [length for length, d in enumerate(model.discounts) if len(set(d)) == 3],
    }


def main():
    tunes = [noise(seed, 20 + seed, 7) + [7] for seed in range(1, 13)]
    trials = [noise(99, 30, 7) + [7], tunes[3], [8, 8, 0, 1, 8], [7, 7], [0]]
    cases = [
        case("estimated, order 1", 1, 9, tunes, trials),
        case("estimated, order 2", 2, 9, tunes, trials),
        case("estimated, order 4", 4, 9, tunes, trials),
        case("fixed, order 3", 3, 9, tunes, trials, 0.7),
        case("one tune, order 6", 6, 9, tunes[:1], trials),
        case("estimated, order 12", 12, 9, tunes, trials + [tunes[5][:9] + tunes[6][4:15], tunes[7][6:]]),
        case("tunes shorter than the order", 5, 9, [[0, 7], [0, 7], [1, 7], [7], [0, 1, 7]], trials),
    ]
    assert any(c["threeDiscounts"] for c in cases)
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    print(f"[\n{lines}\n]")


if __name__ == "__main__":
    main()
