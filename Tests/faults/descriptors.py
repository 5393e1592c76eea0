"""Repeated use of plug-ins in one process: a sweep of runs must not collect descriptors or processes."""

import subprocess
import time
from pathlib import Path

import processes

KEY = ("python", False, "sampler")
RUNS = 12


def complaints(workplace):
    """Runs a sweep, counts muse's descriptors and the processes of plug-ins after each of its runs, and compares the
    last runs with the first."""
    folder = workplace.folder / "sweep"
    recipe = (workplace.folder / "recipe.yaml").read_text()
    recipe = recipe.replace("[tunes.abc]", "[../tunes.abc]").replace("count: 60", "count: 20")
    folder.mkdir()
    seeds = list(range(RUNS))
    (folder / "recipe.yaml").write_text(recipe + f"sweep: {{seed: {seeds}}}\n")
    command = workplace.command(
        workplace.plugin(*KEY[:2]), KEY[2], folder / "out", workplace.cache, **{processes.VARIABLE: "sweep"})
    command["args"][2] = str(folder / "recipe.yaml")
    counts = {}
    with subprocess.Popen(**command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as muse:
        while muse.poll() is None:
            finished = len(list((folder / "out").glob("*/tunes.abc"))) if (folder / "out").exists() else 0
            try:
                open_files = len(list(Path(f"/proc/{muse.pid}/fd").iterdir()))
            except OSError:
                break
            before = counts.get(finished, (0, 0))
            now = (open_files, len(processes.marked("sweep")))
            counts[finished] = tuple(map(max, before, now))
            time.sleep(0.01)
        errors = muse.stderr.read()
    if muse.returncode != 0:
        return [f"the sweep failed: {errors}"]
    early = [max(column) for column in zip(*(count for finished, count in counts.items() if finished <= 3))]
    late = [max(column) for column in zip(*(count for finished, count in counts.items() if finished > 3))]
    names = ("descriptors", "processes")
    print(f"sweep of {RUNS} runs: at most {late[0]} descriptors and {late[1]} processes")
    return [f"{name} of a sweep grow from {one} to {other}" for name, one, other in zip(names, early, late)
            if other > one + 4]
