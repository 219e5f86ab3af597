"""Exact marks: fractions to seven places, ratios inside, one rounding at the end. Never a float."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

PLACES = 7
_SCALE = 10**PLACES
_SIMPLE = 2_000  # ratios with a denominator up to this are told apart by seven places


def exact(value: Fraction | Decimal | int) -> Decimal:
    """A ratio as Decimal with seven places, rounded half up (away from zero).

    >>> exact(Fraction(1, 3))
    Decimal('0.3333333')
    """
    return Decimal(_nearest(Fraction(value) * _SCALE)).scaleb(-PLACES)


@lru_cache(maxsize=4096)  # marks take few values, and each is looked at once per pupil and question
def as_ratio(fraction: Decimal) -> Fraction:
    """The ratio that `exact` wrote down: 0.3333333 is a third again, so that a sum of thirds is whole.

    >>> as_ratio(Decimal("0.3333333"))
    Fraction(1, 3)
    """
    written = Fraction(fraction)
    simple = written.limit_denominator(_SIMPLE)
    return simple if exact(simple) == fraction else written


def points_for(fraction: Decimal, points: Decimal) -> Decimal:
    """Points earned in one slot, to seven places, not rounded to the template's step.

    >>> points_for(Decimal("0.3333333"), Decimal("0.75"))
    Decimal('0.2500000')
    """
    return exact(as_ratio(fraction) * Fraction(points))


def total_points(points: Iterable[tuple[Decimal, Decimal]], *, step: Decimal) -> Decimal:
    """Σ points × fraction, summed exactly and rounded once, half up, to `step` (0.1 in lower secondary school).

    >>> total_points([(Decimal("8.25"), Decimal(1))], step=Decimal("0.1"))
    Decimal('8.3')
    """
    if step <= 0:
        raise ValueError("a step is greater than zero")
    total = sum((Fraction(worth) * as_ratio(fraction) for worth, fraction in points), Fraction(0))
    return _nearest(total / Fraction(step)) * step


def round_half_up(value: Fraction, places: int) -> Fraction:
    """A ratio rounded to decimal places as schools do: 2,675 to two places is 2,68.

    >>> round_half_up(Fraction("2.675"), 2)
    Fraction(67, 25)
    """
    scale = 10**places
    return Fraction(_nearest(value * scale), scale)


def _nearest(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole
