"""Which accepted answer a pupil's text matches, and what a teacher should look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from questionbank.types.answers.accepted import Accepted
from questionbank.types.answers.numbers import read_number
from questionbank.types.answers.units import Unit, UnitMode, take_apart
from questionbank.types.answers.words import Comparison, fold, is_near

AS_WRITTEN = Comparison("plain")  # letters are counted as a reader sees them


@dataclass(frozen=True)
class Match:
    """The fraction earned, results for number and unit apart, flags for the teacher."""

    fraction: Fraction = Fraction(0)
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


def best_match(text: str, accepted: Sequence[Accepted], unit: Unit) -> Match:
    """The first of the highest; flags of all tries: ambiguous_number, near_miss, extra_text."""
    tries = [_match(text, one, unit) for one in accepted]
    flags = tuple(dict.fromkeys(flag for one in tries for flag in one.flags))
    best = max(tries, key=lambda one: one.fraction, default=Match())
    if best.fraction > 0:
        flags = tuple(flag for flag in flags if flag == "ambiguous_number")
    return Match(best.fraction, best.parts, flags)


def _match(text: str, one: Accepted, unit: Unit) -> Match:
    if one.kind == "any":
        return Match(Fraction(one.fraction))
    if one.kind == "number":
        return _match_number(text, one, unit)
    if one.matches_words(text):
        return Match(Fraction(one.fraction))
    return Match(flags=("near_miss",) if is_near(fold(text, AS_WRITTEN), fold(one.value, AS_WRITTEN)) else ())


def _match_number(text: str, one: Accepted, unit: Unit) -> Match:
    if unit.mode is UnitMode.FORBIDDEN:
        readings = read_number(text, one.forms)
        flags = _ambiguity(len(readings)) if readings else _extra_text(text, one, unit)
        return Match(Fraction(one.fraction) if one.matches_number(readings) else Fraction(0), flags=flags)
    measured = take_apart(text, unit)
    readings = read_number(measured.number, one.forms)
    flags = _ambiguity(len(readings))
    is_known = measured.factor is not None
    right = one.matches_number(readings, measured.factor if measured.factor is not None else Fraction(1))
    parts = {"number": Decimal(int(right)), "unit": Decimal(int(is_known))}
    if not right or (unit.mode is UnitMode.OPTIONAL and measured.has_unit and not is_known):
        return Match(parts=parts, flags=flags)
    is_whole = is_known or unit.mode is UnitMode.OPTIONAL
    return Match(Fraction(one.fraction) * (1 if is_whole else Fraction(unit.fraction)), parts, flags)


def _ambiguity(readings: int) -> tuple[str, ...]:
    return ("ambiguous_number",) if readings > 1 else ()


def _extra_text(text: str, one: Accepted, unit: Unit) -> tuple[str, ...]:
    """The right number with words behind it, where only the number was asked."""
    measured = take_apart(text, unit)
    return ("extra_text",) if one.matches_number(read_number(measured.number, one.forms)) else ()
