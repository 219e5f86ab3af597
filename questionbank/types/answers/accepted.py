"""One accepted answer of a key: read from JSON, matched against what a pupil wrote. Short answers and blanks share it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from questionbank.types.answers.numbers import FORMS, Reading, read_number, write_number
from questionbank.types.answers.words import TOLERANCES, Comparison, fold
from questionbank.types.base import JSON
from questionbank.types.marks import round_half_up
from questionbank.types.reading import Reader, join, plain_decimal, read_decimal

KINDS = ("number", "text", "any")
USUAL = Comparison()
COMPARES = ("exact", "absolute", "relative", "rounded", "digits")
PAPER_CELLS = 4

_FIELDS = "kind value decimal fraction compare tolerance places forms words ignore_accents".split()


@dataclass(frozen=True)
class Accepted:
    """An accepted answer. `value` is as its author wrote it, `decimal` the plain number where there is one.

    kind "any" accepts whatever was written (an import may give it part of the mark).
    """

    kind: str
    value: str
    fraction: Decimal = Decimal(1)
    decimal: str = ""
    compare: str = "exact"
    tolerance: Decimal = Decimal(0)
    places: int = 0
    forms: tuple[str, ...] = ()
    words: Comparison = USUAL

    def to_json(self) -> dict[str, JSON]:
        """Only what differs from the defaults."""
        data: dict[str, JSON] = {
            "kind": self.kind,
            "value": self.value,
            "fraction": plain_decimal(self.fraction),
        }
        if self.kind == "number":
            data |= {"decimal": self.decimal} if self.decimal else {}
            data |= {"compare": self.compare} if self.compare != "exact" else {}
            data |= {"tolerance": plain_decimal(self.tolerance)} if self.tolerance else {}
            data |= {"places": self.places} if self.places else {}
            data |= {"forms": list(self.forms)} if self.forms else {}
        if self.kind == "text":
            data |= {"words": self.words.tolerance, "ignore_accents": self.words.ignore_accents}
        return data

    @property
    def reading(self) -> Reading:
        """The key's own number."""
        if self.decimal:
            _whole, _point, decimals = self.decimal.partition(".")
            return Reading(Fraction(self.decimal), len(decimals))
        return read_number(self.value, self.forms)[0]

    def matches_number(self, readings: tuple[Reading, ...], factor: Fraction = Fraction(1)) -> bool:
        """Whether any reading, in the key's unit, is right."""
        return any(self._is_right(one, factor) for one in readings)

    def matches_words(self, text: str) -> bool:
        """Whether the text says the same."""
        return fold(text, self.words) == fold(self.value, self.words)

    def paper_writing(self) -> str | None:
        """The shortest right answer that fits the cells of an answer sheet, or None."""
        key = self.reading
        fixed = key.decimals if self.compare == "digits" else None
        choices = [fixed] if fixed else [*range(PAPER_CELLS), None]
        for places in choices:
            value = key.value if places is None else round_half_up(key.value, places)
            written = write_number(value, fixed)
            if (
                written
                and len(written) <= PAPER_CELLS
                and self._is_right(Reading(value, fixed or 0), Fraction(1))
            ):
                return written
        return None

    def _is_right(self, given: Reading, factor: Fraction) -> bool:
        key, value = self.reading, given.value * factor
        distance = abs(value - key.value)
        if self.compare == "absolute":
            return distance <= Fraction(self.tolerance)
        if self.compare == "relative":
            return distance <= abs(key.value) * Fraction(self.tolerance) / 100
        if self.compare == "rounded":
            return round_half_up(value, self.places) == round_half_up(key.value, self.places)
        if self.compare == "digits":
            return distance == 0 and factor == 1 and given.decimals == key.decimals
        return distance == 0


def read_accepted(reader: Reader, data: JSON, *, kind: str, place: str, path: str) -> Accepted:
    """One accepted answer; a plain text or number stands for {"value": …}. Problems go to the reader."""
    if isinstance(data, str | int | float | Decimal):
        data = {"value": data}
    data = _with_text(reader.mapping(data, allowed=_FIELDS, place=place, path=path))
    kind = reader.choice(data, "kind", KINDS, place=place, path=path, default=kind)
    value = reader.text(data, "value", place=place, path=path, required=kind != "any")
    fraction = reader.decimal(
        data.get("fraction", 1), place=place, path=join(path, "fraction"), default=Decimal(1)
    )
    if kind == "number":
        return _read_number(reader, data, value, fraction, place, path)
    if kind == "any":
        return Accepted("any", value, fraction)
    words = Comparison(
        reader.choice(data, "words", TOLERANCES, place=place, path=path, default=TOLERANCES[0]),
        reader.flag(data, "ignore_accents", place=place, path=path),
    )
    if value and not fold(value, words):
        reader.problem(place, _("it holds nothing but punctuation."), join(path, "value"))
    return Accepted("text", value, fraction, words=words)


def _with_text(data: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """A JSON number is no ambiguous string: 1.234 is written 1,234."""
    number = None if isinstance(data.get("value"), str) else read_decimal(data.get("value"))
    return data if number is None else {**data, "value": plain_decimal(number).replace(".", ",")}


def _read_number(
    reader: Reader, data: Mapping[str, JSON], value: str, fraction: Decimal, place: str, path: str
) -> Accepted:
    forms = _read_forms(reader, data, place, path)
    compare = reader.choice(data, "compare", COMPARES, place=place, path=path, default="exact")
    high = Decimal(100) if compare == "relative" else Decimal(10) ** 12
    tolerance = reader.decimal(data.get("tolerance", 0), place=place, path=join(path, "tolerance"), high=high)
    places = reader.decimal(data.get("places", 0), place=place, path=join(path, "places"), high=Decimal(10))
    if places != int(places):
        reader.problem(place, _("a whole number is expected here."), join(path, "places"))
    decimal = _read_decimal(reader, data, value, forms, place, path)
    return Accepted("number", value, fraction, decimal, compare, tolerance, int(places), forms)


def _read_decimal(
    reader: Reader, data: Mapping[str, JSON], value: str, forms: tuple[str, ...], place: str, path: str
) -> str:
    """The plain number: chosen by the author among the readings, or the only one there is."""
    readings = read_number(value, forms)
    if not readings and value:
        reader.problem(
            place, _("“%(value)s” cannot be read as a number.") % {"value": value[:40]}, join(path, "value")
        )
    chosen = data.get("decimal")
    if chosen is not None:
        match = [one for one in readings if isinstance(chosen, str) and _as_decimal(one) == chosen]
        if readings and not match:
            reader.problem(
                place,
                _("the number does not fit “%(value)s”.") % {"value": value[:40]},
                join(path, "decimal"),
            )
        return str(chosen) if match else ""
    if len(readings) > 1:
        first, second = (write_number(one.value) for one in readings[:2])
        sentence = _("“%(value)s” can be read as %(first)s or as %(second)s. Write the one you mean.")
        reader.problem(
            place, sentence % {"value": value[:40], "first": first, "second": second}, join(path, "value")
        )
        return ""
    return _as_decimal(readings[0]) if readings else ""


def _as_decimal(reading: Reading) -> str:
    written = write_number(reading.value, reading.decimals)
    return (written or "").replace(",", ".")


def _read_forms(reader: Reader, data: Mapping[str, JSON], place: str, path: str) -> tuple[str, ...]:
    forms = reader.items(data, "forms", place=place, path=path, most=len(FORMS))
    if any(not isinstance(form, str) or form not in FORMS for form in forms):
        reader.problem(
            place, _("choose among %(options)s.") % {"options": ", ".join(FORMS)}, join(path, "forms")
        )
        return ()
    return tuple(form for form in FORMS if form in forms)
