"""From a set of events to answers: pure, so order, repetition and replay cannot matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

JSON = Any
Answers = dict[str, list[JSON]]  # {slot public id: [epoch, seq, value]}


class Given(NamedTuple):
    """An event that counts: which slot, the epoch and seq that rank it, the canonical value (None clears)."""

    item: str
    epoch: int
    seq: int
    value: JSON


def project(events: Iterable[Given]) -> Answers:
    """For each slot the event with the highest (epoch, seq).

    >>> project([Given("a", 1, 2, "o1"), Given("a", 1, 1, "o4"), Given("b", 1, 3, None)])
    {'a': [1, 2, 'o1'], 'b': [1, 3, None]}
    """
    best: dict[str, Given] = {}
    for event in events:
        known = best.get(event.item)
        if known is None or (event.epoch, event.seq) > (known.epoch, known.seq):
            best[event.item] = event
    return {item: [event.epoch, event.seq, event.value] for item, event in best.items()}


def contiguous(seqs: Iterable[int]) -> int:
    """The highest seq below which nothing is missing; seqs count from 1.

    >>> contiguous([1, 2, 4]), contiguous([2, 3])
    (2, 0)
    """
    held, upto = set(seqs), 0
    while upto + 1 in held:
        upto += 1
    return upto
