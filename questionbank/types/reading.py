"""Reading hostile JSON into typed bodies and keys: every problem is collected, each with its place; nothing raises."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from config.spelling import tidy_line
from questionbank.richtext.rich import RichText, read_rich
from questionbank.types.base import JSON, InvalidBody, Problem

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
TEXT_LENGTH = 500

_DECIMAL = re.compile(r"-?\d{1,12}(?:[.,]\d{1,12})?", re.ASCII)
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def is_clean(text: str) -> bool:
    """No control characters and no half characters: it can be stored, sent and shown."""
    return not _UNREADABLE.search(text)


class Reader:
    """One reading of a body or a key. Values that do not fit become problems and a harmless stand-in.

    >>> reader = Reader()
    >>> data = reader.mapping({"stem": ""}, allowed=("stem",))
    >>> stem = reader.rich(data, "stem", place="Stem")
    >>> reader.finish()
    Traceback (most recent call last):
    ...
    questionbank.types.base.InvalidBody: Stem: write something here.
    """

    def __init__(self, *, stored: bool = False) -> None:
        self.stored = stored
        self.problems: list[Problem] = []

    def problem(self, place: str, sentence: str, path: str = "") -> None:
        """Note a problem; `place` is what the author calls the field."""
        self.problems.append(Problem(f"{place}: {sentence}" if place else sentence, path))

    def finish(self) -> None:
        """Raises InvalidBody when anything was noted."""
        if self.problems:
            raise InvalidBody(self.problems)

    def give_up(self) -> NoReturn:
        """Raises InvalidBody with what was noted so far: the rest cannot be read."""
        raise InvalidBody(self.problems)

    def mapping(
        self, data: JSON, *, allowed: Sequence[str], place: str = "", path: str = ""
    ) -> Mapping[str, JSON]:
        """An object with no other fields than the allowed ones."""
        if not isinstance(data, dict):
            self.problem(place, _("a group of fields is expected here."), path)
            return {}
        for name in data:
            if name not in allowed:
                self.problem(place, _("the field “%(name)s” is not known.") % {"name": _short(name)}, path)
                break
        return data

    def items(
        self, data: Mapping[str, JSON], name: str, *, place: str, path: str = "", least: int = 0, most: int
    ) -> list[Any]:
        """A list of `least` to `most` entries."""
        entries = data.get(name, [])
        if not isinstance(entries, list):
            self.problem(place, _("a list is expected here."), join(path, name))
            return []
        if not least <= len(entries) <= most:
            values = {"least": least, "most": most, "count": len(entries)}
            self.problem(
                place,
                _("between %(least)d and %(most)d are needed, there are %(count)d.") % values,
                join(path, name),
            )
            return []
        return entries

    def identifier(self, data: Mapping[str, JSON], seen: set[str], *, place: str, path: str = "") -> str:
        """A stable id such as "o3", unique among its siblings."""
        value = data.get("id")
        if not isinstance(value, str) or not IDENTIFIER.fullmatch(value):
            self.problem(place, _("it needs an id of letters and digits, such as o1."), join(path, "id"))
            return ""
        if value in seen:
            self.problem(place, _("the id “%(id)s” is used twice.") % {"id": value}, join(path, "id"))
        seen.add(value)
        return value

    def rich(
        self, data: Mapping[str, JSON], name: str, *, place: str, path: str = "", required: bool = True
    ) -> RichText:
        """Rich text from the author's source, or from what `to_json` wrote."""
        value = data.get(name)
        if value is None:
            value = ""
        if isinstance(value, dict):
            if self.stored:
                return _stored_rich(value)
            value = value.get("source")
        if not isinstance(value, str):
            self.problem(place, _("a text is expected here."), join(path, name))
            return RichText("")
        reading = read_rich(value)
        for sentence in reading.problems:
            self.problem(place, sentence, join(path, name))
        if required and reading.rich.is_empty and not reading.problems:
            self.problem(place, _("write something here."), join(path, name))
        return reading.rich

    def text(
        self, data: Mapping[str, JSON], name: str, *, place: str, path: str = "", required: bool = False
    ) -> str:
        """A short plain text."""
        value = data.get(name, "")
        if not isinstance(value, str):
            self.problem(place, _("a text is expected here."), join(path, name))
            return ""
        is_readable = is_clean(value)
        value = tidy_line(value) if len(value) <= 2 * TEXT_LENGTH else value
        if len(value) > TEXT_LENGTH:
            self.problem(
                place, _("at most %(limit)d characters fit here.") % {"limit": TEXT_LENGTH}, join(path, name)
            )
            return ""
        if not is_readable:
            self.problem(place, _("it holds characters that cannot be shown."), join(path, name))
            return ""
        if required and not value:
            self.problem(place, _("write something here."), join(path, name))
        return value

    def choice(
        self,
        data: Mapping[str, JSON],
        name: str,
        options: Sequence[str],
        *,
        place: str,
        path: str = "",
        default: str,
    ) -> str:
        """One of a few words."""
        value = data.get(name, default)
        if isinstance(value, str) and value in options:
            return value
        self.problem(
            place, _("choose one of %(options)s.") % {"options": ", ".join(options)}, join(path, name)
        )
        return default

    def flag(
        self, data: Mapping[str, JSON], name: str, *, place: str, path: str = "", default: bool = False
    ) -> bool:
        """True or false."""
        value = data.get(name, default)
        if isinstance(value, bool):
            return value
        self.problem(place, _("yes or no is expected here."), join(path, name))
        return default

    def decimal(
        self,
        value: JSON,
        *,
        place: str,
        path: str = "",
        low: Decimal = Decimal(0),
        high: Decimal = Decimal(1),
        default: Decimal = Decimal(0),
    ) -> Decimal:
        """An exact number between `low` and `high`, from a number or a text ("0.25" or "0,25")."""
        number = read_decimal(value)
        if number is None:
            self.problem(place, _("a number is expected here."), path)
            return default
        if not low <= number <= high:
            values = {"low": plain_decimal(low), "high": plain_decimal(high)}
            self.problem(place, _("a number from %(low)s to %(high)s is expected here.") % values, path)
            return default
        return number


def read_decimal(value: JSON) -> Decimal | None:
    """An exact finite number from JSON: int, Decimal, text with point or comma, or a float by its shortest writing.

    >>> read_decimal(0.1), read_decimal("0,25"), read_decimal(True), read_decimal("NaN")
    (Decimal('0.1'), Decimal('0.25'), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    if isinstance(value, int) and abs(value) >= 10**12:
        return None
    written = value if isinstance(value, str) else _written(value)
    return Decimal(written.replace(",", ".")) if _DECIMAL.fullmatch(written) else None


def _written(value: float | Decimal) -> str:
    """The shortest exact writing; empty for NaN, infinity and sizes no mark has."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return ""
    return format(number, "f") if abs(number.adjusted()) <= 12 else ""


def plain_decimal(value: Decimal) -> str:
    """A number without exponent and superfluous zeros: "0.25", "10".

    >>> plain_decimal(Decimal("10.00"))
    '10'
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def join(path: str, name: str | int) -> str:
    """`options` and 1 make "options.1"."""
    return f"{path}.{name}" if path else str(name)


def _stored_rich(value: Mapping[str, JSON]) -> RichText:
    pictures = tuple(value.get("pictures", ()))
    return RichText(value.get("html", ""), value.get("source", ""), value.get("text", ""), pictures)


def _short(name: object) -> str:
    text = str(name)[:30]
    return text if is_clean(text) else "?"
