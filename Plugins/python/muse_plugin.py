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


class Sampler:
    """Edits the scores of a step before a token is drawn."""

    kind = "sampler"
    type = None

    def adjust(self, scores, tokens):
        """Changes natural-log scores in place, or returns others.

        scores: a memoryview of floats, one a token of the vocabulary. -inf bars a token; those that the grammar bars are -inf and
            stay so. At least one is finite before and has to be after.
        tokens: the numbers of the tune's tokens so far. Equal calls give equal scores: muse draws the chances.
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

    def sampler_adjust(self, asked):
        number = asked["instance"]
        sampler = self.instances[number]
        for row in asked["ended"]:
            self.tunes.pop((number, row), None)
        size = asked["size"]
        # Scores stand in shared memory, or, where there are too many, in the message.
        sent = asked.get("scores")
        scores = self.memory if sent is None else memoryview(array.array("f", base64.b64decode(sent)))
        for i, (row, start, new) in enumerate(asked["rows"]):
            tokens = self.tunes.setdefault((number, row), [])
            tokens[start:] = new
            part = scores[i * size : (i + 1) * size]
            changed = sampler.adjust(part, tokens)
            if changed is not None:
                part[:] = array.array("f", changed)
        return {} if sent is None else {"scores": base64.b64encode(scores).decode("ascii")}

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


def serve(*components):
    """Answers until muse has no more questions."""
    output = os.fdopen(os.dup(1), "wb")
    # What is printed by mistake is no message.
    os.dup2(2, 1)
    server = Server(components)
    while (question := read(sys.stdin.buffer)) is not None:
        message = json.dumps(server.answer(question)).encode()
        output.write(b"Content-Length: %d\r\n\r\n" % len(message) + message)
        output.flush()
