"""A tokenizer. Change the tokens, `encode`, `decode` and `grammar`. Settings are declared in plugin.yaml and passed to
`__init__`."""

from muse_plugin import Cannot, Grammar, Tokenizer, serve

QUARTER = 10080
LETTERS = "CDEFGAB"


class NAME(Tokenizer):
    """A melody of eighth, quarter and half notes in 4/4, without accidentals: one token for each note and rest."""

    type = "NAME"

    LENGTHS = {"8": QUARTER // 2, "4": QUARTER, "2": 2 * QUARTER}

    def __init__(self, bars):
        self.bars = bars
        self.notes = [f"{letter}{octave}/{length}" for octave in (4, 5) for letter in LETTERS for length in self.LENGTHS]
        self.rests = [f"rest/{length}" for length in self.LENGTHS]
        self.tokens = ["end", *self.notes, *self.rests]

    def encode(self, score):
        if score.get("meters") not in ([[0, "4/4"]], [[0, "2/2"]]):
            raise Cannot("is not in 4/4")
        eighth = score["ticks_per_quarter"] // 2
        lengths = {eighth: "8", 2 * eighth: "4", 4 * eighth: "2"}
        names, at = [], 0
        part = score["parts"][0] if score["parts"] else {"notes": []}
        for element in sorted(part["notes"] + part.get("rests", []), key=lambda element: element["onset"]):
            pitch = element.get("pitch", "rest").replace("#", "").replace("b", "")
            name = f"{pitch}/{lengths.get(element['duration'])}"
            if element["onset"] != at or name not in self.tokens:
                raise Cannot(f"has a note or rest at {at / eighth} eighths that cannot be encoded")
            at += element["duration"]
            names.append(name)
        if at % (8 * eighth) or not 1 <= at // (8 * eighth) <= self.bars:
            raise Cannot(f"does not have 1 to {self.bars} complete bars")
        has_accidentals = any("#" in note["pitch"] or "b" in note["pitch"] for note in part["notes"])
        return names, ["accidentals"] if has_accidentals else []

    def decode(self, names):
        notes, rests, at = [], [], 0
        for name in names:
            pitch, length = name.split("/")
            element = {"onset": at, "duration": self.LENGTHS[length]}
            at += element["duration"]
            (rests if pitch == "rest" else notes).append(element if pitch == "rest" else element | {"pitch": pitch})
        bars = [{"onset": bar} for bar in range(4 * QUARTER, at + 1, 4 * QUARTER)]
        if bars:
            bars[-1]["style"] = "final"
        return {
            "ticks_per_quarter": QUARTER, "meters": [[0, "4/4"]], "keys": [[0, "C major"]], "barlines": bars,
            "parts": [{"notes": notes, "rests": rests}],
        }

    def grammar(self, plan):
        """A state is the number of full bars, and the number of eighths in the next bar."""
        low, high = plan.get("bars", (1, self.bars))
        grammar = Grammar((0, 0))
        for bar in range(min(high, self.bars)):
            for eighth in range(8):
                for length, eighths in (("8", 1), ("4", 2), ("2", 4)):
                    if eighth + eighths <= 8:
                        names = [name for name in self.notes + self.rests if name.endswith(f"/{length}")]
                        grammar.way((bar, eighth), names, (bar + (eighth + eighths) // 8, (eighth + eighths) % 8))
            if low <= bar + 1:
                grammar.final((bar + 1, 0))
        return grammar


serve(NAME)
