"""How each CSV of the curriculum is read: its columns, their kinds and the model it fills."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from repository.curriculum.models import (
    AgeBand,
    CareStage,
    Domain,
    EducationLevel,
    GradeLevel,
    LevelHint,
    Outcome,
    Programme,
    Strand,
    Subject,
    SubjectGrade,
    TextbookSeries,
    Topic,
)

Reader = Callable[[str], object]
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Column:
    """One column: how its text becomes a value, or which model its code refers to.

    A cell that cannot be read raises ValidationError with a sentence for the person who keeps the file.
    """

    name: str
    read: Reader
    refers_to: type[models.Model] | None = None
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One CSV file: `keys` name the columns that together find the existing row."""

    file: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ("code",)

    @property
    def header(self) -> list[str]:
        """Column names in the order of the file."""
        return [column.name for column in self.columns]


def read_text(raw: str) -> str:
    """Text as written."""
    return raw


def read_number(raw: str) -> int | None:
    """A whole number; empty means none."""
    if not raw:
        return None
    try:
        return int(raw)
    except ValueError:
        raise ValidationError(_("“%(value)s” is not a whole number.") % {"value": raw[:40]}) from None


def read_date(raw: str) -> datetime.date | None:
    """A day as 2026-09-05; empty means none."""
    if not raw:
        return None
    try:
        return datetime.date.fromisoformat(raw)
    except ValueError:
        raise ValidationError(
            _("“%(value)s” is not a date such as 2026-09-05.") % {"value": raw[:40]}
        ) from None


def read_flag(raw: str) -> bool:
    """yes or no."""
    if raw not in _YES_NO:
        raise ValidationError(_("“%(value)s” must be yes or no.") % {"value": raw[:40]})
    return _YES_NO[raw]


def one_of(choices: type[models.TextChoices]) -> Reader:
    """A reader that takes only the values of `choices`."""

    def read(raw: str) -> str:
        if raw not in choices.values:
            allowed = ", ".join(choices.values)
            raise ValidationError(
                _("“%(value)s” is none of: %(allowed)s.") % {"value": raw[:40], "allowed": allowed}
            )
        return raw

    return read


def _must(name: str, read: Reader = read_text) -> Column:
    return Column(name, read, required=True)


def _may(name: str, read: Reader = read_text) -> Column:
    return Column(name, read)


def _ref(name: str, model: type[models.Model], *, required: bool = True) -> Column:
    return Column(name, read_text, refers_to=model, required=required)


def _dates(model: type[models.Model]) -> tuple[Column, ...]:
    return (
        _may("valid_from", read_date),
        _may("valid_to", read_date),
        _ref("replaced_by", model, required=False),
    )


_LABELS = (_must("label_vi"), _must("label_en"))
_CODE = _must("code")
_ORDER = _must("order", read_number)

# Order matters: a table may refer only to tables above it (and to itself by `replaced_by`).
TABLES = (
    Table("programmes.csv", Programme, (_CODE, *_LABELS, _ORDER, *_dates(Programme))),
    Table(
        "grades.csv",
        GradeLevel,
        (
            _CODE,
            *_LABELS,
            _must("level", one_of(EducationLevel)),
            _ORDER,
            *_dates(GradeLevel),
        ),
    ),
    Table(
        "subjects.csv",
        Subject,
        (_CODE, *_LABELS, _must("hue", read_number), _ORDER, *_dates(Subject)),
    ),
    Table(
        "subject_grades.csv",
        SubjectGrade,
        (
            _ref("programme", Programme),
            _ref("subject", Subject),
            _ref("grade", GradeLevel),
            _may("periods_per_year", read_number),
            _must("elective", read_flag),
        ),
        keys=("programme", "subject", "grade"),
    ),
    Table(
        "strands.csv",
        Strand,
        (_CODE, _ref("subject", Subject), *_LABELS, _ORDER, *_dates(Strand)),
    ),
    Table(
        "topics.csv",
        Topic,
        (
            _CODE,
            _ref("strand", Strand, required=False),
            _ref("subject", Subject),
            _ref("grade", GradeLevel),
            *_LABELS,
            _ORDER,
            *_dates(Topic),
        ),
    ),
    Table(
        "outcomes.csv",
        Outcome,
        (
            _CODE,
            _ref("topic", Topic),
            _ref("programme", Programme),
            _must("text"),
            _must("level_hint", one_of(LevelHint)),
            _ORDER,
            *_dates(Outcome),
        ),
    ),
    Table(
        "series.csv",
        TextbookSeries,
        (
            _CODE,
            *_LABELS,
            _ORDER,
            _may("default_from", read_date),
            *_dates(TextbookSeries),
        ),
    ),
    Table(
        "age_bands.csv",
        AgeBand,
        (
            _CODE,
            *_LABELS,
            _must("stage", one_of(CareStage)),
            _must("months_from", read_number),
            _must("months_to", read_number),
            _ORDER,
            *_dates(AgeBand),
        ),
    ),
    Table(
        "domains.csv",
        Domain,
        (
            _CODE,
            *_LABELS,
            _must("in_nursery", read_flag),
            _must("in_kindergarten", read_flag),
            _ORDER,
            *_dates(Domain),
        ),
    ),
)
