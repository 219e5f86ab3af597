"""Figures of one question: how hard it was, and whether those who know more answered it better.

Input everywhere: rows = finished attempts, columns = slots, each entry the points earned there (x), beside the most
that can be earned (M). T is an attempt's total, r = T − x the rest. Definitions: the reference of item statistics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionbank.statistics.moments import correlation, covariance, deviation, mean

ENOUGH = 30  # below this many attempts discrimination and reliability are too uncertain to act on


@dataclass(frozen=True)
class ItemFigures:
    """Figures of a slot over `count` attempts, all but `count` in percent; None where there is nothing to say.

    `facility` 100·mean(x)/M (difficulty p); `deviation` 100·√var x / M; `discrimination` 100·r(x, r), corrected
    (item-rest); `efficiency` 100·cov(x, r)/covmax; `with_total` 100·r(x, T), uncorrected.
    """

    count: int
    facility: float | None
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    with_total: float | None

    @property
    def is_certain(self) -> bool:
        """Enough attempts for discrimination to mean something."""
        return self.count >= ENOUGH


def figures_of_items(rows: Sequence[Sequence[float]], maxima: Sequence[float]) -> list[ItemFigures]:
    """Figures per column; `rows` hold one number per column."""
    totals = [sum(row) for row in rows]
    return [_figures([row[column] for row in rows], totals, most) for column, most in enumerate(maxima)]


def _figures(earned: Sequence[float], totals: Sequence[float], most: float) -> ItemFigures:
    middle, spread = mean(earned), deviation(earned)
    rest = [total - one for total, one in zip(totals, earned, strict=True)]
    return ItemFigures(
        len(earned),
        None if middle is None or not most else 100 * middle / most,
        None if spread is None or not most else 100 * spread / most,
        _percent(correlation(earned, rest)),
        _efficiency(earned, rest),
        _percent(correlation(earned, totals)),
    )


def _efficiency(earned: Sequence[float], rest: Sequence[float]) -> float | None:
    """The covariance over the best one these very marks allow: both lists sorted ascending."""
    if correlation(earned, rest) is None:
        return None
    reached, best = covariance(earned, rest), covariance(sorted(earned), sorted(rest))
    return None if not best or reached is None else 100 * reached / best


def _percent(ratio: float | None) -> float | None:
    return None if ratio is None else 100 * ratio
