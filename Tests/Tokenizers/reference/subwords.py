"""Writes subwords.json: sequences of toy tokens, and what Hugging Face tokenizers makes of them.

    python3 Tests/Tokenizers/reference/subwords.py

Needs tokenizers 0.23.3.

The toy vocabulary has 32 tokens: 0 ends a tune, 1 to 3 are conditions, 4 marks bars, 5 separates sequences, the others
are music. In the case `ends`, 4 ends a bar and is a word by itself; in `starts`, 4 is the first token of a bar.
"""

import json
import pathlib
import random

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

COUNT, END, CONDITIONS, BAR, SEPARATOR = 32, 0, [1, 2, 3], 4, 5
FIRST = 0xF0000


def text(tokens):
    return "".join(chr(FIRST + token) for token in tokens)


def tunes(random, count):
    """Tunes of bars with motifs, some of one token many times, so that pairs overlap."""
    motifs = [[random.randrange(6, COUNT) for _ in range(random.randrange(2, 7))] for _ in range(12)]
    motifs += [[7] * n for n in range(2, 9)] + [[8, 9] * n for n in range(1, 5)]
    result = []
    for _ in range(count):
        tune = random.sample(CONDITIONS, random.randrange(3))
        for _ in range(random.randrange(1, 9)):
            tune.append(BAR)
            for _ in range(random.randrange(5)):
                tune += random.choice(motifs) if random.random() < 0.8 else [random.randrange(6, COUNT)]
            if random.random() < 0.05:
                tune.append(SEPARATOR)
        result.append(tune + [END])
    # Longer than the words that are divided without a queue.
    result.append([token for _ in range(40) for token in random.choice(motifs)] + [END])
    return result


def divider(tokens, behavior):
    return {
        "type": "Split", "pattern": {"Regex": "[" + "".join(f"\\x{{{FIRST + t:x}}}" for t in tokens) + "]"},
        "behavior": behavior, "invert": False,
    }


def pre_tokenizer(case):
    alone = [END, *CONDITIONS] + ([BAR] if case == "ends" else []) + [SEPARATOR]
    firsts = [divider([BAR], "MergedWithNext")] if case == "starts" else []
    return {"type": "Sequence", "pretokenizers": [divider(alone, "Isolated"), *firsts]}


def empty(model, case):
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": pre_tokenizer(case), "post_processor": None, "decoder": None, "model": model,
    }


def byte_pairs(case, sequences, size, least):
    tokenizer = Tokenizer(models.BPE())
    file = json.loads(tokenizer.to_str())
    tokenizer = Tokenizer.from_str(json.dumps({**file, "pre_tokenizer": pre_tokenizer(case)}))
    trainer = trainers.BpeTrainer(
        vocab_size=size, min_frequency=least, show_progress=False,
        initial_alphabet=[chr(FIRST + token) for token in range(COUNT)])
    tokenizer.train_from_iterator([text(tune) for tune in sequences], trainer)
    return tokenizer


def unigrams(case, sequences, size):
    """A model with the probabilities that its trainer finds, and the base tokens as its first ones."""
    tokenizer = byte_pairs(case, sequences, COUNT, 0)
    splitter = tokenizer.pre_tokenizer
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = splitter
    trainer = trainers.UnigramTrainer(
        vocab_size=size, show_progress=False, initial_alphabet=[chr(FIRST + token) for token in range(COUNT)])
    tokenizer.train_from_iterator([text(tune) for tune in sequences], trainer)
    scores = dict(json.loads(tokenizer.to_str())["model"]["vocab"])
    base = [[chr(FIRST + token), round(scores.get(chr(FIRST + token), -15), 10)] for token in range(COUNT)]
    others = sorted([name, round(score, 10)] for name, score in scores.items() if len(name) > 1)
    model = {"type": "Unigram", "unk_id": None, "byte_fallback": False, "vocab": base + others}
    return Tokenizer.from_str(json.dumps(empty(model, case)))


def main():
    generator = random.Random(1)
    sequences = tunes(generator, 120)
    unseen = tunes(generator, 20)
    cases = []
    for case in ["ends", "starts", "none"]:
        made = [("bpe", byte_pairs(case, sequences, 90, 2)), ("unigram", unigrams(case, sequences, 90))]
        for kind, tokenizer in made:
            cases.append({
                "marks": case, "type": kind, "size": 90, "file": json.loads(tokenizer.to_str()),
                "ids": [tokenizer.encode(text(tune)).ids for tune in sequences + unseen],
            })
    result = {"sequences": sequences, "unseen": unseen, "cases": cases}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(result, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


main()
