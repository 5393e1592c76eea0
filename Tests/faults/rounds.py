"""One round: a run of muse whose plug-in commits a fault."""

import random
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field

import checks
import processes
from cases import EITHER, HARMLESS, SIGNALS

# The seconds after which a run is too late: slack for a busy machine, not the time that it should take.
LATE, LATE_AFTER_SIGNAL = 40, 5
# The calls that a fitted model in the cache would spare.
FITTING = ("generator/fit", "importer/read", "tokenizer/encode")


@dataclass
class Result:
    case: object
    number: int
    complaints: list = field(default_factory=list)
    errors: str = ""
    # The seconds from the signal to the end of muse.
    reaction: float = 0


def key(case):
    """The run without a fault to which a round is compared."""
    return case.route, case.is_hasty, case.place.kind


def run(workplace, case, number):
    """Runs a round in a folder of its own, and checks what is left of it."""
    result = Result(case, number)
    folder = workplace.folder / f"round-{number}"
    out, cache, sign = folder / "out", folder / "cache", folder / "struck"
    (folder / "tmp").mkdir(parents=True)
    if not case.place.is_test:
        is_fitting = case.place.method in FITTING
        shutil.copytree(workplace.cache, cache, ignore=shutil.ignore_patterns(*["models"] * is_fitting))
    mark = folder.name + "-" + workplace.folder.name
    # A copy, to see what the plug-in leaves there. muse knows plug-ins by their contents.
    plugin = folder / "plugin"
    shutil.copytree(workplace.plugin(case.route, case.is_hasty), plugin)
    files = sorted(plugin.iterdir())
    command = workplace.command(
        plugin, case.place.kind, out, cache, TMPDIR=str(folder / "tmp"), MUSE_FAULT_SIGN=str(sign),
        MUSE_FAULT=f"{case.fault.name} {case.place.method} {case.place.call}", **{processes.VARIABLE: mark})
    shared = checks.shared_files()
    with open(folder / "stdout", "wb") as output, open(folder / "stderr", "wb") as errors:
        muse = subprocess.Popen(**command, stdout=output, stderr=errors)
        if case.signal:
            interrupt(muse, case, sign, result)
        limit = LATE_AFTER_SIGNAL if case.signal else LATE
        since = time.monotonic()
        try:
            muse.wait(limit)
        except subprocess.TimeoutExpired:
            result.complaints.append(f"muse has not ended after {limit} seconds")
            muse.kill()
            muse.wait()
        result.reaction = time.monotonic() - since if case.signal else 0
    left = processes.left_over(mark, seconds=3)
    result.complaints += [f"process {process} is left: {line}" for process, line in left.items()]
    result.complaints += [f"left behind: {path}" for path in checks.shared_files() - shared]
    result.complaints += [f"left behind: {path}" for path in sorted(plugin.iterdir()) if path not in files]
    result.errors = (folder / "stderr").read_text(errors="replace")
    if not sign.exists() and not case.is_early:
        result.complaints.append("the plug-in has not reached the call in which it commits the fault")
    result.complaints += expectations(case, muse.returncode, result.errors)
    reference = workplace.reference(key(case))
    if case.signal != "SIGKILL":
        result.complaints += checks.tunes(out, reference, at_least=int(case.place.is_late and not case.is_early))
        result.complaints += checks.files(folder, out, reference)
    result.complaints += checks.listed((folder / "stdout").read_text(errors="replace"))
    shutil.rmtree(folder)
    return result


def interrupt(muse, case, sign, result):
    """Sends the signal when the plug-in hangs, or at a random moment."""
    if case.is_early:
        time.sleep(random.Random(f"{result.number} {case.name}").uniform(0, 0.4))
    deadline = time.monotonic() + LATE
    while not case.is_early and not sign.exists() and muse.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0 if case.is_early else 0.1)
    if muse.poll() is None:
        muse.send_signal(signal.Signals[case.signal])
    else:
        result.complaints.append("muse had ended before the signal")


def expectations(case, code, errors):
    """Checks the exit code and standard error."""
    expected = case.fault.expected
    if case.signal:
        if case.is_early and code == -signal.Signals[case.signal] and not errors:
            # The signal came before muse listened to signals.
            return []
        complaints = [] if code == SIGNALS[case.signal] else [f"exit code {code}, expected {SIGNALS[case.signal]}"]
        if case.signal != "SIGKILL" and errors != "interrupted\n":
            complaints.append("standard error is not 'interrupted'")
        return complaints
    codes = {HARMLESS: (0,), EITHER: (0, 65)}.get(expected, (65,))
    if code not in codes:
        return [f"exit code {code}, expected {' or '.join(map(str, codes))}"]
    if code == 65:
        return checks.message(errors, expected)
    return [f"unexpected error: {line}" for line in checks.errors(errors)]
