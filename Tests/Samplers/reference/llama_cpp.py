"""Writes llama_cpp.json: scores, and the probabilities that llama.cpp's samplers give them.

    pip download --no-deps --no-binary :all: llama-cpp-python==0.3.36 && tar xzf llama_cpp_python-0.3.36.tar.gz
    python3 Tests/Samplers/reference/llama_cpp.py llama_cpp_python-0.3.36/vendor/llama.cpp

Needs a C++ compiler. Only the samplers' files are compiled; what they refer to beyond them is never called.
"""

import pathlib
import subprocess
import sys
import tempfile

import tables

FOLDER = pathlib.Path(sys.argv[1])
SOURCES = ["llama-sampler", "llama-vocab", "llama-grammar", "unicode", "unicode-data", "llama-impl"]
SIZES = [2, 5, 12, 40]


def loop(size, length):
    """Tokens with repeated passages."""
    return [(i * i // 3 + i) % min(size, 5) for i in range(length)]


cases = []


def add(name, numbers, settings, tokens=(), steps=1, sizes=SIZES, seeds=range(4)):
    for size in sizes:
        for seed in seeds:
            history = list(tokens(size) if callable(tokens) else tokens)
            rows = [tables.scores(1000 * size + 4 * step + seed, size) for step in range(steps)]
            extra = [size] if name in ["frequency_penalty", "presence_penalty"] else []
            cases.append((name, numbers + extra, {"type": name, **settings}, history, rows))


for value in [0.5, 1.3]:
    add("temperature", [value], {"value": value}, sizes=[12])
add("dynamic_temperature", [1.0, 0.5, 1.0], {})
add("dynamic_temperature", [0.8, 0.7, 2.0], {"value": 0.8, "range": 0.7, "exponent": 2})
for k in [1, 3, 7]:
    add("top_k", [k], {"k": k}, sizes=[5, 40])
for p in [0.5, 0.9]:
    add("top_p", [p], {"p": p})
for p in [0.05, 0.3]:
    add("min_p", [p], {"p": p})
for mass in [0.2, 0.6, 0.95]:
    add("typical", [mass], {"mass": mass})
for n in [0.5, 1, 2]:
    add("top_n_sigma", [n], {"n": n})
for threshold in [0.05, 0.1, 0.3]:
    # With a probability below 1, llama.cpp's choice depends on its random numbers.
    add("xtc", [1, threshold], {"probability": 1, "threshold": threshold})
for surprise in [0.5, 1.5, 3]:
    add("mirostat", [surprise, 0.1], {"surprise": surprise, "rate": 0.1}, steps=8, sizes=[5, 40], seeds=range(3))
for penalty, window in [(0.1, 64), (0.7, 5), (-0.4, 12)]:
    history = lambda size: loop(size, 30)
    add("frequency_penalty", [penalty, window], {"penalty": penalty, "window": window}, history, sizes=[12])
    add("presence_penalty", [penalty, window], {"penalty": penalty, "window": window}, history, sizes=[12])
for multiplier, base, allowed, window, length in [
        (0.8, 1.75, 2, 64, 30), (0.8, 1.75, 2, 64, 90), (1.5, 1.2, 1, 20, 40), (0.5, 1.0, 3, 64, 50)]:
    settings = {"multiplier": multiplier, "base": base, "allowed_length": allowed, "window": window, "over": "tokens"}
    add("dry", [multiplier, base, allowed, window], settings, lambda size: loop(size, length), sizes=[12])
    add("dry", [multiplier, base, allowed, window], settings, lambda size: [0, 1, 2, 3] * (length // 4), sizes=[12])

with tempfile.TemporaryDirectory() as scratch:
    program = f"{scratch}/samplers"
    includes = [f"-I{FOLDER}/{path}" for path in ["include", "src", "ggml/include"]]
    # Without position independence, the linker can leave the functions out that are never called.
    subprocess.run(
        ["g++", "-std=c++17", "-O1", "-w", "-no-pie", *includes, pathlib.Path(__file__).with_name("llama_cpp.cpp"),
         *(FOLDER / "src" / f"{name}.cpp" for name in SOURCES), "-o", program, "-Wl,--unresolved-symbols=ignore-all"],
        check=True)

    def listed(values):
        return " ".join([str(len(values)), *(repr(x) for x in values)])

    request = "\n".join(
        f"{name} {listed(numbers)} {listed(history)} {len(rows)} " + " ".join(map(listed, rows))
        for name, numbers, _, history, rows in cases)
    answer = subprocess.run([program], input=request, capture_output=True, text=True, check=True).stdout.splitlines()

written = []
for name, _, settings, history, rows in cases:
    steps = []
    for row in rows:
        *after, token = answer.pop(0).split()
        steps.append({"scores": tables.finite(row), "probabilities": tables.probabilities([float(x) for x in after])})
        if name == "mirostat":
            # The feedback depends on the token that llama.cpp sampled.
            steps[-1]["token"] = int(token)
    written.append({"settings": settings, "tokens": history, "steps": steps})
tables.write("llama_cpp.json", "llama.cpp in llama-cpp-python 0.3.36", written)
