"""Numbers as pupils write them in Vietnam: comma decimals, dots for thousands, and what may be read two ways."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from config.spelling import comparable, wide

LENGTH = 60
DIGITS = 40
EXPONENT = 100

FORMS = ("fraction", "percent", "scientific")

_MINUS = str.maketrans(dict.fromkeys("−–‐‑‒", "-"))
_SPACE_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_PLAIN = re.compile(r"(-?)([0-9.,]+)")
_MIXED = re.compile(r"(-?)(?:([0-9]{1,40})\s+)?([0-9]{1,40})\s*/\s*([0-9]{1,40})")
_POWER = re.compile(
    r"(?:(?P<mantissa>-?[0-9][0-9.,]*?)\s*(?:[.·⋅×x*]\s*10\s*\^\s*|e)|(?P<bare>-?)10\^)\(?(?P<power>[-+]?[0-9]{1,4})\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """One way to read a string: its exact value and the decimals as written (0 for whole numbers)."""

    value: Fraction
    decimals: int = 0


def read_number(text: str, forms: Collection[str] = ()) -> tuple[Reading, ...]:
    """Every way to read the text as a number; none when it is no number, two when it is ambiguous.

    >>> [str(reading.value) for reading in read_number("1.234")]
    ['617/500', '1234']
    >>> [str(reading.value) for reading in read_number("−2,70")]
    ['-27/10']
    """
    text = comparable(text[: 10 * LENGTH])
    if len(text) > LENGTH:
        return ()
    written = normalise_number(text)
    if "fraction" in forms and (ratio := _read_ratio(written)):
        return ratio
    written = _SPACE_BETWEEN_DIGITS.sub("", written)
    if "percent" in forms and written.endswith("%"):
        return tuple(Reading(one.value / 100, one.decimals) for one in _read_plain(written[:-1].rstrip()))
    if "scientific" in forms and (scientific := _read_power(written)):
        return scientific
    return _read_plain(written)


def normalise_number(text: str) -> str:
    """Compatibility forms, minus signs, a leading plus; `10²` becomes `10^2`, `½` becomes ` 1/2`.

    >>> normalise_number("+ 1½")
    '1 1/2'
    """
    raised = _SUPERSCRIPT.sub(lambda match: "^" + wide(match[0]), text)
    spread = "".join(f" {char}" if "\u2044" in wide(char) else char for char in raised)
    written = wide(spread).replace("\u2044", "/").translate(_MINUS).strip()
    if written[:1] in ("+", "-"):
        sign = "-" if written[0] == "-" else ""
        written = sign + written[1:].lstrip()
    return written


def write_number(value: Fraction, decimals: int | None = None) -> str | None:
    """The number in Vietnamese writing without thousands dots; None when its decimals never end.

    >>> write_number(Fraction(-25, 2)), write_number(Fraction(1, 3)), write_number(Fraction(3), 2)
    ('-12,5', None, '3,00')
    """
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        if places > DIGITS:
            return None
    places = max(places, decimals or 0)
    whole = abs(int(value * 10**places))
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]},{digits[-places:]}" if places else digits)


def _read_plain(written: str) -> tuple[Reading, ...]:
    match = _PLAIN.fullmatch(written)
    if match is None:
        return ()
    sign, body = match.groups()
    if sum(char.isdigit() for char in body) > DIGITS:
        return ()
    readings = [_decimal(*parts) for parts in _split(body)]
    return tuple(Reading(-one.value, one.decimals) for one in readings) if sign else tuple(readings)


def _split(body: str) -> list[tuple[str, str]]:
    """(whole digits, decimal digits) of each way to read digits, dots and commas."""
    if re.fullmatch(r"[0-9]+", body):
        return [(body, "")]
    if match := re.fullmatch(r"([0-9]*),([0-9]+)", body):
        return [(match[1], match[2])]
    if match := re.fullmatch(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+),([0-9]+)", body):
        return [(match[1].replace(".", ""), match[2])]
    if match := re.fullmatch(r"([1-9][0-9]{0,2}(?:\.[0-9]{3}){2,})", body):
        return [(match[1].replace(".", ""), "")]
    if match := re.fullmatch(r"([0-9]*)\.([0-9]+)", body):
        whole, decimals = match.groups()
        ambiguous = len(decimals) == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", whole)
        return [(whole, decimals), (whole + decimals, "")] if ambiguous else [(whole, decimals)]
    return []


def _decimal(whole: str, decimals: str) -> Reading:
    return Reading(Fraction(int(whole + decimals or "0"), 10 ** len(decimals)), len(decimals))


def _read_ratio(written: str) -> tuple[Reading, ...]:
    match = _MIXED.fullmatch(written)
    if match is None:
        return ()
    sign, whole, top, bottom = match.groups()
    if int(bottom) == 0 or (whole and int(top) >= int(bottom)):
        return ()
    value = int(whole or 0) + Fraction(int(top), int(bottom))
    return (Reading(-value if sign else value),)


def _read_power(written: str) -> tuple[Reading, ...]:
    match = _POWER.fullmatch(written)
    if match is None or abs(int(match["power"])) > EXPONENT:
        return ()
    scale = Fraction(10) ** int(match["power"])
    mantissa = match["mantissa"] or f"{match['bare']}1"
    return tuple(Reading(one.value * scale, one.decimals) for one in _read_plain(mantissa))
