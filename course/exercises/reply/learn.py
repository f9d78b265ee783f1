"""Learns the weights of the second reading: `python -m course.exercises.reply.learn FOLDER`.

Steps: read the labelled replies of the tuning part, take the features of those about a rule's matter, fit a
logistic regression by gradient descent, keep what weighs anything, write `weights.json` beside the rules.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from course.exercises.reply.evaluate import Labelled, read
from course.exercises.reply.normalise import normalise
from course.exercises.reply.rules import Rule, load
from course.exercises.reply.scopes import Scopes
from course.exercises.reply.weighing import Weights, features, windows

_LEAST_REPLIES = 2  # in which a piece occurs
_STEPS, _STEP, _DECAY = 300, 6.0, 1e-4
_LEAST_WEIGHT, _DIGITS = 0.02, 3


def learned(rule: Rule, replies: Sequence[Labelled]) -> Weights:
    """Return the weights that tell the replies labelled with rule from the others about the same matter.

    Raises:
        ValueError: the rule has no second reading, or no reply is about its matter.
    """
    if rule.weighed is None:
        raise ValueError(f"{rule.id}: no second reading")
    examples = [
        (features_of, rule.id in reply.labels) for reply in replies if (features_of := _of(rule, reply))
    ]
    if not examples:
        raise ValueError(f"{rule.id}: no reply is about it")
    counts = Counter(piece for found, _ in examples for piece in found)
    pieces = sorted(piece for piece, count in counts.items() if count >= _LEAST_REPLIES)
    column = {piece: index for index, piece in enumerate(pieces)}
    table = np.zeros((len(examples), len(pieces)))
    for row, (found, _) in enumerate(examples):
        for piece, size in found.items():
            if piece in column:
                table[row, column[piece]] = size
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    wanted = np.array([float(broken) for _, broken in examples])
    weights, bias = np.zeros(len(pieces)), 0.0
    for _ in range(_STEPS):
        error = (1 / (1 + np.exp(-(table @ weights + bias))) - wanted) / len(wanted)
        weights -= _STEP * (table.T @ error + _DECAY * weights)
        bias -= float(error.sum())
    kept = {
        piece: round(float(weight), _DIGITS)
        for piece, weight in zip(pieces, weights, strict=True)
        if abs(weight) >= _LEAST_WEIGHT
    }
    return Weights(round(bias, _DIGITS), kept)


def _of(rule: Rule, reply: Labelled) -> Mapping[str, float]:
    assert rule.weighed is not None
    scopes, words = Scopes(normalise(reply.text).text), load().words
    if not windows(scopes, words[rule.weighed.topic]):
        return {}
    lists = {name: words[name] for name in rule.weighed.lists}
    return features(scopes, 0, len(scopes.text), lists, words[rule.weighed.support])


def main(arguments: Sequence[str]) -> int:
    """Write the weights learned from the folder given; 0 when done, 2 when it cannot be read."""
    if len(arguments) != 1:
        print("usage: python -m course.exercises.reply.learn FOLDER")
        return 2
    try:
        replies = read(Path(arguments[0]), "tune")
    except (OSError, ValueError) as error:
        print(f"{arguments[0]}: {error}")
        return 2
    stored = {}
    for rule in load().rules:
        if rule.weighed:
            weights = learned(rule, replies)
            stored[rule.id] = {"bias": weights.bias, "pieces": weights.pieces}
    target = Path(__file__).with_name("weights.json")
    target.write_text(
        json.dumps(stored, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
