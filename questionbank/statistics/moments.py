"""Means, spreads and correlations of lists of numbers: the arithmetic under every figure of a test.

Figures are read by people and rounded when shown, so floats are right here; marks themselves are never floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt

_NOTHING = 1e-12  # a spread below this is none: only rounding keeps it from zero


def mean(values: Sequence[float]) -> float | None:
    """Σx / n; None without values."""
    return fsum(values) / len(values) if values else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of both middle ones; None without values.

    >>> median([3, 1, 2]), median([4, 1, 2, 3])
    (2, 2.5)
    """
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def covariance(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Σ(x − x̄)(y − ȳ) / (n − 1); None below two pairs.

    >>> covariance([1, 2, 3], [2, 4, 6])
    2.0
    """
    if len(first) != len(second):
        raise ValueError("both lists have the same length")
    if len(first) < 2:
        return None
    x_mean, y_mean = fsum(first) / len(first), fsum(second) / len(second)
    return fsum((x - x_mean) * (y - y_mean) for x, y in zip(first, second, strict=True)) / (len(first) - 1)


def variance(values: Sequence[float]) -> float | None:
    """Σ(x − x̄)² / (n − 1); None below two values."""
    return covariance(values, values)


def deviation(values: Sequence[float]) -> float | None:
    """√variance; None below two values."""
    spread = variance(values)
    return None if spread is None else sqrt(spread)


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """cov(x, y) / √(var x · var y), from −1 to 1; None where either list does not vary.

    >>> correlation([1, 2, 3], [3, 2, 1])
    -1.0
    """
    together, x_spread, y_spread = covariance(first, second), variance(first), variance(second)
    if together is None or x_spread is None or y_spread is None:
        return None
    if x_spread < _NOTHING or y_spread < _NOTHING:
        return None
    return max(-1.0, min(1.0, together / sqrt(x_spread * y_spread)))


def skewness(values: Sequence[float]) -> float | None:
    """k3 / k2^1.5 with k2 = n·m2/(n−1), k3 = n²·m3/((n−1)(n−2)); None below three values or without spread."""
    count = len(values)
    if count < 3:
        return None
    second, third, _ = _central(values)
    if second < _NOTHING:
        return None
    k2 = count * second / (count - 1)
    k3 = count**2 * third / ((count - 1) * (count - 2))
    return k3 / k2**1.5


def kurtosis(values: Sequence[float]) -> float | None:
    """k4 / k2² with k4 = n²((n+1)m4 − 3(n−1)m2²)/((n−1)(n−2)(n−3)); None below four values or without spread."""
    count = len(values)
    if count < 4:
        return None
    second, _, fourth = _central(values)
    if second < _NOTHING:
        return None
    k2 = count * second / (count - 1)
    inner = (count + 1) * fourth - 3 * (count - 1) * second**2
    return count**2 * inner / ((count - 1) * (count - 2) * (count - 3)) / k2**2


def _central(values: Sequence[float]) -> tuple[float, float, float]:
    """m2, m3, m4: central moments divided by n."""
    count, middle = len(values), fsum(values) / len(values)
    away = [value - middle for value in values]
    return (
        fsum(one**2 for one in away) / count,
        fsum(one**3 for one in away) / count,
        fsum(one**4 for one in away) / count,
    )
