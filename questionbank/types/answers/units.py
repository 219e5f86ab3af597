"""Units after numbers: parsed off first, spellings unified, case kept where it changes the meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from config.spelling import caseless, comparable, wide

LENGTH = 30

_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_PREFIXES = frozenset("mpyz")  # milli and mega, pico and peta, …: these letters differ by case
_FOREIGN = re.compile(
    r"(?P<number>[-+−–]?\s*[0-9][0-9.,\s]*(?:(?:[.·⋅×x*]\s*10\s*\^\s*|[eE])\(?[-+−–]?[0-9]+\)?)?(?:\s*/\s*[0-9]+)?)"
    r"\s*(?P<unit>[^\W\d_°%].{0,30}|[°%µΩ].{0,30})",
    re.DOTALL,
)


class UnitMode(StrEnum):
    """What the question asks for: the stem states the unit, the pupil may write it, the pupil must write it."""

    FORBIDDEN = "forbidden"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Conversion:
    """Another unit that is right too; a number in it times `factor` is the number in the key's unit."""

    spellings: tuple[str, ...]
    factor: Decimal


@dataclass(frozen=True)
class Unit:
    """The unit of a key. `fraction` is what a right number earns without the right unit, where one is required."""

    mode: UnitMode = UnitMode.FORBIDDEN
    spellings: tuple[str, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    fraction: Decimal = Decimal("0.5")


@dataclass(frozen=True)
class Measured:
    """A pupil's string taken apart: the number's text, the factor of a known unit, whether any unit stands there."""

    number: str
    factor: Fraction | None = None
    has_unit: bool = False


def take_apart(text: str, unit: Unit) -> Measured:
    """The number and its unit; an unknown unit is taken off too, with no factor.

    >>> take_apart("5 cm2", Unit(UnitMode.REQUIRED, ("cm²",))).factor
    Fraction(1, 1)
    """
    text = comparable(text).strip()
    known = _known(unit)
    for start in range(max(0, len(text) - LENGTH), len(text)):  # the longest ending that is a unit
        before = text[:start].rstrip()
        if not before or not (before[-1].isnumeric() or before[-1] == ")"):
            continue
        factor = _factor(text[start:], known)
        if factor is not None:
            return Measured(text[:start].strip(), factor, has_unit=True)
    if foreign := _FOREIGN.fullmatch(text[:100]):
        return Measured(foreign["number"].strip(), has_unit=True)
    return Measured(text)


def unify(spelling: str) -> str:
    """One spelling per unit: m² = m2 = m^2, °C = oC = ºC, no spaces.

    >>> unify("m²") == unify("m^2") == unify("m2"), unify("°C") == unify("oC")
    (True, True)
    """
    flat = _SUPERSCRIPT.sub(lambda match: wide(match[0]), comparable(spelling))
    flat = re.sub(r"[°º˚]", "o", flat)
    flat = wide(flat).replace("−", "-").replace("·", ".").replace("⋅", ".")
    return re.sub(r"[\s^]", "", flat)


def _known(unit: Unit) -> dict[str, Fraction]:
    known = {unify(spelling): Fraction(1) for spelling in unit.spellings}
    for conversion in unit.conversions:
        known.update({unify(spelling): Fraction(conversion.factor) for spelling in conversion.spellings})
    return known


def _factor(ending: str, known: dict[str, Fraction]) -> Fraction | None:
    written = unify(ending)
    if written in known:
        return known[written]
    alike = [spelling for spelling in known if caseless(spelling) == caseless(written)]
    if len(alike) == 1 and _may_fold(written, alike[0]):
        return known[alike[0]]
    return None


def _may_fold(written: str, wanted: str) -> bool:
    """Whether another case can only be the same unit: words always, signs unless one letter or a prefix differs."""
    is_word = len(wanted) > 4 or not wanted.isascii()
    one_letter = sum(char.isalpha() for char in wanted) < 2
    differs = written[0] != wanted[0]
    return is_word or not (one_letter or (differs and caseless(wanted[0]) in _PREFIXES))
