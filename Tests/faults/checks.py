"""What must hold after a run, whatever the plug-in has done. Each function returns complaints."""

import os
import re
from pathlib import Path

SHARED = re.compile(r"muse-[A-Za-z0-9]{6}$")


def shared_files():
    """The files of shared memory that muse uses where it has no anonymous ones."""
    return {path for folder in ("/dev/shm", "/tmp") for path in Path(folder).iterdir() if SHARED.match(path.name)}


def errors(text):
    """The headlines of errors in standard error."""
    return [line for line in text.splitlines() if re.match(r"(\S+: )?error: ", line)]


def message(text, expected):
    """Standard error has one error, which names the plug-in and what it has done."""
    found = errors(text)
    if len(found) != 1:
        return [f"{len(found)} errors, expected one"]
    if "plug-in 'faulty'" not in found[0]:
        return ["the error does not name the plug-in"]
    return [] if expected.search(text) else [f"the error does not match '{expected.pattern}'"]


def tunebook(path):
    """The tunes of a tunebook by number. The run's note in them differs between runs with other settings."""
    tunes = re.split(r"\n(?=X:)", path.read_text())[1:]
    return {int(re.match(r"X:(\d+)", tune)[1]): re.sub(r"(?m)^N:.*\n", "", tune).rstrip() for tune in tunes}


def tunes(out, reference, at_least):
    """The finished tunes are written, whole, and as without the fault."""
    book = out / "tunes.abc"
    found = tunebook(book) if book.exists() else {}
    expected = tunebook(reference / "tunes.abc")
    complaints = [f"tune {number} differs from the same tune without a fault"
                  for number, tune in found.items() if expected.get(number) != tune]
    if len(found) < at_least:
        complaints.append(f"{len(found)} finished tunes are written, expected {at_least} or more")
    for number in found:
        if not (out / f"{number}.mid").exists():
            complaints.append(f"tune {number} is in the tunebook, but not in a file of its own")
    return complaints


def files(folder, out, reference):
    """Every file is whole, and no temporary file is left."""
    complaints = [f"left behind: {path}" for path in folder.rglob("*") if path.name.endswith(".tmp")]
    complaints += [f"left behind: {path}" for path in (folder / "tmp").iterdir()]
    for path in [*out.glob("*.mid"), *out.glob("*.faulty")]:
        expected = reference / path.name
        if not expected.exists() or path.read_bytes() != expected.read_bytes():
            complaints.append(f"{path.name} differs from the same file without a fault")
    return complaints


def listed(text):
    """Standard output lists files that exist, and nothing that a plug-in prints."""
    return [f"listed as written, but missing: {line[:80]}" for line in text.splitlines() if not os.path.exists(line)]
