"""Figures of a whole test, and how its scores are spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from questionbank.statistics.items import ENOUGH
from questionbank.statistics.moments import deviation, kurtosis, mean, median, skewness, variance


@dataclass(frozen=True)
class TestFigures:
    """Figures of the totals T of `count` attempts: in points, but `consistency` and `error_ratio` in percent.

    `consistency` (CIC, Cronbach's alpha × 100) = 100·p/(p−1)·(1 − Σ var x / var T), may be negative;
    `error_ratio` = 100·√(1 − CIC/100); `standard_error` = error_ratio·SD/100. None where undefined.
    """

    __test__ = False  # not a test case, whatever its name

    count: int
    mean: float | None
    median: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None
    error_ratio: float | None
    standard_error: float | None

    @property
    def alpha(self) -> float | None:
        """Cronbach's alpha as books write it: at most 1."""
        return None if self.consistency is None else self.consistency / 100

    @property
    def is_certain(self) -> bool:
        """Enough attempts for `consistency` to mean something."""
        return self.count >= ENOUGH


@dataclass(frozen=True)
class Band:
    """A band of scores from `low` (included) to `high` (not included, but in the last band), and who is in it."""

    low: Decimal
    high: Decimal
    count: int
    percent: int  # of the fullest band: the length of a bar


def figures_of_test(rows: Sequence[Sequence[float]]) -> TestFigures:
    """Figures of rows (attempts) of points per slot."""
    totals = [sum(row) for row in rows]
    spread, consistency = deviation(totals), _consistency(rows, totals)
    ratio = None if consistency is None else 100 * sqrt(max(0.0, 1 - consistency / 100))
    return TestFigures(
        len(rows),
        mean(totals),
        median(totals),
        spread,
        skewness(totals),
        kurtosis(totals),
        consistency,
        ratio,
        None if ratio is None or spread is None else ratio * spread / 100,
    )


def distribution(scores: Sequence[Decimal], *, most: Decimal, bands: int = 10) -> list[Band]:
    """Scores from 0 to `most` counted in `bands` equal bands; a full score belongs to the last one.

    >>> [band.count for band in distribution([Decimal(10), Decimal("4.9"), Decimal(5)], most=Decimal(10), bands=2)]
    [1, 2]
    """
    if most <= 0 or bands < 1:
        raise ValueError("a scale and a number of bands greater than zero are needed")
    counts = [0] * bands
    for score in scores:
        counts[min(bands - 1, max(0, int(score * bands / most)))] += 1
    fullest = max([*counts, 1])
    edges = [most * rank / bands for rank in range(bands + 1)]
    return [
        Band(edges[rank], edges[rank + 1], count, round(100 * count / fullest))
        for rank, count in enumerate(counts)
    ]


def _consistency(rows: Sequence[Sequence[float]], totals: Sequence[float]) -> float | None:
    whole = variance(totals)
    slots = len(rows[0]) if rows else 0
    if len(rows) < 3 or slots < 2 or not whole:
        return None
    single = sum(variance([row[column] for row in rows]) or 0.0 for column in range(slots))
    return 100 * slots / (slots - 1) * (1 - single / whole)
