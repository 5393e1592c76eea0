"""An importer. Change `read`. Settings are declared in plugin.yaml and passed to `__init__`."""

from muse_plugin import Cannot, Importer, serve

QUARTER = 10080


class NAME(Importer):
    type = "NAME"

    def __init__(self, notes_per_bar):
        self.notes_per_bar = notes_per_bar

    def read(self, data, name):
        """Reads lines such as `My tune: D4 E4 F#4 G4`, each of which is a tune in quarter notes."""
        try:
            lines = data.decode().splitlines()
        except UnicodeDecodeError as error:
            raise Cannot(f"not UTF-8 text: {error}")
        return [self.tune(*line.split(":", 1)) for line in lines if ":" in line]

    def tune(self, title, pitches):
        known = [pitch for pitch in pitches.split() if pitch[0] in "ABCDEFG" and pitch[-1] in "0123456789"]
        unknown = [pitch for pitch in pitches.split() if pitch not in known]
        notes = [{"onset": i * QUARTER, "duration": QUARTER, "pitch": pitch} for i, pitch in enumerate(known)]
        bars = range(self.notes_per_bar, len(notes) + 1, self.notes_per_bar)
        score = {
            "ticks_per_quarter": QUARTER,
            "header": {"titles": [title.strip()]},
            "meters": [[0, f"{self.notes_per_bar}/4"]],
            "keys": [[0, "C major"]],
            "barlines": [{"onset": bar * QUARTER} for bar in bars],
            "parts": [{"notes": notes}],
        }
        return score, [f"unknown pitch '{pitch}'" for pitch in unknown]


serve(NAME)
