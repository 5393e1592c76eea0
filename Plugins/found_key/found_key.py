"""A rule that measures how clearly a tune is in its key, by music21's key analysis. Needs music21.

The value is the correlation of the tune's pitches with the profile of its key, -1 to 1. The satisfaction is the value,
at least 0, halved if another key fits better.
"""

from music21 import analysis, note, stream

from muse_plugin import Rule, serve

ANALYSES = {
    "krumhansl": analysis.discrete.KrumhanslSchmuckler,
    "aarden": analysis.discrete.AardenEssen,
    "bellman": analysis.discrete.BellmanBudge,
    "temperley": analysis.discrete.TemperleyKostkaPayne,
}


class FoundKey(Rule):
    type = "found_key"

    def __init__(self, weights):
        self.analysis = ANALYSES[weights]()

    def measure(self, score):
        melody = stream.Stream()
        for part in score["parts"]:
            for each in part["notes"]:
                played = note.Note(each["midi"])
                played.quarterLength = each["duration"] / score["ticks_per_quarter"]
                melody.append(played)
        keys = score.get("keys", [])
        if not len(melody) or not keys:
            return 0, 0
        found = self.analysis.getSolution(melody)
        candidates = [found, *found.alternateInterpretations]
        # Other modes are treated as the major or minor key with the same third.
        tonic, _, mode = keys[0][1].partition(" ")
        mode = "major" if mode in ("major", "lydian", "mixolydian", "none") else "minor"
        tonic_class = note.Note(tonic.replace("b", "-")).pitch.pitchClass
        for rank, candidate in enumerate(candidates):
            if candidate.tonic.pitchClass == tonic_class and candidate.mode == mode:
                value = candidate.correlationCoefficient
                return value, max(0.0, value) * (1 if rank == 0 else 0.5)
        return 0, 0


serve(FoundKey)
