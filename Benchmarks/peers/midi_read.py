"""Reads MIDI files with symusic for each line on standard input, and prints the milliseconds."""

import sys
import time

from symusic import Score

for _ in sys.stdin:
    start = time.perf_counter()
    for path in sys.argv[1:]:
        Score(path)
    print((time.perf_counter() - start) * 1e3, flush=True)
