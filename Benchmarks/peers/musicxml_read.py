"""Reads MusicXML files with music21 for each line on standard input, and prints the milliseconds."""

import sys
import time

from music21 import converter

for _ in sys.stdin:
    start = time.perf_counter()
    for path in sys.argv[1:]:
        # Without forceSource, music21 would read its own cache of a file.
        converter.parse(path, forceSource=True)
    print((time.perf_counter() - start) * 1e3, flush=True)
