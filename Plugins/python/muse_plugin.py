"""muse_plugin.py: components for muse in Python. A copy of it lies in each plug-in, which so needs nothing else.

    from muse_plugin import Sampler, serve

    class Cooler(Sampler):
        type = "cooler"                          # as in plugin.yaml

        def __init__(self, value):               # the settings, by their names
            self.value = value

        def adjust(self, scores, tokens):        # see Sampler
            for i, score in enumerate(scores):
                scores[i] = score / self.value

    serve(Cooler)

Messages are JSON-RPC 2.0 over standard input and output, framed as the Language Server Protocol frames them. What a plug-in
prints goes to standard error, which muse shows when something fails.
"""

import array
import base64
import json
import mmap
import os
import sys
import traceback

VERSION = 1


class Cannot(Exception):
    """Raised with a reason, one phrase: a tokenizer cannot hold a tune or a demand, a constraint cannot be met, an importer cannot
    read a file, a generator cannot learn from its tunes. That is no fault of the plug-in, and muse goes on."""


class Tokenizer:
    """Turns music into tokens and back."""

    kind = "tokenizer"
    type = None

    # Set in __init__: the names of all tokens, unique and without spaces; among them the one that ends every tune and stands
    # nowhere else, those that are a note each, and those that say what a tune is to be and not how it goes.
    tokens = []
    end = "end"
    notes = []
    conditions = []

    def encode(self, score):
        """The names of a tune's tokens, the end left out; or a pair, the second part of which says what they do not hold. Raises
        Cannot.

        score: the tune, a dictionary with the keys of Docs/Plugins.md.
        """
        raise NotImplementedError

    def decode(self, names):
        """The tune that tokens stand for, the end left out. Takes any: what makes no sense where it stands is passed over."""
        raise NotImplementedError

    def grammar(self, plan):
        """A Grammar of the tunes that meet a plan. Raises Cannot.

        plan: what is asked for, of the `demands` in the manifest, a dictionary with the keys of Docs/Plugins.md.
        """
        raise NotImplementedError


class Grammar:
    """Which tokens may follow: an automaton. A state is anything that can be a key, such as (bar, place in it)."""

    def __init__(self, start):
        self.numbers = {start: 0}
        self.ways = [[]]
        self.finals = []
        self.classes = {}

    def state(self, state):
        if state not in self.numbers:
            self.numbers[state] = len(self.ways)
            self.ways.append([])
        return self.numbers[state]

    def way(self, state, names, following):
        """Each of these tokens leads from a state to the following one. No token may lead to two."""
        number = self.classes.setdefault(tuple(names), len(self.classes))
        self.ways[self.state(state)].append([number, self.state(following)])

    def final(self, state):
        """A tune may end here."""
        self.finals.append(self.state(state))


class Generator:
    """Learns from tunes, and scores next tokens."""

    kind = "generator"
    type = None

    def fit(self, vocabulary, training, validation, seed, progress):
        """What is learned, as bytes of any form. Equal calls give equal bytes. Raises Cannot.

        vocabulary: how many tokens there are.
        training, validation: lists of tunes, each a list of token numbers.
        progress: to be called now and then, at the longest as often as the manifest's timeout says: share done (0 to 1), words.
        """
        raise NotImplementedError

    def load(self, vocabulary, model):
        """Gets ready to score, with what `fit` has given. Called after `fit` too."""
        raise NotImplementedError

    def scores(self, tunes):
        """For each tune the natural logarithm of each token's probability to come next: a list of lists, or an array of 32-bit
        floats.

        tunes: each a Tune, a list of its tokens so far.
        """
        raise NotImplementedError


class Tune(list):
    """The tokens of a tune at work."""

    # Anything that is to be kept with the tune from step to step.
    state = None


class Sampler:
    """Edits the scores of a step before a token is drawn."""

    kind = "sampler"
    type = None

    def adjust(self, scores, tokens):
        """Changes natural-log scores in place, or returns others.

        scores: a memoryview of floats, one a token of the vocabulary. -inf bars a token; those that the grammar bars are -inf and
            stay so. At least one is finite before and has to be after.
        tokens: the numbers of the tune's tokens so far, a Tune. Equal calls give equal scores: muse draws the chances.
        """
        raise NotImplementedError


class Constraint:
    """Asks something of every tune."""

    kind = "constraint"
    type = None

    def constrain(self, plan):
        """A list of constraints of muse's own, as a recipe would list them: [{"type": "bars", "min": 8}]. Raises Cannot.

        plan: what is asked for already, a dictionary with the keys of Docs/Plugins.md.
        """
        raise NotImplementedError


class Rule:
    """Measures a tune."""

    kind = "rule"
    type = None

    def measure(self, score):
        """How much there is in the manifest's unit, and how well the rule is kept, 0 to 1: a pair.

        score: the tune, a dictionary with the keys of Docs/Plugins.md.
        """
        raise NotImplementedError


class Importer:
    """Reads a file."""

    kind = "importer"
    type = None

    def read(self, data, name):
        """The file's tunes: a list of dictionaries with the keys of Docs/Plugins.md, or of pairs, the second part of which lists
        what had to be left out or put right. Raises Cannot.

        data: the file, as bytes.
        name: its path, for messages.
        """
        raise NotImplementedError


class Exporter:
    """Writes a file."""

    kind = "exporter"
    type = None

    def write(self, scores, provenance):
        """The file, as text or bytes.

        scores: the tunes, each a dictionary with the keys of Docs/Plugins.md; one, unless the manifest says `many`.
        provenance: a line that says which run made the file, or None.
        """
        raise NotImplementedError


class Server:
    """Answers muse's questions about instances of some components."""

    def __init__(self, components):
        self.components = {(c.kind, c.type): c for c in components}
        self.instances = []
        self.tunes = {}
        self.memory = None

    def initialize(self, asked):
        if memory := asked.get("memory"):
            with open(memory["path"], "r+b") as file:
                self.memory = memoryview(mmap.mmap(file.fileno(), memory["size"])).cast("f")
        components = [{"kind": kind, "type": type} for kind, type in self.components]
        return {"version": VERSION, "components": components, "memory": self.memory is not None}

    def create(self, asked):
        component = self.components[asked["kind"], asked["type"]]
        self.instances.append(component(**asked["settings"]))
        return {"instance": len(self.instances) - 1}

    def tokenizer_describe(self, asked):
        tokenizer = self.instances[asked["instance"]]
        tokenizer.numbers = {name: number for number, name in enumerate(tokenizer.tokens)}
        numbers = lambda names: [tokenizer.numbers[name] for name in names]
        return {"tokens": list(tokenizer.tokens), "end": tokenizer.numbers[tokenizer.end],
                "notes": numbers(tokenizer.notes), "conditions": numbers(tokenizer.conditions)}

    def tokenizer_encode(self, asked):
        tokenizer = self.instances[asked["instance"]]
        encoded = tokenizer.encode(asked["score"])
        names, losses = encoded if isinstance(encoded, tuple) else (encoded, [])
        return {"tokens": [tokenizer.numbers[name] for name in [*names, tokenizer.end]], "losses": losses}

    def tokenizer_decode(self, asked):
        tokenizer = self.instances[asked["instance"]]
        names = [tokenizer.tokens[number] for number in asked["tokens"]]
        return {"score": tokenizer.decode([name for name in names if name != tokenizer.end])}

    def tokenizer_grammar(self, asked):
        tokenizer = self.instances[asked["instance"]]
        grammar = tokenizer.grammar(asked["plan"])
        classes = [[tokenizer.numbers[name] for name in names] for names in grammar.classes]
        return {"classes": classes, "states": grammar.ways, "finals": grammar.finals}

    def generator_fit(self, asked):
        generator = self.instances[asked["instance"]]
        progress = lambda share, words="": self.tell("progress", {"share": float(share), "words": words})
        model = generator.fit(asked["vocabulary"], asked["training"], asked["validation"], asked["seed"], progress)
        return {"model": base64.b64encode(model).decode("ascii")}

    def generator_load(self, asked):
        self.instances[asked["instance"]].load(asked["vocabulary"], base64.b64decode(asked["model"]))
        return {}

    def generator_scores(self, asked):
        tunes = self.rows(asked)
        scores, size = self.scores(asked), asked["size"]
        made = self.instances[asked["instance"]].scores(tunes)
        for i in range(len(tunes)):
            scores[i * size : (i + 1) * size] = array.array("f", made[i])
        return self.scored(asked, scores)

    def sampler_adjust(self, asked):
        sampler = self.instances[asked["instance"]]
        scores, size = self.scores(asked), asked["size"]
        for i, tokens in enumerate(self.rows(asked)):
            part = scores[i * size : (i + 1) * size]
            changed = sampler.adjust(part, tokens)
            if changed is not None:
                part[:] = array.array("f", changed)
        return self.scored(asked, scores)

    def rows(self, asked):
        """The tunes of a step, with the tokens that are new."""
        number = asked["instance"]
        for row in asked["ended"]:
            self.tunes.pop((number, row), None)
        tunes = []
        for row, start, new in asked["rows"]:
            tune = self.tunes.get((number, row))
            if tune is None:
                tune = self.tunes[number, row] = Tune()
            tune[start:] = new
            tunes.append(tune)
        return tunes

    def scores(self, asked):
        """Scores stand in shared memory, or, where there are too many, in the message; those to be made are not told."""
        sent = asked.get("scores")
        if sent is None:
            return self.memory
        if sent:
            return memoryview(array.array("f", base64.b64decode(sent)))
        return memoryview(array.array("f", bytes(4 * asked["size"] * len(asked["rows"]))))

    def scored(self, asked, scores):
        return {} if "scores" not in asked else {"scores": base64.b64encode(scores).decode("ascii")}

    def constraint_constrain(self, asked):
        return {"constraints": self.instances[asked["instance"]].constrain(asked["plan"])}

    def importer_read(self, asked):
        tunes = self.instances[asked["instance"]].read(base64.b64decode(asked["base64"]), asked["name"])
        pairs = [tune if isinstance(tune, tuple) else (tune, []) for tune in tunes]
        return {"tunes": [{"score": score, "warnings": warnings} for score, warnings in pairs]}

    def rule_measure(self, asked):
        value, satisfaction = self.instances[asked["instance"]].measure(asked["score"])
        return {"value": float(value), "satisfaction": float(satisfaction)}

    def exporter_write(self, asked):
        written = self.instances[asked["instance"]].write(asked["scores"], asked.get("provenance"))
        if isinstance(written, str):
            return {"text": written}
        return {"base64": base64.b64encode(written).decode("ascii")}

    def answer(self, question):
        try:
            method = getattr(self, question["method"].replace("/", "_"))
            return {"jsonrpc": "2.0", "id": question["id"], "result": method(question["params"])}
        except Cannot as reason:
            return {"jsonrpc": "2.0", "id": question["id"], "result": {"cannot": str(reason)}}
        except Exception as error:
            traceback.print_exc()
            message = f"{type(error).__name__}: {error}"
            return {"jsonrpc": "2.0", "id": question["id"], "error": {"code": -32000, "message": message}}


def read(stream):
    """The next message; None at the end."""
    length = None
    while True:
        line = stream.readline()
        if line in (b"\r\n", b"\n"):
            return json.loads(stream.read(length))
        if not line:
            return None
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)


def write(stream, message):
    # The commonest answer without the detour through JSON's writer.
    if isinstance(message, dict) and message.get("result") == {}:
        data = b'{"jsonrpc":"2.0","id":%d,"result":{}}' % message["id"]
    else:
        data = json.dumps(message).encode()
    data = b"Content-Length: %d\r\n\r\n%b" % (len(data), data)
    while data:
        data = data[stream.write(data) :]


def serve(*components):
    """Answers until muse has no more questions."""
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    # What is printed by mistake is no message.
    os.dup2(2, 1)
    server = Server(components)
    server.tell = lambda method, params: write(output, {"jsonrpc": "2.0", "method": method, "params": params})
    while (question := read(sys.stdin.buffer)) is not None:
        write(output, server.answer(question))
