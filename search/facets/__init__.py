"""Facets: one file each. A facet says how its value is read from a work, how a value is named and who may see it.

    FACETS.add("licence", Facet(key="giay-phep", ...), order=50)

The index definitions gather what is registered here; a new facet changes their fingerprint, and `check_index` then
says "rebuild". The recipe: `docs/howto/add-a-facet.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from config.registry import Registry
from search.backends.base import FacetCount

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from questionbank.items.models import Question
    from repository.catalogue.models import LearningMaterial
    from repository.curriculum.models import Subject
    from repository.organisations.models import OrgUnit

MATERIALS = "materials"
QUESTIONS = "questions"


@dataclass(frozen=True)
class Source:
    """What a document is made from: a work (its published row, or its draft) and what belongs to it.

    `grades` and `topics` are codes and labels already read for many works at once; `formats` are short names of
    its files' formats. A facet reads from here and asks the database nothing.
    """

    material: LearningMaterial
    grades: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @property
    def subject(self) -> Subject | None:
        """What it teaches."""
        return self.material.subject

    @property
    def owner(self) -> OrgUnit | None:
        """Whose it is."""
        return self.material.owner_org


@dataclass(frozen=True)
class QuestionSource:
    """The same of a question; its key is not within reach."""

    question: Question

    @property
    def subject(self) -> Subject | None:
        """What it asks about."""
        return self.question.subject

    @property
    def grades(self) -> tuple[str, ...]:
        """At most one."""
        return (self.question.grade.code,) if self.question.grade else ()

    @property
    def owner(self) -> OrgUnit | None:
        """The unit of its bank; a person's own bank has none."""
        return self.question.bank.unit


class ValueOrder(StrEnum):
    """How the values of a facet are listed."""

    COUNT = "count"  # the most frequent first
    CODE = "code"  # numbers by size, the rest by alphabet


class Audience(StrEnum):
    """Who sees a facet."""

    EVERYBODY = "everybody"
    STAFF = "staff"


Labels = Mapping[str, str]


@dataclass(frozen=True)
class Facet:
    """A way to narrow a result.

    `key` is the word in the address (`?lop=6`), `field` the keyword field in the index, `read` gives the codes of
    a work, `name` the labels of codes in the active language (codes it does not know are shown as they are).
    At most `size` values are counted.

    >>> Facet(key="lop", field="grade", label="Grade", read=lambda source: source.grades, name=lambda codes: {})
    """

    key: str
    field: str
    label: str | _StrPromise
    read: Callable[[Any], Iterable[str]]  # a Source, or a QuestionSource for the index of questions
    name: Callable[[Collection[str]], Labels]
    size: int = 12
    order: ValueOrder = ValueOrder.COUNT
    audience: Audience = Audience.EVERYBODY
    indexes: frozenset[str] = frozenset({MATERIALS})

    def codes(self, source: Source | QuestionSource) -> tuple[str, ...]:
        """The values of a work or a question, each once."""
        return tuple(dict.fromkeys(code for code in self.read(source) if code))

    def arrange(self, counts: Iterable[FacetCount]) -> list[FacetCount]:
        """Counts in the order in which they are listed."""
        found = list(counts)
        if self.order is ValueOrder.CODE:
            return sorted(found, key=lambda row: (not row.value.isdecimal(), _number(row.value), row.value))
        return sorted(found, key=lambda row: (-row.count, row.value))


def _number(code: str) -> int:
    return int(code) if code.isdecimal() else 0


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet as a page shows it."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FacetList:
    """A facet with its counted values, chosen ones included even when nothing carries them."""

    facet: Facet
    values: list[FacetValue] = field(default_factory=list)


FACETS: Registry[Facet] = Registry("facet", package="search.facets")


def facets_of(index: str, *, staff: bool = True) -> list[Facet]:
    """The facets of one index that this kind of person sees, in display order."""
    return [
        facet
        for facet in FACETS.values()
        if index in facet.indexes and (staff or facet.audience is Audience.EVERYBODY)
    ]


def list_values(facet: Facet, counts: Iterable[FacetCount], chosen: Collection[str]) -> FacetList:
    """Counts with labels; a chosen value without hits stays in sight, so that it can be taken back."""
    found = list(counts)
    present = {row.value for row in found}
    found += [FacetCount(code, 0) for code in chosen if code not in present]
    labels = facet.name([row.value for row in found]) if found else {}
    values = [
        FacetValue(row.value, str(labels.get(row.value, row.value)), row.count, row.value in chosen)
        for row in facet.arrange(found)
    ]
    return FacetList(facet, values)
