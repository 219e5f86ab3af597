"""Learning materials: four indexes. For staff `materials` and its `pages`; for pupils `materials_pupil`, `pages_pupil`.

The published row is the document `<public id>`; work in progress is a document of its own, `d:<public id>`, which only
its author and those who watch over it may see. Answers meant for teachers are in no index.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch

from media.files.services import sections_of
from repository.catalogue.acl import draft_tokens, published_tokens
from repository.catalogue.models import (
    FileRole,
    LearningMaterial,
    MaterialPassage,
    MaterialState,
    ShareGrant,
)
from search.backends.base import Document, IndexDef, Operation, Put, PutChildren, Remove, TextField
from search.backends.text import clean
from search.facets import Source, facets_of
from search.indexes import Outcome, Targeted

STAFF = "materials"
STAFF_PAGES = "pages"
PUPIL = "materials_pupil"
PUPIL_PAGES = "pages_pupil"

DRAFT = "d:"
BODY_CHARACTERS = 1_000_000  # of the whole text that count for a work: some 500 pages
PAGE_CHARACTERS = 6_000
IN_PROGRESS = frozenset(
    {MaterialState.DRAFT, MaterialState.SUBMITTED, MaterialState.APPRAISED, MaterialState.RETURNED}
)


@functools.cache
def indexes() -> tuple[IndexDef, ...]:
    """The four definitions; facets give the keyword fields."""
    texts = (TextField("title", 5), TextField("topic", 3), TextField("keywords", 2), TextField("body", 1))
    page = (TextField("text", 1),)
    fields = tuple(dict.fromkeys(facet.field for facet in facets_of(STAFF)))
    pupil_fields = tuple(dict.fromkeys(facet.field for facet in facets_of(STAFF, staff=False)))
    return (
        IndexDef(STAFF, texts, fields, ("updated",)),
        IndexDef(STAFF_PAGES, page, children_of=STAFF),
        IndexDef(PUPIL, texts, pupil_fields, ("updated",)),
        IndexDef(PUPIL_PAGES, page, children_of=PUPIL),
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """A page, slide, chapter or caption span that may be shown."""

    file: str
    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A work as read from the database just now."""

    material: LearningMaterial
    grants: list[ShareGrant] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    @property
    def tokens(self) -> list[str]:
        """Tokens of what is published; none when nothing is."""
        return published_tokens(self.material, self.grants)

    @property
    def reaches_pupils(self) -> bool:
        """It stands in the pupils' indexes: published and open to pupils, or public, as in `visible_to`."""
        tokens = self.tokens
        return bool(tokens) and (self.material.for_pupils or "public" in tokens)

    @property
    def draft_tokens(self) -> list[str]:
        """Tokens of the work in progress; none when there is none."""
        return draft_tokens(self.material) if self.material.state in IN_PROGRESS else []


def operations(versions: Mapping[str, int]) -> tuple[list[Targeted], Outcome]:
    """What the four indexes must do for these works; a work that cannot be read does not hold up the others."""
    readings = _read(versions.keys())
    todo: list[Targeted] = []
    broken: dict[str, Exception] = {}
    for public_id, version in versions.items():
        try:
            made = list(_operations_of(public_id, readings.get(public_id), version))
        except Exception as error:  # poison: counted, backed off and shown by the relay
            broken[public_id] = error
        else:
            todo += [Targeted(index, public_id, operation) for index, operation in made]
    return todo, broken


def ids_after(row: int, limit: int) -> list[tuple[int, str]]:
    """Works by row number."""
    rows = LearningMaterial.objects.filter(pk__gt=row).order_by("pk").values_list("pk", "public_id")
    return list(rows[:limit])


def expected(public_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Document ids that each index must hold for these works."""
    held: dict[str, set[str]] = {index: set() for index in (STAFF, STAFF_PAGES, PUPIL, PUPIL_PAGES)}
    for public_id, reading in _read(public_ids, passages=False).items():
        if reading.tokens:
            held[STAFF].add(public_id)
            held[STAFF_PAGES].add(public_id)
        if reading.reaches_pupils:
            held[PUPIL].add(public_id)
            held[PUPIL_PAGES].add(public_id)
        if reading.draft_tokens:
            held[STAFF].add(f"{DRAFT}{public_id}")
            held[STAFF_PAGES].add(f"{DRAFT}{public_id}")
    return {index: frozenset(ids) for index, ids in held.items()}


def marks(public_ids: Sequence[str]) -> Mapping[str, int]:
    """The works' own counters of changes."""
    rows = LearningMaterial.objects.filter(public_id__in=public_ids).values_list("public_id", "change_number")
    return dict(rows)


def work_of(document_id: str) -> str:
    """The public id of the work behind a document."""
    return document_id.removeprefix(DRAFT)


def _read(public_ids: Iterable[str], *, passages: bool = True) -> dict[str, Reading]:
    rows = (
        LearningMaterial.objects.filter(public_id__in=list(public_ids))
        .select_related("subject", "material_type", "licence", "owner_org", "series")
        .prefetch_related(
            "grades",
            "topics",
            Prefetch("grants", queryset=ShareGrant.objects.in_force(), to_attr="grants_in_force"),
        )
    )
    found = {row.public_id: row for row in rows}
    versions = [row.current_version_id for row in found.values() if row.current_version_id]
    texts = _passages(versions) if passages else {}
    return {
        public_id: Reading(row, list(row.grants_in_force), texts.get(row.current_version_id, []))
        for public_id, row in found.items()
    }


def _passages(version_ids: list[int]) -> dict[int | None, list[Passage]]:
    """Passages by version, in reading order; files with answers are left out."""
    rows = (
        MaterialPassage.objects.filter(version__in=version_ids)
        .exclude(file__role=FileRole.ANSWER_SHEET)
        .order_by("version_id", "file__ordinal", "file_id", "ordinal")
        .values_list("version_id", "file__public_id", "anchor", "title", "text")
    )
    by_version: dict[int | None, list[Passage]] = defaultdict(list)
    for version_id, *passage in rows.iterator(chunk_size=2000):
        by_version[version_id].append(Passage(*passage))
    return by_version


def _operations_of(public_id: str, reading: Reading | None, version: int) -> Iterable[tuple[str, Operation]]:
    if reading is not None and reading.tokens:
        yield from _put(STAFF, STAFF_PAGES, reading, public_id, version, reading.tokens)
    else:
        yield from _remove(STAFF, STAFF_PAGES, public_id, version)
    if reading is not None and reading.reaches_pupils:
        tokens = [token for token in reading.tokens if not token.startswith("staff:")]
        yield from _put(PUPIL, PUPIL_PAGES, reading, public_id, version, tokens)
    else:
        yield from _remove(PUPIL, PUPIL_PAGES, public_id, version)
    draft_id = f"{DRAFT}{public_id}"
    if reading is not None and reading.draft_tokens:
        unfinished = _unfinished(reading)
        yield from _put(STAFF, STAFF_PAGES, unfinished, draft_id, version, reading.draft_tokens)
    else:
        yield from _remove(STAFF, STAFF_PAGES, draft_id, version)


def _unfinished(reading: Reading) -> Reading:
    """The work in progress with the text of its files, which have no passage rows before they are published."""
    draft = reading.material.draft
    entries = [entry for entry in draft.manifest.all() if entry.role != FileRole.ANSWER_SHEET]
    passages = [
        Passage(entry.public_id, section.anchor, section.title, section.text)
        for entry in entries
        for section in sections_of(entry.blob)
    ]
    return Reading(draft, passages=passages)


def _put(
    index: str, pages: str, reading: Reading, document_id: str, version: int, tokens: list[str]
) -> Iterable[tuple[str, Operation]]:
    yield index, Put(_document(index, reading, document_id, version, tokens))
    children = [_page(passage, version, tokens) for passage in reading.passages if passage.text]
    yield pages, PutChildren(document_id, version, children)


def _remove(index: str, pages: str, document_id: str, version: int) -> Iterable[tuple[str, Operation]]:
    yield index, Remove(document_id, version)
    yield pages, Remove(document_id, version)


def _document(index: str, reading: Reading, document_id: str, version: int, tokens: list[str]) -> Document:
    material = reading.material
    source = Source(material, grades=tuple(grade.code for grade in material.grades.all()))
    moment = material.published_at or material.updated_at
    return Document(
        id=document_id,
        version=version,
        acl=tuple(tokens),
        texts={
            "title": clean(material.title),
            "topic": clean(" ".join(_topic_words(material))),
            "keywords": clean(f"{material.keywords} {material.authors} {material.owner_org.name}"),
            "body": clean(_body(reading)),
        },
        keywords={facet.field: facet.codes(source) for facet in facets_of(STAFF, staff=index == STAFF)},
        numbers={"updated": int(moment.timestamp() * 1000)},
        payload={"title": clean(material.title), "draft": document_id.startswith(DRAFT)},
    )


def _topic_words(material: LearningMaterial) -> Iterable[str]:
    """Vietnamese labels of where the work belongs: words that teachers type and titles often leave out."""
    terms = [
        material.subject,
        *material.grades.all(),
        *material.topics.all(),
        material.series,
        material.material_type,
    ]
    return [term.label_vi for term in terms if term is not None]


def _body(reading: Reading) -> str:
    words = [reading.material.description]
    room = BODY_CHARACTERS
    for passage in reading.passages:
        if room <= 0:
            break
        words.append(passage.text[:room])
        room -= len(passage.text)
    return "\n".join(words)


def _page(passage: Passage, version: int, tokens: list[str]) -> Document:
    text = clean(passage.text)
    words = clean(f"{passage.title} {passage.text}") if passage.title else text
    shown = {
        "file": passage.file,
        "anchor": passage.anchor,
        "title": passage.title,
        "text": text[:PAGE_CHARACTERS],
    }
    return Document(id="", version=version, acl=tuple(tokens), texts={"text": words}, payload=shown)
