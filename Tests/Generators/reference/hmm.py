#!/usr/bin/env python3
"""Writes hmm.json: results of hmmlearn 0.3 for small hidden Markov models.

A second-order model is given to hmmlearn as a first-order one over pairs of states, where transitions between pairs
that do not overlap are 0. Where the pairs share emissions, one iteration of expectation maximisation is computed from
hmmlearn's posteriors by the definition.

    pip install hmmlearn && python3 hmm.py > hmm.json
"""

import json

import numpy as np
from hmmlearn.hmm import CategoricalHMM


def rows(random, count, size):
    values = random.random((count, size)) + 0.05
    return values / values.sum(axis=1, keepdims=True)


def model(initial, transitions, emissions):
    """transitions: [W, N] for W nodes; N < W makes it a model of second order."""
    width, states = transitions.shape
    square = np.zeros((width, width))
    for node in range(width):
        first = 0 if width == states else node % states * states
        square[node, first : first + states] = transitions[node]
    made = CategoricalHMM(n_components=width, n_features=emissions.shape[1], init_params="", params="ste", tol=-1e9)
    made.startprob_, made.transmat_, made.emissionprob_ = initial, square, emissions
    return made


def compact(square, states):
    width = len(square)
    if width == states:
        return square
    return np.array([square[n, n % states * states : n % states * states + states] for n in range(width)])


def case(name, seed, states, order, shared, size, lengths):
    random = np.random.default_rng(seed)
    width = states if order == 1 else states * states
    initial = rows(random, 1, width)[0]
    transitions = rows(random, width, states)
    emissions = rows(random, states if shared else width, size)
    expanded = emissions if len(emissions) == width else np.array([emissions[n % states] for n in range(width)])
    sequences = [random.integers(0, size, length).tolist() for length in lengths]
    whole = np.concatenate(sequences).reshape(-1, 1)
    made = model(initial, transitions, expanded)
    trials = []
    for sequence in sequences:
        column = np.array(sequence).reshape(-1, 1)
        log, path = made.decode(column)
        trials.append(
            {
                "tokens": sequence,
                "logLikelihood": made.score(column),
                "viterbi": path.tolist(),
                "viterbiLog": log,
                "posteriors": made.predict_proba(column).round(10).tolist(),
            }
        )
    result = {
        "name": name,
        "states": states,
        "order": order,
        "isShared": shared,
        "vocabularySize": size,
        "initial": initial.tolist(),
        "transitions": transitions.tolist(),
        "emissions": emissions.tolist(),
        "trials": trials,
    }
    iterations = 1 if shared and order == 2 else 5
    trained = model(initial, transitions, expanded)
    trained.n_iter = iterations
    trained.fit(whole, lengths)
    learned = trained.emissionprob_
    if shared and order == 2:
        posteriors = made.predict_proba(whole, lengths)
        learned = np.zeros((states, size))
        for (token,), gamma in zip(whole, posteriors):
            for node, value in enumerate(gamma):
                learned[node % states, token] += value
        learned /= learned.sum(axis=1, keepdims=True)
    result["iterations"] = iterations
    result["learned"] = {
        "initial": trained.startprob_.round(10).tolist(),
        "transitions": compact(trained.transmat_, states).round(10).tolist(),
        "emissions": learned.round(10).tolist(),
    }
    return result


cases = [
    case("first order", 1, 3, 1, True, 4, [6, 9, 1, 30]),
    case("second order, free emissions", 2, 3, 2, False, 4, [7, 12, 2, 40]),
    case("second order, shared emissions", 3, 3, 2, True, 5, [7, 12, 2, 40]),
]
print(json.dumps(cases, indent=None, separators=(",", ":")))
