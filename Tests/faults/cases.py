"""What is tested: faults, the calls in which a plug-in commits them, and what muse has to do."""

import re
import signal
from dataclasses import dataclass

# The seconds that muse waits for an answer where the fault is to hang, and everywhere else.
HASTY, PATIENT = 1, 120
# The seconds that muse waits for a plug-in to load where the fault is to hang.
LOADING = 5

# A library, and processes with the current and the first version of the interface.
ROUTES = ("c", "python", "python_1")
PROCESSES = ROUTES[1:]
STEPS = ("sampler/adjust", "generator/scores")
SIGNALS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "SIGKILL": -9}

# What muse says about the plug-in. HARMLESS: the run succeeds. EITHER: it succeeds or fails, but cleanly.
HARMLESS, EITHER = None, re.compile("")
FAILS = re.compile(".")
ENDS = re.compile(r"(exited with code \d+|was killed by signal \d+|closed its standard output) instead of answering")
# The half message of a library may be seen before its end.
HALF = re.compile(ENDS.pattern + "|a message during a step")
HANGS = re.compile(rf"did not answer '\S+' within ({HASTY}|{LOADING}) seconds")
INVALID = re.compile("an invalid answer|returned|has neither|is not|a message during a step|expected")


@dataclass(frozen=True)
class Place:
    """A call of a plug-in, and the component that the recipe uses for it."""

    method: str
    call: int
    kind: str
    # Whether tunes are finished before this call.
    is_late: bool = False
    # Whether the call is of muse's tests of the plug-in, before its first use.
    is_test: bool = False
    routes: tuple = ROUTES


@dataclass(frozen=True)
class Fault:
    name: str
    expected: re.Pattern | None
    # Where it is committed: "everywhere", "after loading", "steps", "calls" (all but steps and loading), "sampler" (in
    # its steps), "fit".
    where: str = "everywhere"
    routes: tuple = ROUTES

    def fits(self, place):
        is_call = place.method not in (*STEPS, "load", "create")
        return {
            "everywhere": True,
            "after loading": place.method != "load",
            "steps": place.method in STEPS,
            "calls": is_call,
            "fit": place.method == "generator/fit",
            "sampler": place.method == "sampler/adjust",
        }[self.where]


@dataclass(frozen=True)
class Case:
    route: str
    fault: Fault
    place: Place
    # Sent to muse when the fault is committed; None to let muse find the fault.
    signal: str | None = None
    # Whether the signal comes at a random moment instead, often before the call.
    is_early: bool = False

    @property
    def kind(self):
        return " ".join([self.fault.name, *[self.signal] * bool(self.signal), *["early"] * self.is_early])

    @property
    def name(self):
        test = ["test"] if self.place.is_test else []
        return " ".join([self.route, *test, self.place.method, str(self.place.call), self.kind])

    @property
    def is_hasty(self):
        return self.fault.expected is HANGS and not self.signal


# A library is called for each tune of a step, a process once for all of them. A tune is written only if all before it are
# finished, so late steps come long after the first tunes: one of the two threads may lag behind.
PLACES = [
    Place("load", 1, "sampler"),
    Place("create", 1, "sampler"),
    Place("sampler/adjust", 1, "sampler"),
    Place("sampler/adjust", 10, "sampler"),
    Place("sampler/adjust", 3600, "sampler", is_late=True, routes=("c",)),
    Place("sampler/adjust", 600, "sampler", is_late=True, routes=PROCESSES),
    Place("generator/fit", 1, "generator"),
    Place("generator/load", 1, "generator"),
    Place("generator/scores", 1, "generator"),
    Place("generator/scores", 10, "generator"),
    Place("generator/scores", 6000, "generator", is_late=True, routes=("c",)),
    Place("generator/scores", 2000, "generator", is_late=True, routes=PROCESSES),
    Place("rule/measure", 1, "rule"),
    Place("rule/measure", 20, "rule", is_late=True),
    Place("exporter/write", 1, "exporter", is_late=True),
    Place("exporter/write", 3, "exporter", is_late=True),
    Place("importer/read", 1, "importer"),
    Place("importer/read", 2, "importer"),
    Place("tokenizer/describe", 1, "tokenizer"),
    Place("tokenizer/encode", 3, "tokenizer"),
    Place("tokenizer/grammar", 1, "tokenizer"),
    Place("tokenizer/decode", 1, "tokenizer"),
    Place("tokenizer/decode", 20, "tokenizer", is_late=True),
    Place("constraint/constrain", 1, "constraint"),
]

TEST_PLACES = [Place("load", 1, "sampler", is_test=True), Place("tokenizer/encode", 1, "sampler", is_test=True)]

FAULTS = [
    Fault("exit_0", ENDS),
    Fault("exit_3", ENDS),
    Fault("abort", ENDS),
    Fault("segfault", ENDS),
    Fault("kill", ENDS),
    Fault("raise_at_exit", ENDS),
    Fault("at_exit", HARMLESS),
    Fault("stack", ENDS),
    Fault("memory", FAILS),
    Fault("progress", EITHER, "fit", PROCESSES),
    Fault("hang", HANGS),
    Fault("spin", HANGS),
    Fault("stop", HANGS),
    Fault("stop_group", HANGS),
    Fault("ignore_signals", HANGS),
    Fault("flood_output", HANGS, "after loading"),
    Fault("flood_errors", HANGS),
    Fault("flood_beside", HARMLESS),
    Fault("flood_and_exit", ENDS),
    Fault("flood_pipe", INVALID),
    Fault("half_message", HALF),
    Fault("long_message", INVALID),
    Fault("flood_message", INVALID),
    Fault("noise", EITHER),
    Fault("child_keeps_pipes", ENDS),
    Fault("daemon", HARMLESS),
    Fault("daemon_and_exit", ENDS),
    Fault("daemon_and_kill_group", ENDS),
    Fault("runaway", HARMLESS, routes=("c",)),
    Fault("kill_parent", ENDS),
    Fault("thread", HARMLESS),
    Fault("close_input", EITHER),
    Fault("close_output", ENDS),
    Fault("close_all", EITHER),
    Fault("change_folder", HARMLESS),
    Fault("truncate_memory", HARMLESS, "after loading"),
    Fault("close_memory", HARMLESS, "after loading"),
    Fault("unlink_memory", HARMLESS, "after loading", PROCESSES),
    Fault("unmap_memory", ENDS, "steps"),
    Fault("scribble", EITHER, "steps"),
    Fault("nan", INVALID, "steps"),
    Fault("infinity", INVALID, "steps"),
    Fault("exclude_all", re.compile("excludes every token|not log-probabilities"), "steps"),
    Fault("revive", re.compile("returned a score for the excluded token"), "sampler"),
    Fault("wrong_count", INVALID, "steps", PROCESSES),
    Fault("garbage", INVALID, "calls"),
    Fault("null", FAILS, "calls"),
    Fault("nested", FAILS, "calls"),
    Fault("negative", EITHER, "calls"),
    Fault("huge", EITHER, "calls"),
]

HANGING = ("hang", "spin", "ignore_signals", "flood_errors", "stop", "stop_group")


def all_cases():
    """Every fault in every call where it makes sense, by all routes; then every signal while a plug-in hangs."""
    cases = []
    for fault in FAULTS:
        for place in PLACES + (TEST_PLACES if fault.expected in (ENDS, HANGS) else []):
            routes = [route for route in fault.routes if route in place.routes and fault.fits(place)]
            cases += [Case(route, fault, place) for route in routes]
    for fault in FAULTS:
        for place in PLACES + TEST_PLACES if fault.name in HANGING else []:
            cases += [Case(route, fault, place, name) for name in SIGNALS for route in place.routes]
        for place in PLACES if fault.name == "hang" else []:
            cases += [Case(route, fault, place, name, is_early=True) for name in SIGNALS for route in place.routes]
    return cases


def chosen(cases, rounds, random):
    """`rounds` cases in random order, such that all kinds occur equally often and no case is repeated while others of
    its kind are left."""
    kinds = {}
    for case in cases:
        kinds.setdefault(case.kind, []).append(case)
    order = []
    while len(order) < rounds:
        passes = [random.sample(of_kind, len(of_kind)) for of_kind in kinds.values()]
        for i in range(max(map(len, passes))):
            row = [of_kind[i] for of_kind in passes if i < len(of_kind)]
            order += random.sample(row, len(row))
    return order[:rounds]
