"""Labels of terms by code, remembered for a minute: pages of works name many terms and ask for none of them twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from config.caches import remembered
from config.registry import Registry
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


VOCABULARIES: Registry[Callable[[], Iterable[Any]]] = Registry("vocabulary")
"""Those of the curriculum; rooms above put theirs in, e.g. "type" and "licence" of materials."""
VOCABULARIES.add("subject", Subject.objects.all)
VOCABULARIES.add("grade", GradeLevel.objects.all)
VOCABULARIES.add("series", TextbookSeries.objects.all)
VOCABULARIES.add("topic", Topic.objects.all)
VOCABULARIES.add("outcome", Outcome.objects.all)


def term_labels(kind: str) -> dict[str, TermLabel]:
    """Every term of a vocabulary ("subject", "grade", "topic", …) by its code."""
    key = f"terms:{kind}:{get_language()}"
    known = remembered.get(key)
    if known is None:
        known = {row.code: _label(row) for row in VOCABULARIES[kind]()}
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
