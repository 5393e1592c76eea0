"""Writes event_tokens.json: small MIDI files, the tokens that MidiTok gives them, and hashes of its vocabularies.

    python3 Tests/Tokenizers/reference/event_tokens.py

Needs MidiTok 3.1.0 and symusic 0.6.0.
"""

import base64
import hashlib
import json
import pathlib
import random
import struct
import warnings

import miditok
import symusic

warnings.simplefilter("ignore")


# Standard MIDI Files


def number(n):
    data = [n & 127]
    while n := n >> 7:
        data.insert(0, 128 | n & 127)
    return bytes(data)


def track(events):
    """A track of (tick, bytes), in order of time and then of the list."""
    data, last = b"", 0
    for tick, message in sorted(events, key=lambda event: event[0]):
        data += number(tick - last) + bytes(message)
        last = tick
    data += b"\x00\xff\x2f\x00"
    return b"MTrk" + struct.pack(">I", len(data)) + data


def midi(ticks, *tracks):
    return b"MThd" + struct.pack(">IHHH", 6, 1, len(tracks), ticks) + b"".join(map(track, tracks))


def note(start, end, pitch, velocity=80, channel=0):
    return [(start, (0x90 | channel, pitch, velocity)), (end, (0x80 | channel, pitch, 0))]


def meter(tick, beats, power):
    return (tick, (0xFF, 0x58, 4, beats, power, 24, 8))


def tempo(tick, quarters):
    return (tick, (0xFF, 0x51, 3, *int(60e6 / quarters).to_bytes(3, "big")))


def key(tick, sharps, minor):
    return (tick, (0xFF, 0x59, 2, sharps & 255, minor))


def notes(draw, count, ticks, pitches, channel=0, span=16):
    """Notes at random times, some of them in chords and overlapping."""
    events = []
    for _ in range(count):
        start = draw.randrange(span * ticks)
        if draw.random() < 0.5:
            start = start * 4 // ticks * ticks // 4
        for pitch in draw.sample(pitches, draw.choice([1, 1, 1, 2, 3])):
            length = draw.choice([ticks // 8, ticks // 4, ticks // 3, ticks, 5 * ticks // 2, draw.randrange(1, 6 * ticks)])
            events += note(start, start + length, pitch, draw.randrange(1, 128), channel)
    return events


def piano():
    """One track: chords of several qualities, triplets, a pause, timing as performed."""
    draw, ticks = random.Random(1), 480
    events = notes(draw, 8, ticks, list(range(40, 90)))
    for place, chord in enumerate([[60, 64, 67], [57, 60, 64], [55, 59, 62, 65], [50, 57, 61], [48, 52, 56]]):
        for pitch in chord:
            events += note(20 * ticks + place * ticks, 20 * ticks + (place + 1) * ticks - 20, pitch, 70 + place)
    events += note(45 * ticks, 46 * ticks, 72) + note(46 * ticks, 47 * ticks, 110) + note(47 * ticks, 49 * ticks, 20)
    return midi(ticks, events)


def band():
    """Several programs and drums, changes of meter, tempo and key, pedals and bends."""
    draw, ticks = random.Random(2), 384
    conductor = [
        meter(0, 4, 2), meter(8 * ticks, 6, 3), meter(14 * ticks, 3, 2), tempo(0, 100), tempo(6 * ticks, 101),
        tempo(6 * ticks, 140), tempo(12 * ticks, 140), key(0, -2, 1), key(8 * ticks, 3, 0),
    ]
    bass = [(0, (0xC0, 33))] + notes(draw, 4, ticks, list(range(30, 50)))
    bass += [(ticks, (0xB0, 64, 127)), (3 * ticks, (0xB0, 64, 0)), (3 * ticks + 5, (0xB0, 64, 90)), (9 * ticks, (0xB0, 64, 0))]
    lead = [(0, (0xC1, 5))] + notes(draw, 4, ticks, list(range(60, 84)), channel=1)
    lead += [(2 * ticks + 7, (0xE1, 0, 80)), (2 * ticks + 9, (0xE1, 0, 20)), (10 * ticks, (0xE1, 0, 64))]
    drums = notes(draw, 4, ticks, [36, 38, 42, 46], channel=9)
    return midi(ticks, conductor, bass, lead, drums)


def odd():
    """A coarse resolution, meters within bars and without a token, tempos that repeat, tracks of one program."""
    draw, ticks = random.Random(3), 96
    conductor = [
        meter(0, 3, 2), meter(4 * ticks, 2, 2), meter(9 * ticks, 7, 3), meter(11 * ticks, 12, 3), tempo(ticks, 120),
        tempo(5 * ticks, 30), tempo(9 * ticks, 400), key(5 * ticks, 0, 0), key(6 * ticks, 0, 0),
    ]
    first = notes(draw, 5, ticks, list(range(55, 75))) + note(3 * ticks, 5 * ticks, 60) + note(4 * ticks, 8 * ticks, 60)
    second = [(0, (0xC2, 5)), (6 * ticks, (0xC2, 40))] + notes(draw, 5, ticks, list(range(55, 75)), channel=2)
    third = [(0, (0xC3, 5))] + notes(draw, 3, ticks, list(range(55, 75)), channel=3)
    return midi(ticks, conductor, first, second, third)


FILES = {"piano": piano(), "band": band(), "odd": odd()}


# Tokens

CLASSES = {
    "remi": "REMI", "tsd": "TSD", "midi_like": "MIDILike", "structured": "Structured", "cp_word": "CPWord",
    "octuple": "Octuple", "mumidi": "MuMIDI", "per_tok": "PerTok",
}
EVENTS = [
    {"use_tempos": True, "use_rests": True},
    {"use_chords": True, "chord_tokens_with_root_note": True, "chord_unknown": (3, 6)},
    {"use_programs": True, "use_tempos": True, "delete_equal_successive_tempo_changes": True, "log_tempos": True},
    {"use_programs": True, "program_changes": True, "use_key_signatures": True, "use_pitch_bends": True},
    {"use_programs": True, "one_token_stream_for_programs": False, "use_sustain_pedals": True},
    {"use_programs": True, "use_sustain_pedals": True, "sustain_pedal_duration": True},
    {"use_pitch_intervals": True, "max_pitch_interval": 7, "use_velocities": False},
    {"beat_res": {(0, 2): 12, (2, 6): 6}, "num_velocities": 8, "pitch_range": (50, 80), "use_time_signatures": False},
    {"use_pitchdrum_tokens": False, "remove_duplicated_notes": True},
]
NOTES = [
    {"use_programs": True}, {"use_velocities": False, "use_pitchdrum_tokens": False},
    {"beat_res": {(0, 2): 12, (2, 6): 6}, "num_velocities": 8, "pitch_range": (50, 80)},
]
MICRO = {"ticks_per_quarter": 320, "use_microtiming": True, "max_microtiming_shift": 0.125, "num_microtiming_bins": 30}
SETTINGS = {
    "remi": [*EVENTS, {"use_bar_end_tokens": True, "add_trailing_bars": True}, {"max_bar_embedding": 60}],
    "tsd": EVENTS,
    "midi_like": EVENTS,
    "structured": NOTES,
    "cp_word": [*NOTES, {"use_tempos": True, "use_chords": True}, {"use_rests": True, "use_time_signatures": False}],
    "octuple": [*NOTES, {"use_tempos": True, "use_programs": True}, {"max_bar_embedding": 3}],
    "mumidi": [*NOTES[2:], {"use_tempos": True}, {"use_chords": True}],
    "per_tok": [
        {"use_programs": True, "use_tempos": True}, {"use_position_toks": True}, {"use_microtiming": False},
        {"ticks_per_quarter": 480, "beat_res": {(0, 4): 4, (0, 3): 3}}, {"use_pitch_intervals": True, "use_chords": True},
    ],
}


def text(value):
    """A value as it is written in a recipe."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "[" + ", ".join(f"{a}-{b}:{resolution}" for (a, b), resolution in value.items()) + "]"
    return str(list(value)) if isinstance(value, tuple) else str(value)


def flat(tokens):
    """The parts of compound tokens one after another."""
    return " ".join(str(part) for token in tokens for part in (token if isinstance(token, list) else [token]))


def names(vocabulary):
    """The tokens in order of their numbers; of the vocabularies of compound tokens, each once."""
    parts = vocabulary if isinstance(vocabulary, list) else [vocabulary]
    return list(dict.fromkeys(str(name) for part in parts for name in part))


cases, failures = [], []
for name, class_name in CLASSES.items():
    for settings in [{}, *SETTINGS[name]]:
        base = MICRO if name == "per_tok" else {}
        tokenizer = getattr(miditok, class_name)(miditok.TokenizerConfig(**{**base, **settings}))
        written = [[setting, text(value)] for setting, value in settings.items()]
        vocabulary = hashlib.sha256("\n".join(names(tokenizer.vocab)).encode()).hexdigest()
        case = {"tokenizer": name, "settings": written, "vocabulary": vocabulary, "tunes": {}}
        for file, data in FILES.items():
            try:
                result = tokenizer(symusic.Score.from_midi(data))
            except (KeyError, IndexError) as error:
                failures.append(f"{name} {settings} {file}: {type(error).__name__} {error}")
                continue
            sequences = result if isinstance(result, list) else [result]
            case["tunes"][file] = [flat(sequence.tokens) for sequence in sequences]
        cases.append(case)

print(*failures, sep="\n")
files = {name: base64.b64encode(data).decode() for name, data in FILES.items()}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"files": files, "cases": cases}, indent=0))
