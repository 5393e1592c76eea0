"""Compares the event tokens of muse with MidiTok's, on all MIDI files of a folder.

    python3 Tests/judges/compare_tokens.py MUSE FOLDER [TOKENIZER[:KEY=VALUE;KEY=VALUE]]...

Without tokenizers, all are compared with default settings. Values are written as in Python: remi:use_tempos=True.
Needs MidiTok 3.1.0 and symusic 0.6.0.
"""

import ast
import pathlib
import subprocess
import sys
import warnings

import miditok
import symusic

warnings.simplefilter("ignore")
CLASSES = {
    "remi": "REMI", "tsd": "TSD", "midi_like": "MIDILike", "structured": "Structured", "cp_word": "CPWord",
    "octuple": "Octuple", "mumidi": "MuMIDI", "per_tok": "PerTok",
}
MICRO = {"ticks_per_quarter": 320, "use_microtiming": True, "max_microtiming_shift": 0.125, "num_microtiming_bins": 30}


def text(value):
    """A value as it is written in a recipe."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "[" + ", ".join(f"{a}-{b}:{resolution}" for (a, b), resolution in value.items()) + "]"
    return str(list(value)) if isinstance(value, tuple) else str(value)


def flat(tokens):
    return " ".join(str(part) for token in tokens for part in (token if isinstance(token, list) else [token]))


muse, folder, *specifications = sys.argv[1:]
files = sorted(pathlib.Path(folder).glob("*.mid"))
failed = False
for specification in specifications or CLASSES:
    name, _, rest = specification.partition(":")
    pairs = (pair.split("=", 1) for pair in filter(None, rest.split(";")))
    settings = {**(MICRO if name == "per_tok" else {}), **{key: ast.literal_eval(value) for key, value in pairs}}
    tokenizer = getattr(miditok, CLASSES[name])(miditok.TokenizerConfig(**settings))
    options = ["--set", "miditok_compatible=true"]
    for key, value in settings.items():
        options += ["--set", f"{key}={text(value)}"]
    process = subprocess.run([muse, "tokenize", name, folder, *options], capture_output=True, text=True)
    lines = process.stdout.split("\n")
    place, different, unread = 0, [], 0
    for file in files:
        try:
            result = tokenizer(symusic.Score(file))
        except (KeyError, IndexError):
            unread += 1
            continue
        expected = [flat(sequence.tokens) for sequence in (result if isinstance(result, list) else [result])]
        if lines[place : place + len(expected)] != expected:
            different.append(file.name)
        place += len(expected)
    equal = len(files) - len(different) - unread
    print(f"{specification}: {equal} of {len(files)} equal, MidiTok fails on {unread}", *different[:5], flush=True)
    failed |= bool(different)
sys.exit(failed)
