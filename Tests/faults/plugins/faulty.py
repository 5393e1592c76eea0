"""Components of all kinds that do as little as possible, and commit the fault that MUSE_FAULT names."""

import math

import faults
import muse_plugin
from muse_plugin import Constraint, Exporter, Generator, Grammar, Importer, Rule, Sampler, Tokenizer, serve

SCORE = {
    "ticks_per_quarter": 4, "meters": [[0, "4/4"]], "keys": [[0, "C major"]],
    "barlines": [{"onset": 16, "style": "final"}],
    "parts": [{"notes": [{"onset": 0, "duration": 8, "pitch": "C4"}, {"onset": 8, "duration": 8, "pitch": "G4"}]}],
}


class FaultyTokenizer(Tokenizer):
    type = "faulty"
    tokens, notes = ["end", "bar"], ["bar"]

    def encode(self, score):
        return ["bar"]

    def decode(self, names):
        return SCORE

    def grammar(self, plan):
        grammar = Grammar(0)
        grammar.way(0, ["bar"], 1)
        grammar.final(1)
        return grammar


class FaultyGenerator(Generator):
    type = "faulty"

    def fit(self, vocabulary, training, validation, seed, progress):
        return b"uniform"

    def load(self, vocabulary, model):
        self.row = [-math.log(vocabulary)] * vocabulary

    def scores(self, tunes):
        return [self.row for _ in tunes]


class FaultySampler(Sampler):
    type = "faulty"

    def adjust(self, scores, tokens):
        pass


class FaultyConstraint(Constraint):
    type = "faulty"

    def constrain(self, plan):
        return []


class FaultyRule(Rule):
    type = "faulty"

    def measure(self, score):
        return 1, 1


class FaultyImporter(Importer):
    type = "faulty"

    def read(self, data, name):
        return [SCORE]


class FaultyExporter(Exporter):
    type = "faulty"

    def write(self, scores, provenance):
        return "a tune\n"


muse_plugin.Server = faults.FaultyServer
faults.fault_at("load")
serve(FaultyTokenizer, FaultyGenerator, FaultySampler, FaultyConstraint, FaultyRule, FaultyImporter, FaultyExporter)
