"""Labels of terms by code, remembered for a minute: pages of works name many terms and ask for none of them twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from config.caches import remembered
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curriculum.models import GradeLevel, Outcome, Subject, TextbookSeries, Topic

REMEMBERED_SECONDS = 60


@dataclass(frozen=True)
class TermLabel:
    """A term in the active language; `hue` of a subject, `note` what a licence means, `motif` of a type's cover."""

    pk: int
    code: str
    label: str
    hue: int = 0
    note: str = ""
    motif: str = ""


_ROWS: dict[str, Callable[[], Iterable[Any]]] = {
    "subject": Subject.objects.all,
    "grade": GradeLevel.objects.all,
    "type": MaterialType.objects.all,
    "licence": Licence.objects.all,
    "series": TextbookSeries.objects.all,
    "topic": Topic.objects.all,
    "outcome": Outcome.objects.all,
}


def term_labels(kind: str) -> dict[str, TermLabel]:
    """Every term of a kind ("subject", "grade", "type", "licence", "series", "topic", "outcome") by its code."""
    key = f"terms:{kind}:{get_language()}"
    known = remembered.get(key)
    if known is None:
        known = {row.code: _label(row) for row in _ROWS[kind]()}
        remembered.set(key, known, REMEMBERED_SECONDS)
    return dict(known)


def labels_of(kind: str, codes: Iterable[str]) -> list[TermLabel]:
    """The named terms, in the order of the vocabulary."""
    wanted = set(codes)
    return [label for code, label in term_labels(kind).items() if code in wanted] if wanted else []


def label_of(kind: str, code: str) -> TermLabel | None:
    """One term, None for an empty or unknown code."""
    return term_labels(kind).get(code) if code else None


def _label(row: Any) -> TermLabel:
    return TermLabel(
        pk=row.pk,
        code=row.code,
        label=str(row.label),
        hue=getattr(row, "hue", 0),
        note=getattr(row, "explanation", ""),
        motif=getattr(row, "motif", ""),
    )
