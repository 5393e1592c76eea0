"""The folder in which the rounds take place: plug-ins that have passed their tests, a recipe, fitted models, and the
outputs of runs without a fault."""

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cases import HASTY, LOADING, PATIENT, ROUTES

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

RECIPE = """
muse: 1
title: Faults
seed: 3
corpus: {files: [tunes.abc]}
tokenizer: {type: abc}
generator: {type: markov, order: 2}
constraints: [{type: bars, min: 4, max: 8}]
rules: [{type: ends_on_tonic}]
generate: {count: 60, best_of: 1, max_tokens: 400}
export: [{type: abc, path: tunes.abc}, {type: midi, path: "{n}.mid"}]
"""

# What a recipe changes to use the plug-in's component of a kind.
USES = {
    "sampler": ["sampler=[{type: faulty}]"],
    "generator": ["generator={type: faulty}"],
    "rule": ["rules=[{type: faulty}]"],
    "exporter": ["export=[{type: abc, path: tunes.abc}, {type: midi, path: '{n}.mid'}, "
                 "{type: faulty, path: '{n}.faulty'}]"],
    "importer": ["corpus={files: [tunes.abc, a.faulty, b.faulty]}"],
    "tokenizer": ["tokenizer={type: faulty}", "constraints=[]"],
    "constraint": ["constraints=[{type: faulty}, {type: bars, min: 4, max: 8}]"],
}


class Workplace:
    def __init__(self, folder, muse):
        self.folder = Path(folder)
        self.muse = muse
        (self.folder / "recipe.yaml").write_text(RECIPE)
        # A short corpus: the models take milliseconds.
        tunes = re.split(r"\n\n+(?=X:)", (REPOSITORY / "Corpora/traditional.abc").read_text())
        jigs = [tune.strip() for tune in tunes if re.search(r"^R:jig$", tune, re.M)][:8]
        (self.folder / "tunes.abc").write_text("\n\n".join(jigs) + "\n")
        for name in ("a.faulty", "b.faulty"):
            (self.folder / name).write_text(name)
        for route in ROUTES:
            for is_hasty in (False, True):
                self.make_plugin(route, is_hasty)

    def plugin(self, route, is_hasty):
        return self.folder / f"{route}-{'hasty' if is_hasty else 'patient'}"

    def reference(self, key):
        """The output folder of a run without a fault. A key is the route, whether it is hasty, and the kind."""
        return self.folder / "-".join(map(str, ("reference", *key)))

    @property
    def cache(self):
        return self.folder / "cache"

    def make_plugin(self, route, is_hasty):
        folder = self.plugin(route, is_hasty)
        folder.mkdir()
        files = {
            "c": ["faulty.c", "faults.c", "faults.h", "answers.h", REPOSITORY / "Plugins/include/muse_plugin.h"],
        }.get(route, ["faulty.py", "faults.py", REPOSITORY / "Plugins/python/muse_plugin.py"])
        for file in files:
            shutil.copy(HERE / "plugins" / file, folder)
        manifest = (HERE / "plugins/plugin.yaml").read_text()
        how = "library: faulty.so" if route == "c" else "command: [python3, faulty.py]"
        manifest = manifest.replace("ROUTE", how).replace("VERSION", "2" if route == "python" else "1")
        manifest = manifest.replace("TIMEOUT", str(HASTY if is_hasty else PATIENT))
        manifest = manifest.replace("LOADING", str(LOADING if is_hasty else PATIENT))
        (folder / "plugin.yaml").write_text(manifest)
        if route == "c":
            subprocess.run(
                ["cc", "-std=gnu11", "-O1", "-Wall", "-Wno-infinite-recursion", "-shared", "-fPIC", "-o", "faulty.so",
                 "faulty.c", "faults.c", "-lm", "-lpthread"], cwd=folder, check=True)

    def command(self, plugin, kind, out, cache, **environment):
        """The arguments of subprocess.Popen for a run of muse."""
        settings = [f"plugins=[{plugin}]", *USES[kind]]
        arguments = [self.muse, "run", str(self.folder / "recipe.yaml"), "--quiet", "--out", str(out)]
        for setting in settings:
            arguments += ["--set", setting]
        return {
            "args": arguments, "cwd": self.folder, "stdin": subprocess.DEVNULL,
            "env": os.environ | {"MUSE_CACHE": str(cache), "PYTHONDONTWRITEBYTECODE": "1"} | environment,
        }

    def make_references(self, keys):
        """Tests the plug-ins, fits the models, and writes the outputs without a fault."""
        def make(key):
            command = self.command(self.plugin(*key[:2]), key[2], self.reference(key), self.cache)
            made = subprocess.run(**command, capture_output=True, text=True)
            if made.returncode != 0:
                raise SystemExit(f"Tests/faults/run: a run without a fault failed: {key}\n{made.stderr}")

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(make, keys))
