#!/usr/bin/env python3
"""mgeval.py MGEVAL: writes mgeval.json next to this script, the results of mgeval's code for twenty tunes.

MGEVAL is a checkout of RichardYang40148/mgeval. Its code is written for Python 2 and reads files with an unmaintained
package: it is converted to Python 3 when loaded, and mido reads the files instead. The tunes are the first ten jigs and
the first ten reels of Corpora/traditional.abc, as written by `muse convert`, at 120 quarters per minute.

Needs numpy, scipy, scikit-learn, pretty_midi and mido, and a built muse.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import types

import mido
import numpy as np
from scipy import integrate

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent.parent
features = {
    "pitch_count": "total_used_pitch", "note_count": "total_used_note",
    "pitch_class_histogram": "total_pitch_class_histogram",
    "pitch_class_transitions": "pitch_class_transition_matrix", "pitch_range": "pitch_range",
    "mean_interval": "avg_pitch_shift", "mean_inter_onset": "avg_IOI", "note_length_histogram": "note_length_hist",
    "note_length_transitions": "note_length_transition_matrix",
}
without_track = {"pitch_count", "pitch_class_histogram", "pitch_class_transitions", "pitch_range", "mean_inter_onset"}


class Event:
    def __init__(self, tick, data):
        self.tick, self.data = tick, data


class NoteOnEvent(Event):
    pass


class NoteOffEvent(Event):
    pass


class TimeSignatureEvent(Event):
    pass


class Pattern(list):
    def make_ticks_abs(self):
        pass  # The ticks are absolute already.


def read_midifile(path):
    file = mido.MidiFile(path)
    track, tick = [], 0
    for message in mido.merge_tracks(file.tracks):
        tick += message.time
        if message.type == "note_on":
            track.append(NoteOnEvent(tick, [message.note, message.velocity]))
        elif message.type == "note_off":
            track.append(NoteOffEvent(tick, [message.note, message.velocity]))
        elif message.type == "time_signature":
            track.append(TimeSignatureEvent(tick, [message.numerator, message.denominator.bit_length() - 1]))
    pattern = Pattern([track])
    pattern.resolution = file.ticks_per_beat
    return pattern


def load(folder):
    midi = types.ModuleType("midi")
    midi.read_midifile = read_midifile
    midi.events = types.SimpleNamespace(
        NoteOnEvent=NoteOnEvent, NoteOffEvent=NoteOffEvent, TimeSignatureEvent=TimeSignatureEvent)
    sys.modules["midi"] = midi
    modules = []
    for name in ("core", "utils"):
        text = (pathlib.Path(folder) / "mgeval" / f"{name}.py").read_text()
        module = types.ModuleType(name)
        exec(compile(re.sub(r'print "(.*)"', r'print("\1")', text), name, "exec"), module.__dict__)
        modules.append(module)
    # numpy no longer converts arrays of one element to numbers.
    modules[1].integrate = types.SimpleNamespace(
        quad=lambda f, a, b: integrate.quad(lambda x: float(np.squeeze(f(x))), a, b, limit=500))
    return modules


def tunes(rhythm, folder):
    """Writes ten tunes as MIDI files at 120 quarters per minute and yields their paths."""
    book = (root / "Corpora/traditional.abc").read_text()
    chosen = [t for t in re.split(r"(?m)^(?=X:)", book) if re.search(rf"(?m)^R:{rhythm}$", t)][:10]
    for i, tune in enumerate(chosen):
        abc, path = folder / f"{rhythm}{i}.abc", folder / f"{rhythm}{i}.mid"
        abc.write_text(tune)
        subprocess.run([root / ".build/release/muse", "convert", abc, path], check=True)
        file = mido.MidiFile(path)
        for track in file.tracks:
            for j, message in enumerate(track):
                if message.type == "set_tempo":
                    track[j] = message.copy(tempo=500_000)
        file.save(path)
        yield path


def main():
    core, utils = load(sys.argv[1])
    sets = []
    with tempfile.TemporaryDirectory() as scratch:
        for rhythm in ("jig", "reel"):
            values = {name: [] for name in features}
            for path in tunes(rhythm, pathlib.Path(scratch)):
                tune = core.extract_feature(str(path))
                for name, own in features.items():
                    measure = getattr(core.metrics(), own)
                    value = measure(tune) if name in without_track else measure(tune, 0)
                    # mgeval measures in seconds; a quarter is half a second.
                    values[name].append(np.asarray(value, dtype=float).reshape(-1) * (2 if own == "avg_IOI" else 1))
            sets.append({name: np.array(rows) for name, rows in values.items()})
    found = {}
    for name in features:
        a, b = sets[0][name], sets[1][name]
        inside = np.concatenate([utils.c_dist(a[i], np.delete(a, i, axis=0)) for i in range(len(a))])
        between = np.concatenate([utils.c_dist(a[i], b) for i in range(len(a))])
        found[name] = {
            "first": a[0].tolist(), "mean": a.mean(axis=0).tolist()[0], "deviation": a.std(axis=0).tolist()[0],
            "overlap": float(utils.overlap_area(inside, between)), "divergence": float(utils.kl_dist(inside, between)),
        }
    (here / "mgeval.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")


main()
