"""The engine as the rest of search sees it: what can be stored, asked and answered. No engine syntax here.

An *index* has a name (`materials`) and, at any time, one *generation* that is read and perhaps a second one
that is being filled; writers address generations, readers address names. Documents carry the permission
tokens of who may see them, and **no question can be put without the asker's tokens**.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

from config.errors import HouseError
from search.backends.text import fold_tokens, folded_syllables, shingles, syllables

REQUIRE_ALL_UP_TO = (
    4  # syllables: shorter queries need every one of them, longer ones rank by how many they hit
)
MAX_QUERY_SYLLABLES = 40
MAX_PAGE = 100
STRUCTURE = (
    4  # raise it when an engine's layout or the meaning of a token changes: every fingerprint changes with it
)


class EngineError(HouseError):
    """The engine cannot answer; `str(error)` says why in a sentence for the operator."""


class EngineDown(EngineError):
    """The engine does not answer at all, or not in time."""


class EngineBusy(EngineError):
    """Another process holds the one writer."""


class NoViewer(EngineError):
    """A question without the asker's permission tokens: a fault of the caller, never "show everything"."""


class BadCursor(EngineError):
    """The cursor is not one of ours, or belongs to another question."""


@dataclass(frozen=True, slots=True)
class TextField:
    """A field that is searched. `weight` multiplies its score; 0 stores it for display only."""

    name: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class IndexDef:
    """What one index holds.

    `texts` are searched, `keywords` are codes for filters and facets (several per document allowed), `numbers`
    are whole numbers to sort by. A definition with `children_of` holds passages that belong to a parent document.
    """

    name: str
    texts: tuple[TextField, ...]
    keywords: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    children_of: str = ""

    @property
    def fingerprint(self) -> str:
        """Changes whenever documents must be indexed anew to fit."""
        shape = [
            STRUCTURE,
            [(text.name, text.weight > 0) for text in self.texts],
            sorted(self.keywords),
            sorted(self.numbers),
            self.children_of,
        ]
        return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:16]

    @property
    def searched(self) -> tuple[TextField, ...]:
        """The text fields with a weight."""
        return tuple(text for text in self.texts if text.weight > 0)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of an index.

    `texts` is clean text by field, `payload` is kept for display and comes back with each hit as it was given.
    `acl` are the tokens that open it: none means nobody. `version` counts the reads of this object from the
    database; an operation with a lower version than the engine has seen is ignored.
    """

    id: str
    version: int
    acl: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, Sequence[str]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Put:
    """Store or replace one document."""

    document: Document


@dataclass(frozen=True, slots=True)
class PutChildren:
    """Replace all passages of one parent; `children` in their order, their ids are ignored."""

    parent_id: str
    version: int
    children: Sequence[Document]


@dataclass(frozen=True, slots=True)
class Remove:
    """Forget a document, or all passages of a parent in an index of children."""

    id: str
    version: int


Operation = Put | PutChildren | Remove


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of a bulk: `stale` were older than what the engine has; `failed` maps id to reason."""

    applied: int = 0
    stale: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)


class Sort(StrEnum):
    """Order of the hits. Equal ranks are ordered by a hash of the id, the same in every engine."""

    RELEVANCE = "relevance"
    NEWEST = "newest"  # by the number field `updated`


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Count the values of the keyword field `field`; at most `size` of them, the most frequent first."""

    field: str
    size: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question for one index.

    `tokens` are the permission tokens of the asker (never empty). `filters` maps a keyword field to the chosen
    codes: any of them, and every field. `phrases` must occur as they stand (folded). Empty text lists everything.
    """

    tokens: frozenset[str]
    text: str = ""
    phrases: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[FacetRequest, ...] = ()
    sort: Sort = Sort.RELEVANCE
    cursor: str = ""
    size: int = 20

    def __post_init__(self) -> None:
        if not self.tokens:
            raise NoViewer("a search needs the permission tokens of the person who asks")
        if not 0 <= self.size <= MAX_PAGE:
            raise EngineError(f"a page holds up to {MAX_PAGE} hits, not {self.size}")

    @property
    def terms(self) -> Terms:
        """The words to look for."""
        return Terms.of(self.text)

    def for_pages(self) -> Query:
        """The same question to passages: whatever filters their parents has been applied to the parents."""
        return replace(self, filters={}, facets=(), cursor="")

    def must_fit(self, definition: IndexDef) -> None:
        """Raises EngineError when a filter, facet or order names a field that the index does not have."""
        unknown = {*self.filters, *(facet.field for facet in self.facets)} - set(definition.keywords)
        if unknown:
            raise EngineError(f"index {definition.name} has no field {', '.join(sorted(unknown))}")

    @property
    def by_score(self) -> bool:
        """Is there a score to order by?"""
        return self.sort is Sort.RELEVANCE and bool(self.terms.folded or self.phrases)


@dataclass(frozen=True, slots=True)
class Terms:
    """A query text, taken apart: accented and folded syllables and folded neighbours."""

    accented: tuple[str, ...]
    folded: tuple[str, ...]
    pairs: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Terms:
        """Take clean text apart; at most MAX_QUERY_SYLLABLES count, and repeated ones once."""
        accented = syllables(text)[:MAX_QUERY_SYLLABLES]
        folded = folded_syllables(text)[:MAX_QUERY_SYLLABLES]
        return cls(_unique(accented), _unique(folded), _unique(shingles(folded)))

    @property
    def all_required(self) -> bool:
        """Short queries need every syllable."""
        return len(self.folded) <= REQUIRE_ALL_UP_TO


def _unique(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found. `score` compares within one answer only."""

    id: str
    score: float
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """`count` documents carry `value`; for a field with chosen values, as if only the other fields filtered."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: hits in order, how many there are in all, counts by facet field, where to go on ("" = the end)."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class PassageHit:
    """The best passage of a parent: what was stored with it (anchor, text)."""

    parent_id: str
    score: float
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title that goes on from what was typed."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Health:
    """Can the engine answer? `reason` is empty when it can."""

    ok: bool
    engine: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IndexState:
    """The generation being read ("" = none) and whether its layout fits the definition."""

    generation: str
    fits: bool


class Engine(Protocol):
    """What every engine does. All of it raises EngineDown when the engine cannot be reached."""

    name: str

    def ensure(self, definition: IndexDef) -> IndexState:
        """Make a first, empty generation if there is none; say which is read and whether its layout fits."""

    def state(self, definition: IndexDef) -> IndexState:
        """Like `ensure`, without making anything."""

    def create(self, definition: IndexDef) -> str:
        """Make an empty generation beside the one being read, to be filled and swapped in; returns its name."""

    def bulk(self, definition: IndexDef, operations: Iterable[Operation], generation: str = "") -> BulkResult:
        """Apply operations to a generation (default: the one being read), all of them findable after `refresh`."""

    def delete(self, definition: IndexDef, ids: Mapping[str, int], generation: str = "") -> BulkResult:
        """Forget documents: id -> version."""

    def swap(self, definition: IndexDef, generation: str) -> str:
        """Read this generation from now on, in one step; returns the name of the one read until now."""

    def drop(self, definition: IndexDef, generation: str) -> None:
        """Delete a generation that is not being read."""

    def generations(self, definition: IndexDef) -> list[str]:
        """Names of all generations of the index, oldest first."""

    def refresh(self, definition: IndexDef, generation: str = "") -> None:
        """Make everything written so far findable."""

    def release(self) -> None:
        """Let go of the writer, so that another process may write."""

    def search(self, definition: IndexDef, query: Query) -> Page:
        """Hits in order with total, facets and cursor."""

    def best_pages(
        self, definition: IndexDef, parent_ids: Sequence[str], query: Query, per_parent: int = 1
    ) -> dict[str, tuple[PassageHit, ...]]:
        """The best passages of each parent that match; parents without a match are left out.

        The filters of `query` are those of the parents and do not matter here; its tokens do.
        """

    def suggest(
        self, definition: IndexDef, prefix: str, tokens: frozenset[str], size: int = 8
    ) -> list[Suggestion]:
        """Titles whose words begin with what was typed, in the order typed or not."""

    def scan(self, definition: IndexDef, generation: str = "") -> Iterator[tuple[str, int]]:
        """(id, version) of every document, of every parent in an index of children; no order promised."""

    def health(self) -> Health:
        """Never raises."""


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The three forms of one text field, white-space separated; both engines split them at white space only."""

    accented: str
    folded: str
    pairs: str

    @classmethod
    def of(cls, text: str) -> IndexedText:
        """All three from clean text."""
        accented = syllables(text)
        folded = fold_tokens(accented)
        return cls(" ".join(accented), " ".join(folded), " ".join(shingles(folded)))
