"""A rule. Change `measure`. Settings are declared in plugin.yaml and passed to `__init__`."""

from muse_plugin import Rule, serve


class NAME(Rule):
    type = "NAME"

    def __init__(self, steps):
        self.steps = steps

    def measure(self, score):
        pitches = [note["midi"] for part in score["parts"] for note in part["notes"]]
        intervals = [abs(b - a) for a, b in zip(pitches, pitches[1:])]
        if not intervals:
            return 0, 0
        share = sum(interval <= self.steps for interval in intervals) / len(intervals)
        return share, share


serve(NAME)
