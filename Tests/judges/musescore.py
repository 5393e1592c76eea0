#!/usr/bin/env python3
"""musescore.py FILE...: checks that MuseScore 3 and music21 play MusicXML files with the notes that muse plays.

Onsets and pitches of all notes, with repeats unfolded and ties merged, must agree between `muse notes`, MuseScore's
MIDI export and music21. Exit status 1 if a file differs.

    --muse PATH  the program to check (.build/release/muse by default)

What players add is removed from a copy of each file first, which all three read: grace notes, ornaments, tremolos,
arpeggios, slides, and words that MuseScore plays, such as "swing"; words for jumps stay. Lengths are not compared,
because MuseScore shortens notes by their articulation.
"""

import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile
from fractions import Fraction
from xml.etree import ElementTree

from compare_notes import GRID, notes_of_midi, notes_of_musicxml

JUMPS = re.compile(r"\bD\. ?[CS]\.|capo|segno|coda|\bfine\b", re.IGNORECASE)
ADDED = {"ornaments", "arpeggiate", "non-arpeggiate", "slide", "glissando", "fermata", "articulations", "technical"}


def document(path):
    """The score in a MusicXML file or compressed MusicXML file."""
    if path.suffix != ".mxl":
        return ElementTree.parse(path)
    with zipfile.ZipFile(path) as archive:
        # Some containers are not XML.
        name = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.(musicxml|xml)", name))
        return ElementTree.ElementTree(ElementTree.fromstring(archive.read(name)))


def plain(tree):
    """Removes what players add."""
    for parent in list(tree.iter()):
        for child in list(parent):
            is_grace = child.tag == "note" and child.find("grace") is not None
            words = " ".join(word.text or "" for word in child.findall("direction-type/words"))
            is_word = words and child.find("sound") is None and not JUMPS.search(words)
            if child.tag in ADDED or is_grace or is_word:
                parent.remove(child)
    return tree


def notes_of_muse(muse, path):
    result = subprocess.run([muse, "notes", path], capture_output=True, text=True, timeout=60)
    if result.returncode != 0:
        return None
    lines = (line.split() for line in result.stdout.splitlines() if line and line[0] != "#")
    return [(round(Fraction(onset) * GRID), int(pitch)) for onset, _, pitch in lines]


def notes_of_musescore(path, folder):
    target = folder / "played.mid"
    target.unlink(missing_ok=True)
    subprocess.run(
        ["mscore3", "-o", target, path], capture_output=True, timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder)})
    return [(onset, pitch) for onset, _, pitch in notes_of_midi(target)] if target.exists() else None


def difference(name, ours, theirs):
    """A description of the first difference; empty if there is none."""
    if theirs is None:
        return f"{name} cannot read it"
    # Notes in unison are played once by some.
    if set(ours) == set(theirs):
        return ""
    missing, extra = set(theirs) - set(ours), set(ours) - set(theirs)
    first = min(missing | extra)
    return f"{name}: {len(missing)} notes missing, {len(extra)} more, first {first[1]} at quarter {first[0] / GRID:g}"


def music21(path):
    try:
        return [(onset, pitch) for onset, _, pitch in notes_of_musicxml(path)]
    except Exception as error:  # music21 raises many kinds
        print(f"  music21: {error}", file=sys.stderr)
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--muse", default=".build/release/muse")
    options = parser.parse_args()
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for path in options.files:
            copy = folder / "copy.musicxml"
            plain(document(path)).write(copy, encoding="utf-8", xml_declaration=True)
            ours = notes_of_muse(options.muse, copy)
            if ours is None:
                print(f"{path}: muse cannot read it")
                counts["unread"] += 1
                continue
            counts["files"] += 1
            for name, theirs in ("MuseScore", notes_of_musescore(copy, folder)), ("music21", music21(copy)):
                found = difference(name, ours, theirs)
                counts[name] += not found
                if found:
                    print(f"{path}: {found}")
    print(f"{counts['files']} files: MuseScore agrees on {counts['MuseScore']}, music21 on {counts['music21']}")
    sys.exit(0 if counts["files"] == counts["MuseScore"] == counts["music21"] and not counts["unread"] else 1)


if __name__ == "__main__":
    main()
