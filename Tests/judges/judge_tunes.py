#!/usr/bin/env python3
"""judge_tunes.py FILE.abc...: checks the bars of tunebooks with music21.

Prints how many bars have the right length and how many tunes have no wrong bar. A bar is right if it has the length that
its meter requires, or is shorter and next to an edge: the start or end of the tune, a double bar, a repeat or an ending.
Exit status 1 if a bar is wrong or a tune cannot be read.

    --limit N   check N tunes, evenly spaced in each file, instead of all (music21 reads about ten tunes a second)
"""

import argparse
import re
import sys
from fractions import Fraction

from music21 import bar, converter, spanner, stream


def tunes_of(path):
    with open(path, encoding="utf-8") as file:
        return [t for t in re.split(r"(?m)^(?=X:)", file.read()) if t.startswith("X:")]


def for_music21(tune):
    """A tune without what music21 misreads.

    music21 applies accidentals to the whole bar only with the 2.1 version line, counts grace notes as time, and with the
    version line fails on quotes in texts.
    """
    tune = re.sub(r"\{[^}\n]*\}|![^!\n]*!", "", tune)
    return "%abc-2.1\n" + "\n".join(line for line in tune.split("\n") if not re.match(r"^[BCNSOZHDFW]:|^%", line))


def length(measure):
    """Length in quarters, from the start of the bar to the end of its last note or rest."""
    voices = measure.voices or [measure]
    return max(sum((Fraction(n.quarterLength) for n in voice.notesAndRests), Fraction(0)) for voice in voices)


def is_edge(line):
    return line is not None and (isinstance(line, bar.Repeat) or line.type in ("double", "final", "heavy-light"))


def judge(tune):
    """The number of right bars and of all bars."""
    score = converter.parse(for_music21(tune), format="abc")
    right = total = 0
    for part in score.getElementsByClass(stream.Part) or [score]:
        measures = list(part.getElementsByClass(stream.Measure))
        ending_starts = {id(e.getFirst()) for e in part.recurse().getElementsByClass(spanner.RepeatBracket)}
        meter, written = None, len(re.findall(r"(?m)^M:|\[M:", tune))
        for i, measure in enumerate(measures):
            # music21 splits a bar that is too long and gives the rest a meter of its own: the bar is wrong.
            if measure.timeSignature is not None:
                written -= 1
                meter = measure.timeSignature if written >= 0 else meter
                if measure.timeSignature.ratioString != meter.ratioString:
                    total += 1
                    continue
            if meter is None or not measure.notesAndRests and not measure.voices:
                continue
            required, found = Fraction(meter.barDuration.quarterLength), length(measure)
            before = measures[i - 1].rightBarline if i else None
            after = measures[i + 1] if i + 1 < len(measures) else None
            at_edge = (
                i == 0 or after is None or is_edge(measure.leftBarline) or is_edge(before)
                or is_edge(measure.rightBarline) or is_edge(after.leftBarline)
                or id(measure) in ending_starts or id(after) in ending_starts)
            total += 1
            right += found == required or found < required and at_edge
    return right, total


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    tunes = right_tunes = bars = right_bars = unreadable = 0
    for path in options.files:
        found = tunes_of(path)
        step = max(1, -(-len(found) // options.limit)) if options.limit else 1
        for tune in found[::step]:
            title = re.search(r"(?m)^T:(.*)", tune)
            tunes += 1
            try:
                right, total = judge(tune)
            except Exception as error:  # any failure of music21 means that it cannot read the tune
                unreadable += 1
                print(f"music21 cannot read {path}: {title and title[1]}: {error}", file=sys.stderr)
                continue
            bars += total
            right_bars += right
            right_tunes += right == total and total > 0
            if right != total:
                print(f"{total - right} wrong bars in {path}: {title and title[1]}", file=sys.stderr)
    print(
        f"music21: {tunes} tunes, {unreadable} unreadable; bars right {right_bars}/{bars} = "
        f"{100 * right_bars / max(bars, 1):.2f} %, tunes right {right_tunes}/{tunes} = {100 * right_tunes / max(tunes, 1):.2f} %")
    sys.exit(0 if tunes and right_tunes == tunes else 1)


if __name__ == "__main__":
    main()
