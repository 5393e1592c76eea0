"""Reads the transcriptions: fields and music, reduced to notes and bar lines."""

import re
from fractions import Fraction


class LeftOut(Exception):
    """Why a tune breaks the rules; the summary counts by this text."""


def read_tunes(path):
    """Each tune of a file as its fields in order, `[(letter, value)]`, and the lines of its music."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    for block in re.split(r"(?m)^(?=X:)", text.replace("\r", ""))[1:]:
        # An empty line ends a tune; what follows is free text.
        lines = re.split(r"\n[ \t]*\n", block + "\n\n", maxsplit=1)[0].split("\n")
        fields, music = [], []
        for line in lines:
            if re.match(r"^[A-Za-z]:", line) and not re.match(r"^[A-Za-z]:[|:]", line):
                if music and line[0] in "MLK":
                    music.append(f"[{line[0]}:{line[2:].split('%')[0].strip()}]")
                else:
                    fields.append((line[0], line[2:].split("%")[0].strip()))
            elif not line.startswith("%") and any(letter == "K" for letter, _ in fields):
                music.append(line.split("%")[0])
        yield fields, music


def strip_editing(music):
    """The music without the additions of transcribers and editors."""
    # Some files were sent by mail: `=` at the end of a line and `=20` are quoted-printable encoding.
    text = re.sub(r"=(20)?[ \t]*(?=\n|$)(?P<end>\n?)", lambda m: "\n" if m[1] else "", "\n".join(music))
    text = "\n".join(line.rstrip().rstrip("\\") for line in text.split("\n"))
    text = re.sub(r"\|\s*\n\s*:", "|:", text)
    if re.search(r'"[^"\n]*(D\.?\s?C|D\.?\s?S|da capo|fine|coda|segno)[^"\n]*"', text, re.IGNORECASE):
        raise LeftOut("played in another order than written (D.C., segno)")
    text = re.sub(r'"[^"\n]*"', "", text)
    if '"' in text:
        raise LeftOut("unreadable text")
    text = re.sub(r"\{[^}\n]*\}", "", text)
    text = re.sub(r"![^!\n|]{1,20}!", "", text)
    text = re.sub(r"\((?!\d)", "", text)
    text = text.replace(")", "")
    return re.sub(r"[`~.*!$h-wyH-Y]", "", text)


TOKEN = re.compile(
    r"\s+"
    r"|\[(?P<field>[A-Za-z]):(?P<value>[^\]\n]*)\]"
    r"|\((?P<p>\d)(?P<colons>:\d?:?\d?)?"
    r"|(?P<bar>\[\|\]?|:*\|+\]?:*|::+|\|?\[(?=\d))(?P<ending>\s*\[?\d(?:[,-]\d)*(?![\d/]))?"
    r"|(?P<accidental>[_^=]{0,2})(?P<letter>[A-Ga-g])(?P<octave>[,']*)(?P<length>\d*/*\d*)(?P<tie>\s*-)?"
    r"|(?P<rest>[zx])(?P<restlength>\d*/*\d*)"
    r"|(?P<broken><{1,2}|>{1,2})"
    r"|(?P<other>.)"
)


def length_of(text):
    number, slashes, divisor = re.match(r"(\d*)(/*)(\d*)$", text).groups()
    length = Fraction(int(number or 1))
    if slashes:
        divisor = int(divisor) if divisor else 2 ** len(slashes)
        if divisor == 0:
            raise LeftOut("unreadable music")
        length /= divisor
    if length <= 0:
        raise LeftOut("unreadable music")
    return length


class Note:
    """A note or rest: its text, and its duration in whole notes."""

    def __init__(self, text, pitch, duration, tied=False):
        self.text, self.pitch, self.duration, self.tied = text, pitch, duration, tied


class Bar:
    """The notes between two bar lines; `before` and `after` are the bar lines, `ending` is a number or ''."""

    def __init__(self, before, ending):
        self.items, self.before, self.after, self.ending = [], before, "", ending

    @property
    def notes(self):
        return [item for item in self.items if isinstance(item, Note)]

    @property
    def duration(self):
        return sum((note.duration for note in self.notes), Fraction(0))


def read_bars(text, unit):
    """The bars of a tune, with their music as written and their bar lines."""
    bars = [Bar("", "")]
    tuplet_left, tuplet_factor = 0, Fraction(1)
    broken = Fraction(1)
    for match in TOKEN.finditer(text):
        part = match.groupdict()
        bar = bars[-1]
        if match[0].isspace():
            if "\n" not in match[0] and bar.items and bar.items[-1] != " ":
                bar.items.append(" ")
        elif part["field"]:
            raise LeftOut({"M": "meter changes", "K": "key changes"}.get(part["field"], "other inline fields"))
        elif part["p"]:
            if tuplet_left or part["p"] != "3" or (part["colons"] or "").strip(":") not in ("", "2"):
                raise LeftOut("tuplets other than triplets")
            tuplet_left, tuplet_factor = 3, Fraction(2, 3)
            bar.items.append("(3")
        elif part["bar"]:
            if tuplet_left or broken != 1:
                raise LeftOut("unreadable music")
            ending = re.sub(r"[\s\[]", "", part["ending"] or "")
            if ending and ending not in ("1", "2"):
                raise LeftOut("endings other than a first and a second")
            sign = part["bar"] if part["bar"] not in ("[", "|[") else part["bar"].strip("[")
            if ":" in sign.strip(":"):
                raise LeftOut("unbalanced repeats")
            if bar.notes:
                bar.after = sign
                bars.append(Bar(sign, ending))
            else:
                bar.before += sign if sign != "|" or not bar.before else ""
                bar.ending = bar.ending or ending
                if len(bars) > 1:
                    bars[-2].after = bar.before
        elif part["letter"] or part["rest"]:
            written = length_of(part["length"] if part["letter"] else part["restlength"])
            duration = written * unit * broken
            broken = Fraction(1)
            if tuplet_left:
                duration *= tuplet_factor
                tuplet_left -= 1
            if part["letter"]:
                bar.items.append(Note(match[0].rstrip(" \n-"), pitch_of(part), duration, bool(part["tie"])))
            else:
                bar.items.append(Note("z" + part["restlength"], None, duration))
        elif part["broken"]:
            sign = part["broken"]
            if not bar.notes or tuplet_left or broken != 1:
                raise LeftOut("unreadable music")
            short = Fraction(1, 2 ** len(sign))
            bar.notes[-1].duration *= 2 - short if sign[0] == ">" else short
            broken = short if sign[0] == ">" else 2 - short
            while bar.items[-1] == " ":
                bar.items.pop()
            bar.items.append(sign)
        elif part["other"] == "[" or part["other"] == "]":
            raise LeftOut("chords")
        else:
            raise LeftOut("unreadable music")
    if tuplet_left or broken != 1:
        raise LeftOut("unreadable music")
    if not bars[-1].notes:
        bars.pop()
    return bars


STEPS = {letter: i for i, letter in enumerate("CDEFGAB")}
SEMITONES = (0, 2, 4, 5, 7, 9, 11)


def pitch_of(part):
    """Staff position (C is 0), and the accidental as written."""
    letter = part["letter"]
    octave = (letter.islower()) + part["octave"].count("'") - part["octave"].count(",")
    return STEPS[letter.upper()] + 7 * octave, part["accidental"]
