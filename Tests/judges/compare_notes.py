#!/usr/bin/env python3
"""compare_notes.py FOLDER: checks that a run's ABC, MIDI and MusicXML contain the same music, each read by another program.

abc2midi plays the ABC, mido reads the MIDI file, music21 reads the MusicXML and unfolds its repeats. All notes (onset,
length, pitch) must agree. FOLDER contains one tunebook and, with numbers in their names, a MIDI file and a MusicXML file
a tune, as written by `muse run`. Exit status 1 if a tune differs.

    --limit N   compare only the first N tunes

Additions of the programs are switched off or undone: abc2midi swings hornpipes, plays chord symbols, grace notes and
rolls, and starts notes a tick late; music21 fills short bars.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
from fractions import Fraction

import mido
from music21 import chord, converter, harmony, note, stream

# In quarters: abc2midi rounds times to ticks, 480 a quarter.
TOLERANCE = Fraction(1, 200)


def notes_of_midi(path):
    """All notes of a MIDI file."""
    file = mido.MidiFile(path)
    notes = []
    for track in file.tracks:
        time, sounding = 0, collections.defaultdict(list)
        for message in track:
            time += message.time
            if message.type == "note_on" and message.velocity > 0:
                sounding[message.channel, message.note].append(time)
            elif message.type in ("note_on", "note_off") and sounding[message.channel, message.note]:
                start = sounding[message.channel, message.note].pop(0)
                quarter = file.ticks_per_beat
                notes.append((Fraction(start, quarter), Fraction(time - start, quarter), message.note))
    return sorted(notes)


def notes_of_abc(tune, folder):
    """The notes that abc2midi plays for a tune, without its additions."""
    tune = re.sub(r"(?m)^R:.*\n", "", tune)
    tune = re.sub(r"\{[^}\n]*\}|![^!\n]*!", "", tune)
    head, key, body = re.split(r"(?m)^(K:.*\n)", tune, maxsplit=1)
    body = re.sub(r'"[^"\n]*"', "", body).replace("~", "").replace("T", "")
    source, target = folder / "tune.abc", folder / "tune.mid"
    source.write_text(head + "%%MIDI chordattack 0\n" + key + body, encoding="utf-8")
    target.unlink(missing_ok=True)
    number = re.match(r"X:\s*(\d+)", tune)[1]
    subprocess.run(
        ["abc2midi", str(source), number, "-o", str(target)], cwd=folder, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    return notes_of_midi(target)


def notes_of_musicxml(path):
    """The notes that music21 reads, with repeats unfolded, ties merged, and each bar as long as its contents."""
    notes = []
    for part in converter.parse(path, format="musicxml").parts:
        start, tied = Fraction(0), {}
        for measure in part.expandRepeats().getElementsByClass(stream.Measure):
            end = Fraction(0)
            for element in measure.flatten().notesAndRests:
                onset, length = Fraction(element.offset), Fraction(element.quarterLength)
                end = max(end, onset + length)
                if isinstance(element, harmony.ChordSymbol) or element.duration.isGrace or element.isRest:
                    continue
                for sound in element.notes if isinstance(element, chord.Chord) else [element]:
                    if not isinstance(sound, note.Note):
                        continue
                    pitch, tie = sound.pitch.midi, sound.tie and sound.tie.type
                    begun = tied.pop(pitch, None) if tie in ("stop", "continue") else None
                    began, lasted = begun or (start + onset, Fraction(0))
                    if tie in ("start", "continue"):
                        tied[pitch] = (began, lasted + length)
                    else:
                        notes.append((began, lasted + length, pitch))
            start += end
        notes += [(began, lasted, pitch) for pitch, (began, lasted) in tied.items()]
    return sorted(notes)


def numbered(folder, *endings):
    """The files with one of these extensions, in the order of the last number in their names."""
    files = [path for ending in endings for path in folder.glob(f"*.{ending}")]
    return sorted(files, key=lambda path: (int((re.findall(r"\d+", path.stem) or ["0"])[-1]), path.name))


def unmatched(ours, theirs):
    """The notes of each list that have no equal in the other."""
    ours, theirs = (sorted(notes, key=lambda note: (note[2], note[0])) for notes in (ours, theirs))
    missing, extra, j = [], [], 0
    for onset, length, pitch in ours:
        while j < len(theirs) and (theirs[j][2], theirs[j][0]) < (pitch, onset - TOLERANCE):
            extra.append(theirs[j])
            j += 1
        if j < len(theirs) and theirs[j][2] == pitch and abs(theirs[j][0] - onset) <= TOLERANCE and (
            abs(theirs[j][1] - length) <= 2 * TOLERANCE):
            j += 1
        else:
            missing.append((onset, length, pitch))
    return missing, extra + theirs[j:]


def difference(name, ours, theirs):
    """A description of the first difference; empty if there is none."""
    missing, extra = unmatched(ours, theirs)
    if not missing and not extra:
        return ""
    first = min(missing + extra)
    return f"{name}: {len(missing)} notes missing, {len(extra)} more, from quarter {float(first[0]):g}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    books = list(options.folder.glob("*.abc"))
    if len(books) != 1:
        sys.exit(f"compare_notes: {len(books)} tunebooks in {options.folder}, expected one")
    tunes = [t for t in re.split(r"(?m)^(?=X:)", books[0].read_text(encoding="utf-8")) if t.startswith("X:")]
    midi, xml = numbered(options.folder, "mid", "midi"), numbered(options.folder, "musicxml", "xml", "mxl")
    for kind, files in (("MIDI", midi), ("MusicXML", xml)):
        if files and len(files) != len(tunes):
            sys.exit(f"compare_notes: {len(tunes)} tunes, but {len(files)} {kind} files")
    if not midi and not xml:
        sys.exit("compare_notes: nothing to compare with")
    count = wrong = notes = 0
    with tempfile.TemporaryDirectory() as scratch:
        for i, tune in enumerate(tunes[: options.limit]):
            played = notes_of_abc(tune, pathlib.Path(scratch))
            found = [difference("MIDI", played, notes_of_midi(midi[i]))] if midi else []
            found += [difference("MusicXML", played, notes_of_musicxml(xml[i]))] if xml else []
            count, notes = count + 1, notes + len(played)
            if not played or any(found):
                wrong += 1
                title = re.search(r"(?m)^T:(.*)", tune)
                print(f"tune {i + 1} ({title and title[1]}): {'; '.join(filter(None, found))}", file=sys.stderr)
    print(f"notes: {count} tunes with {notes} notes, {wrong} of them differ between ABC, MIDI and MusicXML")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
