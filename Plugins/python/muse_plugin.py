"""muse_plugin.py: muse components in Python. Each plug-in contains a copy of this file and needs no other package.

    from muse_plugin import Sampler, serve

    class Cooler(Sampler):
        type = "cooler"                          # the type in plugin.yaml

        def __init__(self, value):               # settings are keyword arguments
            self.value = value

        def adjust(self, scores, tune):          # see Sampler
            for i, score in enumerate(scores):
                scores[i] = score / self.value

    serve(Cooler)

Messages are JSON-RPC 2.0 over standard input and output, framed as in the Language Server Protocol. Printed text goes
to standard error, which muse shows after a failure, and while the plug-in runs with `--verbose`.
"""

import array
import base64
import collections
import json
import mmap
import os
import random
import sys
import traceback

# The versions of the interface that this file implements. The manifest says which one the plug-in uses.
VERSIONS = (1, 2)


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
    # The tokens that end a full bar, with which muse repeats phrases and fills open bars, and the MIDI numbers of those
    # that are always the same note, {name: number}.
    bar_ends = []
    note_pitches = {}
    # The control tokens that can be mixed, {name: (kind, value)}: kind is rhythm, origin, composer or book.
    style_tokens = {}

    def encode(self, score):
        """Returns the names of a tune's tokens without the end token, or a pair of these and a list of what the tokens
        do not represent, one phrase each. Raises Cannot.

        score: the tune, a dictionary with the keys of Docs/PluginProtocol.md. With the capability `fill`, rests that
            are open (`is_open`) are bars to be filled, which are encoded as any valid bar.
        """
        raise NotImplementedError

    def decode(self, names):
        """Returns the tune of a token sequence without the end token. Accepts any sequence, and ignores tokens that are
        invalid at their position."""
        raise NotImplementedError

    def grammar(self, plan):
        """Returns the Grammar of the tunes that satisfy a plan. Raises Cannot.

        plan: the recipe's demands, limited to the manifest's `demands`: a dictionary with the keys of
            Docs/PluginProtocol.md.
        """
        raise NotImplementedError


class Automaton:
    """A finite automaton over token names. A state is any hashable value, such as (bar, position in the bar)."""

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


class Grammar(Automaton):
    """The automaton of a tokenizer. Dead ends are allowed."""


class Generator:
    """Learns from tunes, and scores next tokens."""

    kind = "generator"
    type = None

    # Set before the first step if the manifest's `needs` lists them: a Vocabulary, and the plan as a dictionary.
    vocabulary = None
    plan = None
    # The number of dimensions of the latent space, set by `load`; for the capabilities `latents` and `latent_space`.
    latent_size = None

    def fit(self, vocabulary, training, validation, seed, progress):
        """Returns a trained model as bytes in any format. Must be deterministic for a given seed. Raises Cannot.

        vocabulary: the number of tokens.
        training, validation: lists of tunes, each a list of token numbers.
        progress: progress(share, words) reports the fraction done, 0 to 1, and a phrase. Call it more often than the
            manifest's timeout.
        """
        raise NotImplementedError

    def load(self, vocabulary, model):
        """Loads a model returned by `fit` or `saved`. Called before the first `scores`, after `fit` too."""
        raise NotImplementedError

    def scores(self, tunes):
        """Returns the natural-log probability of each token to come next, for each tune: a list of lists, or an array
        of 32-bit floats.

        tunes: a list of Tunes, each with its tokens so far.
        """
        raise NotImplementedError

    def learn(self, episodes, rate):
        """Takes one gradient step on the loaded model: reduces the sum over all tokens of `weight · log p(token)`,
        where p is normalised over the allowed tokens. Needs the capability `fine_tuning`.

        episodes: a list of Episodes.
        rate: the learning rate.
        """
        raise NotImplementedError

    def saved(self):
        """Returns the model after the gradient steps, in the format of `fit`. Needs the capability `fine_tuning`."""
        raise NotImplementedError

    def encode(self, tunes):
        """Returns the posterior of each tune in the latent space: a list of pairs of means and standard deviations.
        Needs the capability `latent_space`.

        tunes: lists of token numbers.
        """
        raise NotImplementedError


class Episode:
    """A tune to learn from by fine-tuning."""

    def __init__(self, tokens, weights, allowed):
        self.tokens = tokens
        # The weight of each token in the loss. A negative weight makes the token more likely.
        self.weights = weights
        # For each token, the numbers of the tokens that the grammar allowed in its place.
        self.allowed = allowed


# Ticks are relative to `ticks_per_quarter`; muse_plugin.h describes each field.
Clock = collections.namedtuple(
    "Clock",
    "ticks_per_quarter onset bar position bar_ticks beat beat_position section section_bar phrase phrase_bar tonic "
    "fifths",
)
Note = collections.namedtuple("Note", "onset duration pitch spelling voice part velocity is_tied")


class Vocabulary:
    """The tokens of the recipe's tokenizer."""

    def __init__(self, params):
        # The names, in the order of the token numbers.
        self.tokens = params["tokens"]
        # For each token "end", "note", "rest", "hold", "duration", "bar", "condition" or "other".
        self.kinds = params["kinds"]
        self.end = params["end"]
        self.numbers = {name: number for number, name in enumerate(self.tokens)}
        self.notes = [number for number, kind in enumerate(self.kinds) if kind == "note"]


class Tune(list):
    """The numbers of the tokens of an unfinished tune, and what the manifest's `needs` lists."""

    # Any state to keep with the tune between steps.
    state = None
    # needs: clock. The Clock of a note that the next token starts.
    clock = None
    # needs: vocabulary. The MIDI number of the note that each token would start next; -1 for other tokens.
    pitches = ()
    # needs: random. A random.Random of the tune.
    random = None
    # Of generators: whether to ignore the conditions (capability `guidance`), the latent point (`latents`), and the
    # tokens to read as a weighted mix of others, {token: [(part, weight)]} (`style_mix`).
    is_unconditional = False
    latent = None
    styles = {}

    def __init__(self):
        # needs: notes. The Notes so far; the length of the last one can still grow.
        self.notes = []

    def update(self, words):
        """Takes in what has changed: items of a number, a count of words, and the words."""
        i = 0
        while i < len(words):
            item, content = words[i], words[i + 2 : i + 2 + words[i + 1]]
            i += 2 + words[i + 1]
            if item == 1:
                self.random = random.Random((content[0] & 0xFFFFFFFF) | (content[1] & 0xFFFFFFFF) << 32)
            elif item == 2:
                self.clock = Clock(*content)
            elif item == 3:
                self.pitches = content
            elif item == 4:
                self.notes[content[0] :] = [Note(*content[j : j + 8]) for j in range(1, len(content), 8)]
            elif item == 5:
                self.is_unconditional = content[0] != 0
                self.latent = list(array.array("f", array.array("i", content[1:]).tobytes()))
            elif item == 6:
                weights = array.array("f", array.array("i", content[2::2]).tobytes())
                self.styles = {**self.styles, content[0]: list(zip(content[1::2], weights))}


class Sampler:
    """Adjusts the scores of a step before a token is sampled."""

    kind = "sampler"
    type = None

    # Set before the first step if the manifest's `needs` lists them: a Vocabulary, and the plan as a dictionary.
    vocabulary = None
    plan = None

    def adjust(self, scores, tune):
        """Changes natural-log scores in place, or returns new ones. Must be deterministic: all random choices are made
        by muse, or with tune.random.

        scores: a memoryview of floats, one for each token of the vocabulary. -inf excludes a token. Tokens that the
            grammar excludes are -inf already and must stay so. At least one score is finite before the call, and at
            least one must be finite after it.
        tune: a Tune: the numbers of its tokens so far, and what the manifest's `needs` lists.
        """
        raise NotImplementedError


class Constraint:
    """Restricts the tunes that can be generated."""

    kind = "constraint"
    type = None

    def constrain(self, plan):
        """Returns a list of built-in constraints, as in a recipe: [{"type": "bars", "min": 8}], or a pair of such a
        list and a Pattern that the tokens of a tune must match. Raises Cannot.

        plan: the demands so far, a dictionary with the keys of Docs/PluginProtocol.md.
        """
        raise NotImplementedError


class Pattern(Automaton):
    """The automaton of a constraint. muse looks ahead, so that it and the tokenizer's grammar do not lead each other
    into a dead end."""

    def __init__(self, start):
        super().__init__(start)
        self.others = {}

    def otherwise(self, state, following):
        """Sets the state after tokens that are on no edge of a state. By default such tokens are excluded."""
        self.others[self.state(state)] = self.state(following)


class Rule:
    """Measures a tune."""

    kind = "rule"
    type = None

    def measure(self, score):
        """Returns a pair: the value in the manifest's unit, and the satisfaction of the rule, 0 to 1.

        score: the tune, a dictionary with the keys of Docs/PluginProtocol.md.
        """
        raise NotImplementedError

    def compare(self, corpus):
        """Takes in the tunes of the corpus, a list of dictionaries, before the first `measure`. Called if the
        manifest's `needs` lists `corpus`, in runs that have one."""

    def measure_together(self, scores):
        """Returns a list of pairs like `measure`, for the candidates of which the best is kept. Called for ranking if
        the manifest's `needs` lists `candidates`."""
        return [self.measure(score) for score in scores]


class Importer:
    """Reads a file."""

    kind = "importer"
    type = None

    def read(self, data, name):
        """Returns the tunes of a file: a list of dictionaries with the keys of Docs/PluginProtocol.md, or of pairs of
        such a dictionary and a list of warnings about what was omitted or repaired. Raises Cannot.

        data: the contents of the file, as bytes.
        name: the path of the file, for messages.
        """
        raise NotImplementedError


class Exporter:
    """Writes a file."""

    kind = "exporter"
    type = None

    # Set before `write` if the manifest's `needs` lists them: for each tune the bars, pairs of start and end in ticks.
    measures = None

    def write(self, scores, provenance):
        """Returns the contents of the file, as text or bytes, or a pair of these and of other files that belong to it,
        {suffix: contents}: the suffix, such as "-parts.txt", replaces the file extension.

        scores: a list of tunes, each a dictionary with the keys of Docs/PluginProtocol.md; only one, unless the
            manifest sets `many`.
        provenance: one line about the run that produced the file, or None.
        """
        raise NotImplementedError


class Server:
    """Creates instances of components, and answers requests to them."""

    def __init__(self, components):
        self.components = {(c.kind, c.type): c for c in components}
        self.instances = []
        self.tunes = {}
        # Shared memory: scores as floats, and behind them the page of steps as 32-bit words.
        self.memory = None
        self.page = None

    def initialize(self, params):
        if params["version"] not in VERSIONS:
            raise ValueError(f"this plug-in supports the versions {VERSIONS} of the interface")
        if memory := params.get("memory"):
            with open(memory["path"], "r+b") as file:
                memory = memoryview(mmap.mmap(file.fileno(), memory["size"]))
            self.memory = memory.cast("f")
            if "page" in params:
                self.page = memory[params["page"] :].cast("i")
                # muse wakes this process by an empty message before the first step.
                self.page[2] = 1
        components = [{"kind": kind, "type": type} for kind, type in self.components]
        return {"version": params["version"], "components": components, "memory": self.memory is not None,
                "page": self.page is not None}

    def context(self, params):
        instance = self.instances[params["instance"]]
        if "vocabulary" in params:
            instance.vocabulary = Vocabulary(params["vocabulary"])
        instance.plan = params.get("plan")
        return {}

    def steps(self):
        """Answers requests in the page of steps until none has come for some 100 µs. The next one then wakes this
        process by an empty message."""
        page, idle = self.page, 0
        while True:
            if page[0] != page[1]:
                error = b""
                try:
                    self.step(page[1024:], self.memory)
                except Exception as failure:
                    error = self.failed(failure).encode()[:4032]
                if error:
                    page[16 : 16 + (len(error) + 3) // 4] = memoryview(error + bytes(-len(error) % 4)).cast("i")
                page[3] = len(error)
                page[1] = page[0]
                idle = 0
            elif idle < 200:
                # muse may be waiting for this processor.
                os.sched_yield()
                idle += 1
            else:
                page[2] = 1
                # A request that came just before would wait for a message that is never sent.
                if page[0] == page[1]:
                    return
                page[2] = 0
                idle = 0

    def step(self, words, scores):
        """Adjusts or computes the scores of a step. Docs/PluginProtocol.md describes the words."""
        number, size, ended = words[0], words[1], words[2]
        for row in words[3 : 3 + ended]:
            self.tunes.pop((number, row), None)
        at = 3 + ended
        tunes = []
        for _ in range(words[at]):
            row, start, count = words[at + 1 : at + 4]
            tune = self.tunes.get((number, row))
            if tune is None:
                tune = self.tunes[number, row] = Tune()
            tune[start:] = words[at + 4 : at + 4 + count]
            at += 4 + count
            if context := words[at]:
                tune.update(words[at + 1 : at + 1 + context].tolist())
            at += context
            tunes.append(tune)
        self.score(self.instances[number], tunes, scores, size)

    def score(self, instance, tunes, scores, size):
        if instance.kind == "generator":
            for i, row in enumerate(instance.scores(tunes)):
                scores[i * size : (i + 1) * size] = array.array("f", row)
            return
        for i, tune in enumerate(tunes):
            part = scores[i * size : (i + 1) * size]
            changed = instance.adjust(part, tune)
            if changed is not None:
                part[:] = array.array("f", changed)

    def create(self, params):
        component = self.components[params["kind"], params["type"]]
        self.instances.append(component(**params["settings"]))
        return {"instance": len(self.instances) - 1}

    def tokenizer_describe(self, params):
        tokenizer = self.instances[params["instance"]]
        tokenizer.numbers = {name: number for number, name in enumerate(tokenizer.tokens)}
        numbers = lambda names: [tokenizer.numbers[name] for name in names]
        styles = [{"token": tokenizer.numbers[name], "kind": kind, "name": value}
                  for name, (kind, value) in tokenizer.style_tokens.items()]
        return {"tokens": list(tokenizer.tokens), "end": tokenizer.numbers[tokenizer.end],
                "notes": numbers(tokenizer.notes), "conditions": numbers(tokenizer.conditions),
                "bars": numbers(tokenizer.bar_ends), "styles": styles,
                "pitches": [[tokenizer.numbers[name], midi] for name, midi in tokenizer.note_pitches.items()]}

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
        training, validation = self.corpus(params)
        model = generator.fit(params["vocabulary"], training, validation, params["seed"], progress)
        return self.save(params, model)

    def corpus(self, params):
        """The tunes to learn from, which are in a file since version 2 of the interface."""
        if "tunes" not in params:
            return params["training"], params["validation"]
        words = memoryview(content(params["tunes"])).cast("i")
        tunes, at = [], 2
        while at < len(words):
            tunes.append(words[at + 1 : at + 1 + words[at]].tolist())
            at += 1 + words[at]
        return tunes[: words[0]], tunes[words[0] :]

    def save(self, params, model):
        """Returns a model, or writes it to the file that muse provides."""
        if "path" not in params:
            return {"model": base64.b64encode(model).decode("ascii")}
        with open(params["path"], "wb") as file:
            file.write(model)
        return {}

    def generator_load(self, params):
        generator = self.instances[params["instance"]]
        path = params.get("path")
        generator.load(params["vocabulary"], content(path) if path else base64.b64decode(params["model"]))
        return {} if generator.latent_size is None else {"latent_size": generator.latent_size}

    def generator_learn(self, params):
        words = memoryview(content(params["path"])).cast("i")
        episodes, at = [], 0
        while at < len(words):
            count = words[at]
            tokens = words[at + 1 : at + 1 + count].tolist()
            weights = words[at + 1 + count : at + 1 + 2 * count].cast("b").cast("f").tolist()
            at += 1 + 2 * count
            allowed = []
            for _ in range(count):
                allowed.append(words[at + 1 : at + 1 + words[at]].tolist())
                at += 1 + words[at]
            episodes.append(Episode(tokens, weights, allowed))
        self.instances[params["instance"]].learn(episodes, params["rate"])
        return {}

    def generator_save(self, params):
        return self.save(params, self.instances[params["instance"]].saved())

    def generator_encode(self, params):
        posteriors = self.instances[params["instance"]].encode(params["tunes"])
        return {"posteriors": [{"mean": list(map(float, mean)), "deviation": list(map(float, deviation))}
                               for mean, deviation in posteriors]}

    def generator_scores(self, params):
        return self.answer_step(params)

    def sampler_adjust(self, params):
        return self.answer_step(params)

    def answer_step(self, params):
        """Answers a step that is sent as a message, with its scores unless they are in shared memory."""
        sent = params.get("scores")
        if "step" in params:
            words = memoryview(base64.b64decode(params["step"])).cast("i")
        else:
            words = memoryview(array.array("i", self.words(params)))
        scores = self.memory
        if sent:
            scores = memoryview(array.array("f", base64.b64decode(sent)))
        elif sent is not None:
            # Scores that are to be computed are not sent.
            scores = memoryview(array.array("f", bytes(4 * words[1] * words[3 + words[2]])))
        self.step(words, scores)
        return {} if sent is None else {"scores": base64.b64encode(scores).decode("ascii")}

    def words(self, params):
        """The words of a step in version 1 of the interface."""
        words = [params["instance"], params["size"], len(params["ended"]), *params["ended"], len(params["rows"])]
        for row, start, new in params["rows"]:
            words += [row, start, len(new), *new, 0]
        return words

    def constraint_constrain(self, params):
        constraints = self.instances[params["instance"]].constrain(params["plan"])
        if not isinstance(constraints, tuple):
            return {"constraints": constraints}
        constraints, pattern = constraints
        finals = set(pattern.finals)
        states = [{"edges": edges, "final": state in finals} for state, edges in enumerate(pattern.ways)]
        for state, following in pattern.others.items():
            states[state]["otherwise"] = following
        automaton = {"classes": list(map(list, pattern.classes)), "states": states}
        return {"constraints": constraints, "automaton": automaton}

    def importer_read(self, params):
        tunes = self.instances[params["instance"]].read(base64.b64decode(params["base64"]), params["name"])
        pairs = [tune if isinstance(tune, tuple) else (tune, []) for tune in tunes]
        return {"tunes": [{"score": score, "warnings": warnings} for score, warnings in pairs]}

    def rule_measure(self, params):
        value, satisfaction = self.instances[params["instance"]].measure(params["score"])
        return {"value": float(value), "satisfaction": float(satisfaction)}

    def rule_compare(self, params):
        self.instances[params["instance"]].compare(params["scores"])
        return {}

    def rule_measure_together(self, params):
        measured = self.instances[params["instance"]].measure_together(params["scores"])
        return {"measurements": [{"value": float(v), "satisfaction": float(s)} for v, s in measured]}

    def exporter_write(self, params):
        exporter = self.instances[params["instance"]]
        exporter.measures = params.get("measures")
        written = exporter.write(params["scores"], params.get("provenance"))
        written, others = written if isinstance(written, tuple) else (written, {})
        others = [{"suffix": suffix, **encoded(data)} for suffix, data in others.items()]
        return {**encoded(written), "others": others}

    def answer(self, request):
        try:
            method = getattr(self, request["method"].replace("/", "_"))
            return {"jsonrpc": "2.0", "id": request["id"], "result": method(request["params"])}
        except Cannot as reason:
            return {"jsonrpc": "2.0", "id": request["id"], "result": {"cannot": str(reason)}}
        except Exception as error:
            return {"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32000, "message": self.failed(error)}}

    def failed(self, error):
        """Prints an error, and returns a message for muse."""
        traceback.print_exc()
        return described(error)


def encoded(data):
    """The contents of a file, text or bytes, for an answer."""
    if isinstance(data, str):
        return {"text": data}
    return {"base64": base64.b64encode(data).decode("ascii")}


def content(path):
    with open(path, "rb") as file:
        return file.read()


def described(error):
    """Returns an exception as one line, with the last line of the plug-in's own code that it passed through:
    `typical.py:12: ZeroDivisionError: division by zero, in 'x = 1 / 0'`."""
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    library = os.path.abspath(__file__)
    folder = os.path.dirname(library)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = os.path.abspath(frame.filename)
        name = os.path.relpath(path, folder)
        if path != library and not name.startswith("..") and "site-packages" not in name:
            return f"{name}:{frame.lineno}: {text}" + (f", in '{frame.line}'" if frame.line else "")
    return text


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
    sys.stdout.reconfigure(line_buffering=True)
    server = Server(components)
    server.notify = lambda method, params: write(output, {"jsonrpc": "2.0", "method": method, "params": params})
    while (request := read(sys.stdin.buffer)) is not None:
        # An empty message announces a step in shared memory.
        if request:
            write(output, server.answer(request))
        else:
            server.page[2] = 0
            server.steps()
