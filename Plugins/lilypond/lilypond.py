"""An exporter to LilyPond: the first part of each tune, with repeats, endings, chords and tuplets."""

from fractions import Fraction

from muse_plugin import Exporter, serve

LENGTHS = {}
for denominator in (1, 2, 4, 8, 16, 32, 64):
    LENGTHS[Fraction(4, denominator)] = f"{denominator}"
    LENGTHS[Fraction(6, denominator)] = f"{denominator}."
    LENGTHS[Fraction(7, denominator)] = f"{denominator}.."
LONGEST_FIRST = sorted(LENGTHS, reverse=True)


def lengths(quarters):
    """Note values whose lengths add up to `quarters`; empty if that is possible only in a tuplet."""
    result = []
    for length in LONGEST_FIRST:
        while quarters >= length:
            result.append(LENGTHS[length])
            quarters -= length
    return result if quarters == 0 else []


def pitch(name):
    """The LilyPond name of a pitch: `fis''` for `F#5`."""
    letters = name.rstrip("-0123456789")
    octave = int(name[len(letters) :])
    alter = letters[1:].replace("##", "isis").replace("#", "is").replace("bb", "eses").replace("b", "es")
    return letters[0].lower() + alter + ("'" * (octave - 3) if octave >= 3 else "," * (3 - octave))


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class LilyPond(Exporter):
    type = "lilypond"

    def __init__(self, indent):
        self.indent = indent

    def write(self, scores, provenance):
        lines = ['\\version "2.24.0"']
        if provenance:
            lines.append(f"% {provenance}")
        for score in scores:
            lines += ["\\score {", "  {"] + [f"    {line}" for line in self.music(score)] + ["  }"]
            header = score.get("header", {})
            lines.append(f"  \\header {{ piece = {quoted((header.get('titles') or [''])[0])} }}")
            lines += [f"  \\layout {{ indent = {self.indent:g}\\mm }}", "}"]
        return "\n".join(lines) + "\n"

    def music(self, score):
        quarter = score["ticks_per_quarter"]
        events = {}
        for place, meter in score.get("meters", []):
            events.setdefault(place, []).append("\\cadenzaOn" if meter == "none" else self.meter(meter))
        for place, key, fifths in score.get("keys", []):
            tonic, _, mode = key.partition(" ")
            mode = mode.split(" ")[0]
            if tonic != "none":
                events.setdefault(place, []).append(f"\\key {pitch(tonic + '3')} \\{mode or 'major'}")
        lines, line = [], []
        bars = {bar["onset"]: bar for bar in score.get("barlines", [])}
        chords = {}
        for each in (score["parts"] or [{"notes": []}])[0]["notes"]:
            if each.get("voice", 0) == 0:
                chords.setdefault(each["onset"], []).append(each)
        rests = {r["onset"]: [r] for part in score["parts"][:1] for r in part.get("rests", []) if r.get("voice", 0) == 0}
        first = min((bar for bar in bars if bar > 0), default=0)
        meters = score.get("meters", [])
        if first and meters and meters[0][1] != "none":
            beats, unit = self.meter(meters[0][1]).split()[1].split("/")
            if first < int(beats) * 4 * quarter // int(unit) and lengths(Fraction(first, quarter)):
                events.setdefault(0, []).append(f"\\partial {lengths(Fraction(first, quarter))[0]}")
        for place in sorted({*chords, *rests, *bars, *events}):
            if place in bars and place > 0:
                line.append(self.bar(bars[place]))
                lines.append(" ".join(line))
                line = []
            elif place in bars and bars[place].get("starts_repeat"):
                line.append('\\bar ".|:"')
            line += events.get(place, [])
            if place in chords or place in rests:
                line.append(self.note(chords.get(place), rests.get(place), quarter))
        return lines + ([" ".join(line)] if line else [])

    @staticmethod
    def meter(text):
        groups, _, unit = {"C": "4/4", "C|": "2/2"}.get(text, text).partition("/")
        return f"\\time {sum(map(int, groups.split('+')))}/{unit}"

    @staticmethod
    def bar(bar):
        if bar.get("endings"):
            numbers = ", ".join(map(str, bar["endings"]))
            start = f"\\set Score.repeatCommands = #'((volta #f) (volta {quoted(numbers)}))"
            return (f'\\bar ":|." {start}' if bar.get("ends_repeat") else start)
        sign = {(True, True): ":|.|:", (True, False): ":|.", (False, True): ".|:"}.get(
            (bar.get("ends_repeat", False), bar.get("starts_repeat", False)),
            {"double": "||", "final": "|."}.get(bar.get("style"), "|"))
        return f'\\bar "{sign}"'

    @staticmethod
    def note(chord, rest, quarter):
        one = (chord or rest)[0]
        tuplet = one.get("tuplet")
        quarters = Fraction(one["duration"], quarter)
        values = lengths(quarters * Fraction(tuplet[0], tuplet[1]) if tuplet else quarters)
        if chord:
            names = [pitch(each["pitch"]) for each in chord]
            sound = names[0] if len(names) == 1 else f"<{' '.join(names)}>"
        else:
            sound = "r"
        tie = "~" if chord else ""
        text = f"{tie} ".join(sound + value for value in values) + ("~" if chord and one.get("is_tied") else "")
        if tuplet:
            text = (f"\\tuplet {tuplet[0]}/{tuplet[1]} {{ " if tuplet[2] == 0 else "") + text
            text += " }" if tuplet[2] + 1 == tuplet[3] else ""
        return text


serve(LilyPond)
