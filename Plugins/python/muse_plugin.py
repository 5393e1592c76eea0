"""muse_plugin.py: muse components in Python. Each plug-in contains a copy of this file and needs no other package.

    from muse_plugin import Sampler, serve

    class Cooler(Sampler):
        type = "cooler"                          # the type in plugin.yaml

        def __init__(self, value):               # settings are keyword arguments
            self.value = value

        def adjust(self, scores, tokens):        # see Sampler
            for i, score in enumerate(scores):
                scores[i] = score / self.value

    serve(Cooler)

Messages are JSON-RPC 2.0 over standard input and output, framed as in the Language Server Protocol. Printed text goes
to standard error, which muse shows after a failure.
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
    """An expected refusal, with the reason as one phrase: a tokenizer cannot encode a tune or support a demand, a
    constraint cannot be satisfied, an importer cannot read a file, a generator cannot learn from its tunes.

    Not a fault of the plug-in: muse continues.
    """


class Tokenizer:
    """Converts scores to tokens and back."""

    kind = "tokenizer"
    type = None

    # Set these in __init__. The names of all tokens, unique and without white space.
    tokens = []
    # The token that ends every tune. It occurs nowhere else.
    end = "end"
    # The tokens that are one note each, and those that state conditions such as meter and key.
    notes = []
    conditions = []

    def encode(self, score):
        """Returns the names of a tune's tokens without the end token, or a pair of these and a list of what the tokens
        do not represent, one phrase each. Raises Cannot.

        score: the tune, a dictionary with the keys of Docs/Plugins.md.
        """
        raise NotImplementedError

    def decode(self, names):
        """Returns the tune of a token sequence without the end token. Accepts any sequence, and ignores tokens that are
        invalid at their position."""
        raise NotImplementedError

    def grammar(self, plan):
        """Returns the Grammar of the tunes that satisfy a plan. Raises Cannot.

        plan: the recipe's demands, limited to the manifest's `demands`: a dictionary with the keys of Docs/Plugins.md.
        """
        raise NotImplementedError


class Grammar:
    """A finite automaton over tokens. A state is any hashable value, such as (bar, position in the bar)."""

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
        """Adds an edge: each of the tokens leads from a state to the following state. A token may be on only one edge
        of a state."""
        number = self.classes.setdefault(tuple(names), len(self.classes))
        self.ways[self.state(state)].append([number, self.state(following)])

    def final(self, state):
        """Marks a state in which a tune may end."""
        self.finals.append(self.state(state))


class Generator:
    """Learns from tunes, and scores next tokens."""

    kind = "generator"
    type = None

    def fit(self, vocabulary, training, validation, seed, progress):
        """Returns a trained model as bytes in any format. Must be deterministic for a given seed. Raises Cannot.

        vocabulary: the number of tokens.
        training, validation: lists of tunes, each a list of token numbers.
        progress: progress(share, words) reports the fraction done, 0 to 1, and a phrase. Call it more often than the
            manifest's timeout.
        """
        raise NotImplementedError

    def load(self, vocabulary, model):
        """Loads a model returned by `fit`. Called before the first `scores`, after `fit` too."""
        raise NotImplementedError

    def scores(self, tunes):
        """Returns the natural-log probability of each token to come next, for each tune: a list of lists, or an array
        of 32-bit floats.

        tunes: a list of Tunes, each with its tokens so far.
        """
        raise NotImplementedError


class Tune(list):
    """The tokens of an unfinished tune."""

    # Any state to keep with the tune between steps.
    state = None


class Sampler:
    """Adjusts the scores of a step before a token is sampled."""

    kind = "sampler"
    type = None

    def adjust(self, scores, tokens):
        """Changes natural-log scores in place, or returns new ones. Must be deterministic: all random choices are made
        by muse.

        scores: a memoryview of floats, one for each token of the vocabulary. -inf excludes a token. Tokens that the
            grammar excludes are -inf already and must stay so. At least one score is finite before the call, and at
            least one must be finite after it.
        tokens: a Tune, with the numbers of its tokens so far.
        """
        raise NotImplementedError


class Constraint:
    """Restricts the tunes that can be generated."""

    kind = "constraint"
    type = None

    def constrain(self, plan):
        """Returns a list of built-in constraints, as in a recipe: [{"type": "bars", "min": 8}]. Raises Cannot.

        plan: the demands so far, a dictionary with the keys of Docs/Plugins.md.
        """
        raise NotImplementedError


class Rule:
    """Measures a tune."""

    kind = "rule"
    type = None

    def measure(self, score):
        """Returns a pair: the value in the manifest's unit, and the satisfaction of the rule, 0 to 1.

        score: the tune, a dictionary with the keys of Docs/Plugins.md.
        """
        raise NotImplementedError


class Importer:
    """Reads a file."""

    kind = "importer"
    type = None

    def read(self, data, name):
        """Returns the tunes of a file: a list of dictionaries with the keys of Docs/Plugins.md, or of pairs of such a
        dictionary and a list of warnings about what was omitted or repaired. Raises Cannot.

        data: the contents of the file, as bytes.
        name: the path of the file, for messages.
        """
        raise NotImplementedError


class Exporter:
    """Writes a file."""

    kind = "exporter"
    type = None

    def write(self, scores, provenance):
        """Returns the contents of the file, as text or bytes.

        scores: a list of tunes, each a dictionary with the keys of Docs/Plugins.md; only one, unless the manifest sets
            `many`.
        provenance: one line about the run that produced the file, or None.
        """
        raise NotImplementedError


class Server:
    """Creates instances of components, and answers requests to them."""

    def __init__(self, components):
        self.components = {(c.kind, c.type): c for c in components}
        self.instances = []
        self.tunes = {}
        self.memory = None

    def initialize(self, params):
        if memory := params.get("memory"):
            with open(memory["path"], "r+b") as file:
                self.memory = memoryview(mmap.mmap(file.fileno(), memory["size"])).cast("f")
        components = [{"kind": kind, "type": type} for kind, type in self.components]
        return {"version": VERSION, "components": components, "memory": self.memory is not None}

    def create(self, params):
        component = self.components[params["kind"], params["type"]]
        self.instances.append(component(**params["settings"]))
        return {"instance": len(self.instances) - 1}

    def tokenizer_describe(self, params):
        tokenizer = self.instances[params["instance"]]
        tokenizer.numbers = {name: number for number, name in enumerate(tokenizer.tokens)}
        numbers = lambda names: [tokenizer.numbers[name] for name in names]
        return {"tokens": list(tokenizer.tokens), "end": tokenizer.numbers[tokenizer.end],
                "notes": numbers(tokenizer.notes), "conditions": numbers(tokenizer.conditions)}

    def tokenizer_encode(self, params):
        tokenizer = self.instances[params["instance"]]
        encoded = tokenizer.encode(params["score"])
        names, losses = encoded if isinstance(encoded, tuple) else (encoded, [])
        return {"tokens": [tokenizer.numbers[name] for name in [*names, tokenizer.end]], "losses": losses}

    def tokenizer_decode(self, params):
        tokenizer = self.instances[params["instance"]]
        names = [tokenizer.tokens[number] for number in params["tokens"]]
        return {"score": tokenizer.decode([name for name in names if name != tokenizer.end])}

    def tokenizer_grammar(self, params):
        tokenizer = self.instances[params["instance"]]
        grammar = tokenizer.grammar(params["plan"])
        classes = [[tokenizer.numbers[name] for name in names] for names in grammar.classes]
        return {"classes": classes, "states": grammar.ways, "finals": grammar.finals}

    def generator_fit(self, params):
        generator = self.instances[params["instance"]]
        progress = lambda share, words="": self.notify("progress", {"share": float(share), "words": words})
        model = generator.fit(params["vocabulary"], params["training"], params["validation"], params["seed"], progress)
        return {"model": base64.b64encode(model).decode("ascii")}

    def generator_load(self, params):
        self.instances[params["instance"]].load(params["vocabulary"], base64.b64decode(params["model"]))
        return {}

    def generator_scores(self, params):
        tunes = self.rows(params)
        scores, size = self.scores(params), params["size"]
        result = self.instances[params["instance"]].scores(tunes)
        for i in range(len(tunes)):
            scores[i * size : (i + 1) * size] = array.array("f", result[i])
        return self.scored(params, scores)

    def sampler_adjust(self, params):
        sampler = self.instances[params["instance"]]
        scores, size = self.scores(params), params["size"]
        for i, tokens in enumerate(self.rows(params)):
            part = scores[i * size : (i + 1) * size]
            changed = sampler.adjust(part, tokens)
            if changed is not None:
                part[:] = array.array("f", changed)
        return self.scored(params, scores)

    def rows(self, params):
        """Returns the tunes of a step, extended by their new tokens."""
        number = params["instance"]
        for row in params["ended"]:
            self.tunes.pop((number, row), None)
        tunes = []
        for row, start, new in params["rows"]:
            tune = self.tunes.get((number, row))
            if tune is None:
                tune = self.tunes[number, row] = Tune()
            tune[start:] = new
            tunes.append(tune)
        return tunes

    def scores(self, params):
        """Returns the buffer of a step's scores: shared memory or, if it is too small or absent, a copy of the scores
        in the message. Scores that are to be computed are not sent."""
        sent = params.get("scores")
        if sent is None:
            return self.memory
        if sent:
            return memoryview(array.array("f", base64.b64decode(sent)))
        return memoryview(array.array("f", bytes(4 * params["size"] * len(params["rows"]))))

    def scored(self, params, scores):
        return {} if "scores" not in params else {"scores": base64.b64encode(scores).decode("ascii")}

    def constraint_constrain(self, params):
        return {"constraints": self.instances[params["instance"]].constrain(params["plan"])}

    def importer_read(self, params):
        tunes = self.instances[params["instance"]].read(base64.b64decode(params["base64"]), params["name"])
        pairs = [tune if isinstance(tune, tuple) else (tune, []) for tune in tunes]
        return {"tunes": [{"score": score, "warnings": warnings} for score, warnings in pairs]}

    def rule_measure(self, params):
        value, satisfaction = self.instances[params["instance"]].measure(params["score"])
        return {"value": float(value), "satisfaction": float(satisfaction)}

    def exporter_write(self, params):
        written = self.instances[params["instance"]].write(params["scores"], params.get("provenance"))
        if isinstance(written, str):
            return {"text": written}
        return {"base64": base64.b64encode(written).decode("ascii")}

    def answer(self, request):
        try:
            method = getattr(self, request["method"].replace("/", "_"))
            return {"jsonrpc": "2.0", "id": request["id"], "result": method(request["params"])}
        except Cannot as reason:
            return {"jsonrpc": "2.0", "id": request["id"], "result": {"cannot": str(reason)}}
        except Exception as error:
            traceback.print_exc()
            message = f"{type(error).__name__}: {error}"
            return {"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32000, "message": message}}


def read(stream):
    """Returns the next message; None at the end of the stream."""
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
    # The most common answer is written without the JSON encoder, for speed.
    if isinstance(message, dict) and message.get("result") == {}:
        data = b'{"jsonrpc":"2.0","id":%d,"result":{}}' % message["id"]
    else:
        data = json.dumps(message).encode()
    data = b"Content-Length: %d\r\n\r\n%b" % (len(data), data)
    while data:
        data = data[stream.write(data) :]


def serve(*components):
    """Serves these components until standard input ends."""
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    # Printed text goes to standard error, so that it does not disturb the messages.
    os.dup2(2, 1)
    server = Server(components)
    server.notify = lambda method, params: write(output, {"jsonrpc": "2.0", "method": method, "params": params})
    while (request := read(sys.stdin.buffer)) is not None:
        write(output, server.answer(request))
