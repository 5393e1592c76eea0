"""The rules for tunes; a tune that breaks one raises LeftOut."""

import re
from fractions import Fraction

from traditional.keys import sounding
from traditional.reading import SEMITONES, STEPS, LeftOut


def keep_real_ties(bars):
    """Keeps ties between equal notes; a hyphen between different notes is a transcriber's slur."""
    notes = [note for bar in bars for note in bar.notes]
    for note, following in zip(notes, notes[1:] + [None]):
        note.tied = note.tied and following is not None and following.pitch is not None and (
            following.pitch[0] == note.pitch[0] and following.pitch[1] in ("", note.pitch[1]))


class Section:
    """The bars of a section. `repeated` means played twice; the bars of endings are kept separately."""

    def __init__(self):
        self.body, self.first, self.second, self.repeated = [], [], [], False
        self.after = ""


def sections_of(bars):
    """The sections of a tune; raises LeftOut if the repeats do not match."""
    sections = []
    current = Section()
    open_sign = False  # there is a `|:` without its `:|`
    start_is_clear = True  # a `:|` would jump back to here
    state = "body"

    def close(repeated, after):
        nonlocal current, open_sign, start_is_clear, state
        current.repeated, current.after = repeated, after
        sections.append(current)
        current, open_sign, state = Section(), False, "body"
        start_is_clear = repeated

    for i, bar in enumerate(bars):
        if bar.before.endswith(":"):
            if current.body or open_sign:
                raise LeftOut("unbalanced repeats")
            open_sign = start_is_clear = True
        if bar.ending == "1":
            if state != "body" or not current.body or not start_is_clear:
                raise LeftOut("endings without a clear start")
            state = "first"
        elif bar.ending == "2":
            if state != "wait":
                raise LeftOut("endings without a clear start")
            state = "second"
        elif state == "wait":
            raise LeftOut("endings without a clear start")
        {"body": current.body, "first": current.first, "second": current.second}[state].append(bar)

        last = i + 1 == len(bars)
        after = bar.after
        ends_repeat = after.startswith(":")
        starts_repeat = after.endswith(":")
        heavy = "||" in after or "]" in after or after.startswith("[|")
        if last and starts_repeat:
            raise LeftOut("unbalanced repeats")
        if ends_repeat:
            if not start_is_clear or state == "second":
                raise LeftOut("unbalanced repeats")
            if state == "first":
                state = "wait"
                if last or starts_repeat:
                    raise LeftOut("endings without a clear start")
            else:
                close(True, after)
        elif state == "first":
            if last or starts_repeat or heavy:
                raise LeftOut("endings without a clear start")
        elif heavy or starts_repeat or last:
            if state == "second":
                close(True, after)
            elif open_sign:
                raise LeftOut("unbalanced repeats")
            else:
                close(False, after)
        if starts_repeat:
            start_is_clear = True
    return sections


def check_lengths(sections, full):
    """Checks that inner bars are complete, and that pickups and last bars add up; returns the number of written bars."""
    total = 0
    first_pickup = None
    owed = None  # the part of a bar that the pickup of this section must fill
    for section in sections:
        opening = section.body[0].duration
        if opening > full:
            raise LeftOut("a bar of the wrong length")
        pickup = opening if opening < full else Fraction(0)
        if first_pickup is None:
            first_pickup = pickup
        if owed is not None and owed != pickup:
            raise LeftOut("a pickup that does not complement the bar before")
        for group in (section.body, section.first, section.second):
            for i, bar in enumerate(group):
                is_pickup = group is section.body and i == 0 and pickup > 0
                is_last = bar is group[-1] and (group is not section.body or not section.first)
                if not is_pickup and not is_last and bar.duration != full:
                    raise LeftOut("a bar of the wrong length")
        body_end = (section.first or section.body)[-1].duration
        if len(section.body) < 2 or (body_end + pickup != full):
            raise LeftOut("a pickup that does not complement the last bar")
        final = (section.second or section.body)[-1].duration
        if final > full:
            raise LeftOut("a bar of the wrong length")
        owed = full - final
        count = len(section.body) + len(section.first) - (pickup > 0)
        if section.second and len(section.second) != len(section.first):
            raise LeftOut("endings of unequal length")
        if count not in (4, 8, 12, 16):
            raise LeftOut("a section that does not have 4, 8, 12 or 16 bars")
        total += count
    if owed != first_pickup:
        raise LeftOut("a pickup that does not complement the bar before")
    if total < 12 or total > 64:
        raise LeftOut("too short or too long")
    return total


def check_notes(bars):
    for bar in bars:
        for note in bar.notes:
            if (note.duration * 32).denominator not in (1, 3) or note.duration < Fraction(1, 32):
                raise LeftOut("very short notes")
            if note.pitch and not -3 <= note.pitch[0] <= 17:
                raise LeftOut("notes beyond a fiddle's lower positions")
        if not bar.notes:
            raise LeftOut("an empty bar")
    rests = sum(note.duration for bar in bars for note in bar.notes if note.pitch is None)
    if rests * 8 > sum(bar.duration for bar in bars):
        raise LeftOut("mostly rests")
    if all(note.pitch is None for note in bars[0].notes):
        raise LeftOut("starts with a rest")


def check_accidentals(bars):
    """Checks that no accidental is ambiguous: programs differ on whether one applies to other octaves."""
    for bar in bars:
        signs = {}
        for note in bar.notes:
            if note.pitch is None:
                continue
            step, sign = note.pitch
            others = {s for other, s in signs.items() if other % 7 == step % 7 and other != step}
            if step not in signs and others and others != {sign}:
                raise LeftOut("an ambiguous accidental")
            if sign:
                signs[step] = sign


def check_key(sections, key, full):
    """Checks that a section ends on the tonic, or the tune on another note of the tonic chord; otherwise the mode is wrong.

    Circular tunes, which lead into their own repetition as slip jigs do, are not checked.
    """
    tonic, mode = re.match(r"([A-G][b#]?)(.*)", key).groups()
    base = SEMITONES[STEPS[tonic[0]]] + {"": 0, "b": -1, "#": 1}[tonic[1:]]
    ends = []
    for section in sections:
        for group in (section.first, section.second or section.body):
            sounds = [sound for bar in sounding(group, key) for sound in bar if sound[0] is not None]
            ends += [((sound - base) % 12, duration) for sound, duration in sounds[-1:]]
    last, duration = ends[-1]
    chord = (7,) if mode in ("m", "dor", "phr") else (4, 7)
    if 4 * duration >= full and all(end != 0 for end, _ in ends) and last not in chord:
        raise LeftOut("no section ends on the tonic")
