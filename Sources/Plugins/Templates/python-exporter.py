"""An exporter. Change `write`. Settings are declared in plugin.yaml and passed to `__init__`."""

from muse_plugin import Exporter, serve


class NAME(Exporter):
    type = "NAME"

    def __init__(self, separator):
        self.separator = separator

    def write(self, scores, provenance):
        lines = [f"# {provenance}"] if provenance else []
        for score in scores:
            titles = score.get("header", {}).get("titles", [])
            pitches = [note["pitch"] for part in score["parts"] for note in part["notes"]]
            lines.append(": ".join(titles[:1] + [self.separator.join(pitches)]))
        return "\n".join(lines) + "\n"


serve(NAME)
