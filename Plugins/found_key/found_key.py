"""Whether the key of a tune can be heard, as a plug-in for muse: a rule out of music21, which has to be installed.

The value is how well the tune's pitches fit its own key's profile, -1 to 1. A tune is satisfactory as far as that is above 0, and
only half as much where another key fits better.
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
        # A mode sounds most like the major or minor key with the same third.
        tonic, _, mode = keys[0][1].partition(" ")
        mode = "major" if mode in ("major", "lydian", "mixolydian", "none") else "minor"
        wanted = note.Note(tonic.replace("b", "-")).pitch.pitchClass
        for rank, candidate in enumerate(candidates):
            if candidate.tonic.pitchClass == wanted and candidate.mode == mode:
                value = candidate.correlationCoefficient
                return value, max(0.0, value) * (1 if rank == 0 else 0.5)
        return 0, 0


serve(FoundKey)
