"""What pupils answered: which wrong answer draws most, what was left out, what was never reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Silence(StrEnum):
    """Why there is no answer: a later question was answered, or none was."""

    OMITTED = "omitted"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Draw:
    """An answer that drew `count` of `total` attempts."""

    answer: str
    count: int
    total: int

    @property
    def percent(self) -> int:
        """Share of all attempts, rounded."""
        return round(100 * self.count / self.total) if self.total else 0


def silences(answered: Sequence[bool]) -> list[Silence | None]:
    """For the questions of one attempt in the order they were asked: None where there is an answer.

    >>> [one and one.value for one in silences([True, False, True, False])]
    [None, 'omitted', None, 'not_reached']
    """
    last = max((rank for rank, one in enumerate(answered) if one), default=-1)
    return [
        None if one else Silence.OMITTED if rank < last else Silence.NOT_REACHED
        for rank, one in enumerate(answered)
    ]


def draws(answers: Iterable[str], *, total: int) -> list[Draw]:
    """Every answer given, the most drawing first; equal ones by their name."""
    counted = Counter(answers)
    return [Draw(one, counted[one], total) for one in sorted(counted, key=lambda one: (-counted[one], one))]


def most_chosen_wrong(answers: Iterable[str], *, right: Collection[str], total: int) -> Draw | None:
    """The wrong answer that drew most attempts; None when nobody chose a wrong one.

    >>> most_chosen_wrong(["a", "b", "c", "c"], right={"a"}, total=5)
    Draw(answer='c', count=2, total=5)
    """
    return next(iter(draws((one for one in answers if one not in right), total=total)), None)


def rivals_of_key(choices: Sequence[tuple[str, float]], *, right: str) -> list[str]:
    """Wrong options whose choosers did better in the rest of the test than those of the key: a key in doubt.

    `choices` are (option, rest of the total). Options with fewer than three choosers, or fewer than half of the key's,
    say nothing.

    >>> rivals_of_key([("a", 1), ("a", 2), ("a", 1), ("b", 5), ("b", 6), ("b", 7)], right="a")
    ['b']
    """
    rests: dict[str, list[float]] = {}
    for option, rest in choices:
        rests.setdefault(option, []).append(rest)
    enough = max(3, len(rests.get(right, [])) / 2)
    means = {option: sum(values) / len(values) for option, values in rests.items() if len(values) >= enough}
    mine = means.get(right)
    if mine is None:
        return []
    return sorted(option for option, rest in means.items() if option != right and rest > mine)
