"""Reads a tunebook with symusic, tune by tune, for each line on standard input, and prints the milliseconds."""

import re
import sys
import time

from symusic import Score

with open(sys.argv[1], encoding="utf-8") as file:
    tunes = [tune for tune in re.split(r"(?m)^(?=X:)", file.read()) if tune.startswith("X:")]

for _ in sys.stdin:
    start = time.perf_counter()
    for tune in tunes:
        Score.from_abc(tune)
    print((time.perf_counter() - start) * 1e3, flush=True)
