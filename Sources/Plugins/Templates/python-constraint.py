"""A constraint. Change `constrain`. Settings are declared in plugin.yaml and passed to `__init__`."""

from muse_plugin import Constraint, serve


class NAME(Constraint):
    type = "NAME"

    # The lowest and highest note of a whistle, by its key.
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
