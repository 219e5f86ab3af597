"""From a question to rows that this person may see: ask the engine, check every hit in the database, mark the words.

A hit is shown only if the database agrees *now*: a right that ended a second ago hides it although the index lags.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from repository.catalogue.models import LearningMaterial
from repository.curriculum.folding import fold_label
from repository.curriculum.models import Subject, Topic
from repository.organisations.viewer import Viewer
from search.backends import engine
from search.backends.base import EngineError, Hit, IndexDef, PassageHit
from search.backends.text import clean, folded_syllables
from search.facets import facets_of, list_values
from search.indexes import definitions
from search.indexes.materials import DRAFT, PUPIL, PUPIL_PAGES, STAFF, STAFF_PAGES, work_of
from search.queries.asked import Asked
from search.queries.asking import Results, ask_index
from search.queries.breaker import breaker
from search.queries.highlight import Mark, Snippet, marks, snippet

log = logging.getLogger(__name__)

PAGE_SIZE = 20
OWN_WRITES = timedelta(minutes=2)


@dataclass(frozen=True)
class PageFound:
    """A page, slide, chapter or second of a work with the words. `file` is the public id of its file."""

    anchor: str
    file: str
    snippet: Snippet
    score: float


@dataclass(frozen=True)
class Found:
    """One work in a result. `indexing`: the author's own change, which the index does not know yet."""

    material: LearningMaterial
    title: str
    title_marks: tuple[Mark, ...] = ()
    summary: Snippet | None = None
    pages: tuple[PageFound, ...] = ()
    score: float = 0
    is_draft: bool = False
    indexing: bool = False


def indexes_for(viewer: Viewer) -> tuple[IndexDef, IndexDef]:
    """Works and their pages, as this person may search them."""
    names = (PUPIL, PUPIL_PAGES) if viewer.is_pupil else (STAFF, STAFF_PAGES)
    known = definitions()
    return known[names[0]], known[names[1]]


def find(viewer: Viewer, asked: Asked, *, size: int = PAGE_SIZE, pages_each: int = 1) -> Results[Found]:
    """Search. Never raises for the engine's sake: when it is down, the database looks at titles."""
    facets = facets_of(STAFF, staff=not viewer.is_pupil)
    query = asked.query(viewer.tokens, facets, size=size)
    works, leaves = indexes_for(viewer)
    try:
        page = ask_index(works, query)
        best = breaker.call(
            lambda: engine().best_pages(leaves, [hit.id for hit in page.hits], query, pages_each)
        )
    except EngineError as error:
        log.warning("search engine: %s", error)
        return _from_database(viewer, asked, size)
    found = _checked(viewer, asked, page.hits, best)
    own = _own_writes(viewer, asked, {row.material.pk for row in found}) if not asked.cursor else []
    return Results(
        found=own + found,
        total=page.total + len(own),
        facets=[
            list_values(facet, page.facets[facet.field], asked.chosen.get(facet.key, ())) for facet in facets
        ],
        next_cursor=page.next_cursor,
    )


def suggest(viewer: Viewer, typed: str, *, size: int = 8) -> list[str]:
    """Titles that go on from what was typed, among what this person may find; nothing when the engine is down."""
    works, _ = indexes_for(viewer)
    text = clean(typed[:100])
    try:
        found = breaker.call(lambda: engine().suggest(works, text, viewer.tokens, size * 2))
    except EngineError:
        return []
    visible = _visible(viewer, [suggestion.id for suggestion in found])
    return [suggestion.title for suggestion in found if suggestion.id in visible][:size]


@dataclass(frozen=True)
class TermSuggestion:
    """A word of the curriculum: public to everybody, whatever lies under it. `subject` is its code, if it is one."""

    label: str
    subject: str = ""


def suggest_terms(typed: str, *, size: int = 3) -> list[TermSuggestion]:
    """Subjects and topics whose label begins with what was typed, with or without accents."""
    start = fold_label(clean(typed[:100]))
    if not start:
        return []
    subjects = Subject.objects.current().filter(folded__startswith=start)[:size]
    topics = Topic.objects.current().filter(folded__startswith=start)[: size * 3]
    found = [TermSuggestion(subject.label, subject.code) for subject in subjects]
    found += [TermSuggestion(label) for label in dict.fromkeys(topic.label for topic in topics)]
    return found[:size]


def _checked(
    viewer: Viewer, asked: Asked, hits: Iterable[Hit], best: Mapping[str, tuple[PassageHit, ...]]
) -> list[Found]:
    rows = list(hits)
    visible = _visible(viewer, [hit.id for hit in rows])
    return [_found(visible[hit.id], asked, hit, best.get(hit.id, ())) for hit in rows if hit.id in visible]


def _visible(viewer: Viewer, document_ids: list[str]) -> dict[str, LearningMaterial]:
    """The works behind documents, as far as this person may see them now; drafts only where they may read drafts."""
    drafts = [document_id for document_id in document_ids if document_id.startswith(DRAFT)]
    published = [document_id for document_id in document_ids if not document_id.startswith(DRAFT)]
    seen: dict[str, LearningMaterial] = {}
    if published:
        rows = LearningMaterial.objects.published_to(viewer).filter(public_id__in=published).with_labels()
        seen |= {row.public_id: row for row in rows}
    if drafts:
        wanted = [work_of(document_id) for document_id in drafts]
        rows = LearningMaterial.objects.in_progress_for(viewer).filter(public_id__in=wanted).with_labels()
        seen |= {f"{DRAFT}{row.public_id}": row for row in rows}
    return seen


def _found(material: LearningMaterial, asked: Asked, hit: Hit, passages: Iterable[PassageHit]) -> Found:
    is_draft = hit.id.startswith(DRAFT)
    title = str(hit.payload.get("title", "")) if is_draft else clean(material.title)
    pages = tuple(_page(passage, asked) for passage in passages)
    description = "" if is_draft else clean(material.description)
    return Found(
        material=material,
        title=title,
        title_marks=marks(title, asked.words),
        summary=snippet(description, asked.words) if description and not pages else None,
        pages=pages,
        score=hit.score,
        is_draft=is_draft,
    )


def _page(passage: PassageHit, asked: Asked) -> PageFound:
    return PageFound(
        anchor=str(passage.payload.get("anchor", "")),
        file=str(passage.payload.get("file", "")),
        snippet=snippet(str(passage.payload.get("text", "")), asked.words),
        score=passage.score,
    )


def _own_writes(viewer: Viewer, asked: Asked, shown: set[int]) -> list[Found]:
    """The person's own changes of the last two minutes that match and are not in the index yet."""
    if viewer.user is None or viewer.is_pupil or not asked.words or asked.chosen:
        return []
    recent = (
        LearningMaterial.objects.by(viewer)
        .standing()
        .filter(updated_at__gte=timezone.now() - OWN_WRITES)
        .exclude(pk__in=shown)
        .with_labels()
    )
    wanted = set(folded_syllables(asked.words))
    fresh = [
        row for row in recent[:20] if wanted <= set(folded_syllables(clean(f"{row.title} {row.keywords}")))
    ]
    return [
        Found(
            row, clean(row.title), marks(clean(row.title), asked.words), is_draft=not row.live, indexing=True
        )
        for row in fresh
    ]


def _from_database(viewer: Viewer, asked: Asked, size: int) -> Results[Found]:
    """Titles that contain every typed word as it was typed."""
    rows = LearningMaterial.objects.published_to(viewer).with_labels().order_by("-published_at", "-id")
    for word in asked.words.split()[:8]:
        rows = rows.filter(title__icontains=word)
    found = [Found(row, clean(row.title), marks(clean(row.title), asked.words)) for row in rows[:size]]
    return Results(found=found, total=len(found), is_down=True)
