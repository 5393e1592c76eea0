"""Finds processes by a variable in their environment, which their descendants inherit."""

import os
import signal
import time
from pathlib import Path

VARIABLE = "MUSE_FAULT_ROUND"


def marked(mark):
    """The processes of a round: identifiers and command lines. Those that have ended have no environment."""
    needle = f"\0{VARIABLE}={mark}\0".encode()
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if needle in b"\0" + (folder / "environ").read_bytes():
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found[int(folder.name)] = line.strip()
        except OSError:
            continue
    return found


def left_over(mark, seconds):
    """The processes of a round that do not end within some seconds. Kills them."""
    deadline = time.monotonic() + seconds
    while (found := marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.02)
    for process in found:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass
    return found
