"""What a person asked for: the words, quoted phrases, chosen facet values, order and place, read from an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from search.backends.base import FacetRequest, Query, Sort
from search.backends.text import clean
from search.facets import Facet

MAX_CHARACTERS = 200
MAX_PHRASES = 4
MAX_CHOSEN = 20  # values of one facet
TEXT, ORDER, PLACE = "q", "xep", "sau"
NEWEST = "moi"
_QUOTED = re.compile(r'["“”„]([^"“”„]{1,120})["“”„]')
_QUOTES = re.compile(r'["“”„]')


@dataclass(frozen=True)
class Asked:
    """One question of one person. `chosen` maps the key of a facet to the chosen codes."""

    typed: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    cursor: str = ""

    @classmethod
    def read(cls, parameters: QueryDict, facets: list[Facet]) -> Asked:
        """From the parameters of an address; what it does not know is ignored."""
        chosen = {
            facet.key: tuple(dict.fromkeys(parameters.getlist(facet.key)))[:MAX_CHOSEN]
            for facet in facets
            if any(parameters.getlist(facet.key))
        }
        return cls(
            typed=clean((parameters.get(TEXT, "") or "")[:MAX_CHARACTERS]),
            chosen=chosen,
            sort=Sort.NEWEST if parameters.get(ORDER, "") == NEWEST else Sort.RELEVANCE,
            cursor=(parameters.get(PLACE, "") or "")[:200],
        )

    @property
    def words(self) -> str:
        """The text without quotation marks: what is marked in hits."""
        return clean(_QUOTES.sub(" ", self.typed))

    @property
    def phrases(self) -> tuple[str, ...]:
        """What stood in quotation marks."""
        return tuple(_QUOTED.findall(self.typed))[:MAX_PHRASES]

    @property
    def is_empty(self) -> bool:
        """Nothing was asked: the newest works are shown."""
        return not self.typed and not self.chosen

    def query(self, tokens: frozenset[str], facets: list[Facet], *, size: int, count: bool = True) -> Query:
        """The question for the engine."""
        fields = {facet.key: facet.field for facet in facets}
        return Query(
            tokens=tokens,
            text=self.words,
            phrases=self.phrases,
            filters={fields[key]: codes for key, codes in self.chosen.items() if key in fields},
            facets=tuple(FacetRequest(facet.field, facet.size) for facet in facets) if count else (),
            sort=self.sort,
            cursor=self.cursor,
            size=size,
        )

    def toggled(self, key: str, code: str) -> Asked:
        """The same question with one value more, or less; from the first page."""
        before = self.chosen.get(key, ())
        after = tuple(value for value in before if value != code) if code in before else (*before, code)
        chosen = {name: codes for name, codes in {**self.chosen, key: after}.items() if codes}
        return replace(self, chosen=chosen, cursor="")

    def parameters(self) -> list[tuple[str, str]]:
        """For an address; reading it back gives the same question."""
        pairs = [(TEXT, self.typed)] if self.typed else []
        pairs += [(key, code) for key, codes in self.chosen.items() for code in codes]
        if self.sort is Sort.NEWEST:
            pairs.append((ORDER, NEWEST))
        if self.cursor:
            pairs.append((PLACE, self.cursor))
        return pairs
