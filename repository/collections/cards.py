"""Cards of materials on shelves and in baskets: all a template needs, with three queries for any number of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from repository.catalogue.covers import with_covers
from repository.catalogue.models import LearningMaterial
from repository.organisations.viewer import Viewer
from repository.shell.covers import Cover


@dataclass(frozen=True)
class Card:
    """A work as it stands on a shelf: cover, title, address, and short words (subject, grade, school)."""

    cover: Cover
    title: str
    url: str
    meta: tuple[str, ...]


def cards_for(viewer: Viewer, works: Iterable[LearningMaterial]) -> dict[int, Card]:
    """Cards by row number. The works come from a scoped queryset with `with_labels()`."""
    return {work.pk: _card(work) for work in with_covers(viewer, works)}


def _card(work: LearningMaterial) -> Card:
    return Card(
        cover=work.cover,  # type: ignore[attr-defined]
        title=work.title,
        url=reverse("material", args=[work.public_id]),
        meta=tuple(facts_of(work)),
    )


def facts_of(work: LearningMaterial) -> list[str]:
    """Subject, grades, school: what a teacher decides by."""
    grades = sorted(work.grades.all(), key=lambda grade: grade.order)
    facts = [work.subject.label] if work.subject else []
    if grades:
        facts.append(grades[0].label if len(grades) == 1 else f"{grades[0].label}–{grades[-1].code}")
    return [*facts, work.owner_org.label]
