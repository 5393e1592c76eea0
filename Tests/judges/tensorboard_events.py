#!/usr/bin/env python3
"""Tests/judges/tensorboard_events.py FOLDER: TensorBoard's own reader has to find the measurements of FOLDER/metrics.jsonl in
the event file that `muse run --tensorboard` wrote beside it, and no others.

Needs the package tensorboard (pip install tensorboard)."""

import json
import pathlib
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

folder = pathlib.Path(sys.argv[1])
expected = {}


def expect(tag, step, value):
    expected.setdefault(tag, []).append((step, value))


for line in (folder / "metrics.jsonl").read_text().splitlines():
    point = json.loads(line)
    if "loss" in point:
        expect("loss/training", point["step"], point["loss"])
        if "held_out_loss" in point:
            expect("loss/held_out", point["step"], point["held_out_loss"])
    elif "fine_tuning_step" in point:
        step = point["fine_tuning_step"]
        for name in ("reward", "kl", "entropy", "distinct", "diversity", "distance"):
            if name in point:
                expect(f"fine_tuning/{name}", step, point[name])
        for name, value in point["rewards"].items():
            expect(f"rewards/{name}", step, value)

# 0 keeps all events instead of a sample.
read = EventAccumulator(str(folder), size_guidance={"scalars": 0})
read.Reload()
found = {tag: [(event.step, event.value) for event in read.Scalars(tag)] for tag in read.Tags()["scalars"]}
if not expected:
    sys.exit(f"{folder}: metrics.jsonl has no measurements of training")
if found.keys() != expected.keys():
    sys.exit(f"tags {sorted(found)} instead of {sorted(expected)}")
for tag, points in expected.items():
    steps = [step for step, _ in points]
    if [step for step, _ in found[tag]] != steps:
        sys.exit(f"{tag}: steps {[step for step, _ in found[tag]]} instead of {steps}")
    for (step, value), (_, read_value) in zip(points, found[tag]):
        # Values are stored in single precision.
        if abs(read_value - value) > 1e-6 * max(1, abs(value)):
            sys.exit(f"{tag}: {read_value} instead of {value} at step {step}")
print(f"{folder}: TensorBoard reads {sum(map(len, found.values()))} values of {len(found)} tags")
