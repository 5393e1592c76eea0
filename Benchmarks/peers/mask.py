"""Computes the masks of llguidance for tunes in tokens of `abc`, for each line on standard input, and prints the
milliseconds for a million steps.

    mask.py select TUNES SELECTED    keeps the tunes that the grammar accepts
    mask.py SELECTED                 times all masks of these tunes

The grammar is one regular expression for the bodies of jigs: sections between repeat signs with complete bars of 6/8 and a
pickup that the last bar of each section makes up for. It has no header, tuplets, ties, chords, endings or broken rhythms,
no checks of the key and no limit on tokens, which muse's grammar has. A step computes the mask and consumes a token.
"""

import json
import sys
import time

import numpy
from llguidance import LLMatcher, LLTokenizer, TokenizerWrapper

# The number of header tokens: rhythm, meter, unit, tonic and mode.
HEADER = 5
# The length of a bar, and the lengths of notes and rests by their duration tokens, in sixteenths.
BAR = 12
LENGTHS = {"": 2, "x1/2": 1, "x3/2": 3, "x2": 4, "x3": 6, "x4": 8, "x6": 12}
# Texts that are no prefixes of each other: llguidance turns bytes that must follow into tokens as soon as it can.
TEXTS = {"|:": "S", ":|:": "R", ":|": "E", "cadence": "C", "cadence:short": "c"}


def grammar():
    rules = [r"PITCH: /([+-][123] )?[1-7](,+|'+)? |z /"]
    for units in range(1, BAR + 1):
        choices = []
        for name, length in LENGTHS.items():
            if length > units:
                continue
            note = "PITCH" + (f' "{name} "' if name else "")
            choices.append(note if length == units else f"{note} BAR{units - length}")
        rules.append(f"BAR{units}: " + " | ".join(choices))
    tunes = []
    for pickup in range(0, 7):
        start = f'BAR{pickup} "| "' if pickup else ""
        mark = "c" if pickup else "C"
        section = f'{start} (BAR{BAR} "| ")+ "{mark} " BAR{BAR - pickup}'
        rules.append(f'TUNE{pickup}: {section} ("R " {section})* "E "')
        tunes.append(f"TUNE{pickup}")
    rules.append('TUNE: "S " (' + " | ".join(tunes) + ")")
    return "start: TUNE\n" + "\n".join(rules)


class Vocabulary:
    """The tokens as texts, each with a space at its end."""

    bos_token_id = None
    special_token_ids = ()

    def __init__(self, names, end):
        texts = [TEXTS.get(name, name) for name in names]
        self.tokens = [f"{text} ".encode() for text in texts]
        self.eos_token_id = end
        self.ids = {text: i for i, text in enumerate(texts)}

    def __call__(self, text):
        text = text.decode() if isinstance(text, bytes) else text
        # The last piece is empty, or a token that is not complete.
        return [self.ids[name] for name in text.split(" ")[:-1]]


class Masks:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.data = json.load(file)
        vocabulary = Vocabulary(self.data["names"], self.data["end"])
        self.tokenizer = LLTokenizer(TokenizerWrapper(vocabulary), slices=[])
        self.matcher = LLMatcher(self.tokenizer, LLMatcher.grammar_from_lark(grammar()), log_level=0)
        if self.matcher.is_error():
            sys.exit(f"mask.py: {self.matcher.get_error()}")

    def accepts(self, tune):
        names = [self.data["names"][token] for token in tune[:HEADER]]
        matcher = self.matcher.deep_copy()
        return (names[1:3] == ["M:6/8", "L:1/8"] and all(matcher.consume_token(token) for token in tune[HEADER:])
                and matcher.is_stopped() and not matcher.is_error())

    def run(self):
        """Returns the nanoseconds per step."""
        mask = numpy.zeros((self.tokenizer.vocab_size + 31) // 32, dtype=numpy.int32)
        address, size = mask.ctypes.data, mask.nbytes
        bodies = [tune[HEADER:] for tune in self.data["tunes"]]
        start = time.perf_counter()
        for tune in bodies:
            matcher = self.matcher.deep_copy()
            compute, consume = matcher.unsafe_compute_mask_ptr, matcher.consume_token
            for token in tune:
                compute(address, size)
                consume(token)
        return (time.perf_counter() - start) * 1e9 / sum(map(len, bodies))


if sys.argv[1] == "select":
    masks = Masks(sys.argv[2])
    masks.data["tunes"] = [tune for tune in masks.data["tunes"] if masks.accepts(tune)]
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        json.dump(masks.data, file)
else:
    masks = Masks(sys.argv[1])
    for _ in sys.stdin:
        print(masks.run(), flush=True)
