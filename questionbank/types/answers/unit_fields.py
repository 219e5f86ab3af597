"""The unit of a key as JSON: read with every problem named, written back the same."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from config.spelling import tidy_line
from questionbank.types.answers.units import LENGTH, Conversion, Unit, UnitMode, unify
from questionbank.types.base import JSON
from questionbank.types.reading import Reader, is_clean, join, plain_decimal

MOST = 10
_LARGEST = Decimal(10) ** 12


def read_unit(reader: Reader, data: JSON, *, place: str, path: str) -> Unit:
    """{mode, spellings, conversions: [{spellings, factor}], unit_fraction}; nothing means that the stem states the unit."""
    if data is None:
        return Unit()
    data = reader.mapping(
        data, allowed=("mode", "spellings", "conversions", "unit_fraction"), place=place, path=path
    )
    mode = UnitMode(
        reader.choice(data, "mode", list(UnitMode), place=place, path=path, default=UnitMode.FORBIDDEN)
    )
    least = 0 if mode is UnitMode.FORBIDDEN else 1
    spellings = _read_spellings(reader, data, place, path, least)
    entries = reader.items(data, "conversions", place=place, path=path, most=MOST)
    conversions = tuple(
        _read_conversion(reader, entry, place, join(join(path, "conversions"), rank))
        for rank, entry in enumerate(entries)
    )
    fraction = reader.decimal(data.get("unit_fraction", "0.5"), place=place, path=join(path, "unit_fraction"))
    unit = Unit(mode, spellings, conversions, fraction)
    listed = [*spellings, *(one for conversion in conversions for one in conversion.spellings)]
    written = [unify(one) for one in listed]
    if len(set(written)) != len(written):
        reader.problem(place, _("the same unit is listed twice."), path)
    return unit


def unit_json(unit: Unit) -> dict[str, JSON]:
    """What `read_unit` takes back."""
    conversions = [
        {"spellings": list(one.spellings), "factor": plain_decimal(one.factor)} for one in unit.conversions
    ]
    return {
        "mode": unit.mode.value,
        "spellings": list(unit.spellings),
        "conversions": conversions,
        "unit_fraction": plain_decimal(unit.fraction),
    }


def _read_conversion(reader: Reader, data: JSON, place: str, path: str) -> Conversion:
    data = reader.mapping(data, allowed=("spellings", "factor"), place=place, path=path)
    factor = reader.decimal(
        data.get("factor"), place=place, path=join(path, "factor"), high=_LARGEST, default=Decimal(1)
    )
    if factor == 0:
        reader.problem(place, _("a factor of zero converts nothing."), join(path, "factor"))
    return Conversion(_read_spellings(reader, data, place, path, 1), factor)


def _read_spellings(
    reader: Reader, data: Mapping[str, JSON], place: str, path: str, least: int
) -> tuple[str, ...]:
    entries = reader.items(data, "spellings", place=place, path=path, least=least, most=MOST)
    spellings = [
        tidy_line(one) for one in entries if isinstance(one, str) and len(one) <= LENGTH and is_clean(one)
    ]
    if len(spellings) != len(entries) or not all(map(unify, spellings)):
        reader.problem(place, _("a unit is a short text such as cm²."), join(path, "spellings"))
        return ()
    return tuple(spellings)
