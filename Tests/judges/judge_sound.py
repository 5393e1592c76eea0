#!/usr/bin/env python3
"""judge_sound.py FOLDER: compares the sound files in a folder with the MIDI files beside them.

mido reads N.mid, numpy the sound in N.wav, which has to be played by a plucked instrument without reverb. Each note must
start within 10 ms of its time in the MIDI file, and have its pitch: of the semitones around it, its own has the most
energy in the fundamental and the harmonics. The sound must neither be cut off at the end nor have a second of silence.
"""
import pathlib
import sys
import wave

import mido
import numpy as np

TOLERANCE = 0.010


def notes(path):
    """The onsets in seconds and their pitches."""
    found, time = {}, 0.0
    for message in mido.MidiFile(path):
        time += message.time
        if message.type == "note_on" and message.velocity > 0 and message.channel != 9:
            found.setdefault(round(time, 4), set()).add(message.note)
    return sorted(found.items()), time


def samples(path):
    with wave.open(str(path)) as file:
        rate, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
        assert (width, channels) == (2, 2), f"{path}: {channels} channels of {8 * width} bits"
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    return data.astype(float).mean(axis=1) / 32768, rate


def onset(sound, rate, time, reach=0.030):
    """The time of the sharpest attack near a time: where the energy of high frequencies rises most, relatively."""
    step = int(rate * 0.001)
    start = int((time - reach) * rate)
    part = sound[max(0, start) : int((time + reach) * rate) + step]
    part = np.concatenate([np.zeros(max(0, -start)), part])
    edge = np.diff(part, 2, prepend=[0, 0])
    energy = np.array([np.sum(edge[i : i + step] ** 2) for i in range(0, len(edge) - step, step)]) + 1e-9
    back = 6
    before = np.array([energy[i - back : i].mean() if i >= back else np.inf for i in range(len(energy))])
    rise = energy / np.maximum(before, energy.max() * 1e-3)
    return time - reach + np.argmax(rise) * step / rate


def has_pitch(sound, rate, time, length, pitch):
    """Whether a pitch has more energy than its neighbours in the spectrum after a time."""
    length = min(max(length, 0.09), 0.3)
    part = sound[int((time + 0.01) * rate) : int((time + 0.01 + length) * rate)]
    if len(part) < 0.05 * rate:
        return False
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 17))

    def energy(semitone):
        base = 440 * 2 ** ((semitone - 69) / 12)
        harmonics = [base * k for k in range(1, 6) if base * k < rate / 2]
        width = rate / len(part) / 2
        total = 0.0
        # High harmonics count less: the partials of struck bars are none.
        for k, frequency in enumerate(harmonics, 1):
            low, high = (int(f / rate * (1 << 17)) for f in (frequency - width, frequency + width))
            total += spectrum[low : high + 1].max() / k
        return total

    return energy(pitch) > max(energy(pitch - 1), energy(pitch + 1))


def judge(midi):
    problems = []
    events, end = notes(midi)
    sound, rate = samples(midi.with_suffix(".wav"))
    late = []
    for i, (time, pitches) in enumerate(events):
        following = events[i + 1][0] if i + 1 < len(events) else end
        late.append(onset(sound, rate, time) - time)
        for pitch in pitches:
            if not has_pitch(sound, rate, time, following - time, pitch):
                problems.append(f"{time:.3f} s: no pitch {pitch}")
    late = np.array(late)
    for (time, _), offset in zip(events, late):
        if abs(offset) > TOLERANCE:
            problems.append(f"{time:.3f} s: the sound starts {1000 * offset:+.1f} ms later")
    level = np.abs(sound)
    audible = len(level) - np.argmax(level[::-1] > level.max() / 1000)
    if len(sound) - audible > rate:
        problems.append(f"{(len(sound) - audible) / rate:.1f} s of silence at the end")
    if audible / rate < events[-1][0]:
        problems.append("the end is cut off")
    if level[-int(0.05 * rate) :].max() > level.max() / 200:
        problems.append("the last note is cut off")
    return problems, len(events), late


def main():
    failed = 0
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.mid"))
    counts, offsets = 0, []
    for midi in files:
        problems, count, late = judge(midi)
        counts += count
        offsets.extend(late)
        for problem in problems[:5]:
            print(f"  {midi.name}: {problem}")
        failed += len(problems)
    offsets = 1000 * np.array(offsets)
    print(
        f"  sound: {len(files)} tunes, {counts} onsets, {offsets.min():+.1f} to {offsets.max():+.1f} ms, "
        f"{failed} problems"
    )
    sys.exit(1 if failed or not files else 0)


if __name__ == "__main__":
    main()
