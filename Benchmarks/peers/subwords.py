"""Trains byte pair encoding, or encodes, with Hugging Face tokenizers for each line on standard input; prints the
milliseconds.

    subwords.py train|encode TUNES
"""

import json
import sys
import time

from tokenizers import Tokenizer, models, trainers

task, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    tunes = json.load(file)
FIRST = 0xF0000
ours = Tokenizer.from_str(tunes["file"])
texts = ["".join(chr(FIRST + token) for token in tune) for tune in tunes["base"]]
alphabet = [chr(FIRST + token) for token in range(tunes["baseCount"])]
# Divided into bars before, which is no work of the trainer then.
words = [[word for word, _ in ours.pre_tokenizer.pre_tokenize_str(text)] for text in texts]


def train():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.train_from_iterator(words, trainers.BpeTrainer(
        vocab_size=tunes["size"], min_frequency=2, show_progress=False, initial_alphabet=alphabet))
    return tokenizer


def encode():
    return ours.encode_batch_fast(texts, add_special_tokens=False)


if [encoding.ids for encoding in encode()] != tunes["tokens"]:
    sys.exit("the tokens differ from those of the peer")
if task == "train":
    own, theirs = (json.loads(tokenizer.to_str())["model"]["merges"] for tokenizer in (ours, train()))
    if own != theirs:
        sys.exit("the merges differ from those of the peer")

for _ in sys.stdin:
    start = time.perf_counter()
    {"train": train, "encode": encode}[task]()
    print((time.perf_counter() - start) * 1e3, flush=True)
