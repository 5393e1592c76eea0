"""Reads and tokenizes MIDI files with MidiTok for each line on standard input, and prints the milliseconds.

    midi_tokens.py remi|tsd|midi_like FILE...
"""

import sys
import time
import warnings

import miditok
import symusic

warnings.simplefilter("ignore")
scheme = {"remi": miditok.REMI, "tsd": miditok.TSD, "midi_like": miditok.MIDILike}[sys.argv[1]]
tokenizer = scheme(miditok.TokenizerConfig())

for _ in sys.stdin:
    start = time.perf_counter()
    for path in sys.argv[2:]:
        tokenizer(symusic.Score(path))
    print((time.perf_counter() - start) * 1e3, flush=True)
