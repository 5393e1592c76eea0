"""Writes MIDI files with symusic to a folder for each line on standard input, and prints the milliseconds."""

import sys
import time

from symusic import Score

folder = sys.argv[1]
scores = [Score(path) for path in sys.argv[2:]]

for number, _ in enumerate(sys.stdin):
    start = time.perf_counter()
    for i, score in enumerate(scores):
        score.dump_midi(f"{folder}/{number}-{i}.mid")
    print((time.perf_counter() - start) * 1e3, flush=True)
