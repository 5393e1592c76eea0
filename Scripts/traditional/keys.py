"""Keys: normalised names, and the sounding pitches of notes."""

import re

from traditional.reading import SEMITONES, STEPS, LeftOut

MODES = {
    "": "", "maj": "", "ion": "", "m": "m", "min": "m", "aeo": "m", "dor": "dor", "mix": "mix", "lyd": "lyd", "phr": "phr"}


def clean_key(text):
    match = re.match(r"^([A-G][b#]?)\s*([A-Za-z]*)$", text)
    mode = match and MODES.get("" if match[2] == "M" else match[2].lower()[:3])
    if mode is None:
        raise LeftOut("no simple key")
    return match[1] + mode


FIFTHS = {"C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5, "F": -1}
MODE_FIFTHS = {"": 0, "m": -3, "dor": -2, "mix": -1, "lyd": 1, "phr": -4}


def fifths_of(key):
    """Sharps of a key's signature; flats are negative."""
    tonic, mode = re.match(r"([A-G][b#]?)(.*)", key).groups()
    return FIFTHS[tonic[0]] + {"": 0, "b": -7, "#": 7}[tonic[1:]] + MODE_FIFTHS[mode]


def sounding(bars, key):
    """Semitones above C and duration of each note, bar by bar."""
    fifths = fifths_of(key)
    order = [3, 0, 4, 1, 5, 2, 6]
    signature = [0] * 7
    for i in range(abs(fifths)):
        if fifths > 0:
            signature[order[i % 7]] += 1
        else:
            signature[order[6 - i % 7]] -= 1
    for bar in bars:
        accidentals, result = {}, []
        for note in bar.notes:
            if note.pitch is None:
                result.append((None, note.duration))
                continue
            step, accidental = note.pitch
            if accidental:
                accidentals[step] = {"^": 1, "^^": 2, "_": -1, "__": -2}.get(accidental, 0)
            alter = accidentals.get(step, signature[step % 7])
            result.append((12 * (step // 7) + SEMITONES[step % 7] + alter, note.duration))
        yield result
