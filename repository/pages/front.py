"""What stands on the front page around the librarians' shelves: the viewer's school, subjects, new and much used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from wagtail.blocks import StreamValue

from config.caches import remembered
from repository.catalogue.models import LearningMaterial
from repository.collections.cards import Card, cards_for
from repository.curriculum.models import SubjectGrade
from repository.organisations.models import OrgUnit
from repository.organisations.viewer import Viewer
from repository.pages.blocks import material_ids
from repository.pages.shelves import Section, sections_of

SHOWN = 5
CACHED_SECONDS = 600
REMEMBERED_SECONDS = 60


@dataclass(frozen=True)
class GradeLink:
    """A grade in which a subject is taught."""

    code: str
    label: str


@dataclass(frozen=True)
class SubjectTile:
    """A subject with its hue and the grades in which a programme in force teaches it."""

    code: str
    label: str
    hue: int
    grades: tuple[GradeLink, ...]


@dataclass(frozen=True)
class Place:
    """Whose front page it is: a name, and the levels of schooling taught there (none: all)."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class FrontPage:
    """Everything the front page shows besides the panels that other rooms put in."""

    place: str
    sections: list[Section]
    newest: list[Card]
    most_used: list[Card]
    subjects: list[SubjectTile]


def front_page(body: StreamValue | None, viewer: Viewer) -> FrontPage:
    """The front page for one viewer; the number of queries does not grow with the rows."""
    works = _works(material_ids(body) if body else set(), viewer)
    cards = cards_for(viewer, works)
    current = [work for work in works if work.state != "retired"]
    newest = sorted(current, key=lambda work: (work.published_at, work.pk), reverse=True)[:SHOWN]
    most_used = sorted(current, key=lambda work: (work.use_count, work.pk), reverse=True)[:SHOWN]
    place = place_of(viewer)
    return FrontPage(
        place=place.name,
        sections=sections_of(body, cards) if body else [],
        newest=[cards[work.pk] for work in newest],
        most_used=[cards[work.pk] for work in most_used if work.use_count],
        subjects=subject_tiles(place.levels),
    )


def place_of(viewer: Viewer) -> Place:
    """The viewer's school, else the top of the tree; kept for ten minutes."""
    schools = sorted(viewer.school_ids)
    key = f"front:place:{schools[0] if schools else 0}"
    place: Place | None = remembered.get(key)
    if place is None:
        units = (
            OrgUnit.objects.filter(pk=schools[0]) if schools else OrgUnit.objects.filter(parent__isnull=True)
        )
        unit = units.order_by("pk").first()
        place = Place(unit.name, tuple(unit.education_levels) if schools else ()) if unit else Place("", ())
        remembered.set(key, place, CACHED_SECONDS)
    return place


def subject_tiles(levels: tuple[str, ...] = ()) -> list[SubjectTile]:
    """Subjects by the order of the programme, for these levels of schooling (none: all); kept for ten minutes."""
    key = f"front:subjects:{get_language()}:{'+'.join(sorted(levels))}"
    tiles: list[SubjectTile] | None = remembered.get(key)
    if tiles is None:
        tiles = _subject_tiles(levels)
        remembered.set(key, tiles, CACHED_SECONDS)
    return tiles


def _subject_tiles(levels: tuple[str, ...]) -> list[SubjectTile]:
    links = (
        SubjectGrade.objects.current()
        .select_related("subject", "grade")
        .order_by("subject__order", "grade__order")
    )
    grades: dict[int, list[GradeLink]] = {}
    subjects = {}
    for link in links.filter(grade__level__in=levels) if levels else links:
        subjects[link.subject_id] = link.subject
        grade = GradeLink(link.grade.code, link.grade.label)
        if grade not in grades.setdefault(link.subject_id, []):
            grades[link.subject_id].append(grade)
    return [SubjectTile(s.code, s.label, s.hue, tuple(grades[pk])) for pk, s in subjects.items()]


def _works(chosen: set[int], viewer: Viewer) -> list[LearningMaterial]:
    """Shelves, newest and most used in one query: the newest of all are the newest of what comes back."""
    published = LearningMaterial.objects.published_to(viewer).filter(published_at__isnull=False).order_by()
    current = published.exclude(state="retired")
    newest = current.order_by("-published_at", "-id").values("pk")[:SHOWN]
    used = current.filter(use_count__gt=0).order_by("-use_count", "-id").values("pk")[:SHOWN]
    if viewer.is_anonymous or viewer.is_pupil:
        wanted = Q(pk__in=published.filter(pk__in=chosen | _remembered(viewer, newest, used)).values("pk"))
    else:
        wanted = Q(pk__in=newest) | Q(pk__in=used)
        if chosen:
            wanted |= Q(pk__in=published.filter(pk__in=chosen).values("pk"))
    return list(LearningMaterial.objects.filter(wanted).with_labels().order_by())


def _remembered(viewer: Viewer, newest: QuerySet[Any], used: QuerySet[Any]) -> set[int]:
    """Narrow scopes look long for a few rows: what they found is kept for a minute and scoped again when shown."""
    schools = "+".join(str(pk) for pk in sorted(viewer.school_ids)) if viewer.is_pupil else "anonymous"
    key = f"front:offered:{schools}"
    found: set[int] | None = remembered.get(key)
    if found is None:
        found = {row["pk"] for row in (*newest, *used)}
        remembered.set(key, found, REMEMBERED_SECONDS)
    return found
