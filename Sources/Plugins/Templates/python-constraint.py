"""A constraint for muse. Change `constrain`; settings are declared in plugin.yaml and arrive in `__init__` by their names."""

from muse_plugin import Constraint, serve


class NAME(Constraint):
    type = "NAME"

    # What the holes of a tin whistle give: lowest and highest note, and the key without half-covered ones.
    WHISTLES = {"D": ("D5", "B6"), "C": ("C5", "A6"), "Bb": ("Bb4", "G6"), "G": ("G4", "E6")}

    def __init__(self, whistle):
        self.whistle = whistle

    def constrain(self, plan):
        low, high = self.WHISTLES[self.whistle]
        return [
            {"type": "key", "tonic": self.whistle, "diatonic": True},
            {"type": "range", "low": low, "high": high},
        ]


serve(NAME)
