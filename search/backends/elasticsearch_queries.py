"""Questions in Elasticsearch's own words: our `Query` becomes a `Search` of `elasticsearch.dsl`.

A word costs one clause over all fields (`multi_match`, whose `most_fields` adds up what the fields score): a clause per
word *and field* says the same, but building and reading it takes four times as long.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elasticsearch.dsl import Q, Search
from elasticsearch.dsl import query as dsl

from search.backends.base import IndexDef, Query, TextField
from search.backends.elasticsearch_documents import (
    ACCENTED,
    ACL,
    FOLDED,
    PAIRS,
    PARENT,
    PAYLOAD,
    TIE,
    VERSION,
    Indexed,
)
from search.backends.text import folded_syllables

Asking = Search[Indexed]
Order = list[dict[str, Any]]
BY_SCORE: Order = [{"_score": "desc"}, {TIE: "asc"}]
MOST_FREQUENT: Order = [{"_count": "desc"}, {"_key": "asc"}]
COUNTED = "values"
BEST = "best"
KNOWN_WORDS = 20_000  # clauses kept: the syllables of the language are about 7,000


def search_for(start: Asking, definition: IndexDef, query: Query, after: list[Any]) -> Asking:
    """Hits, total and facets. Facet filters stand in `post_filter`, so that each facet can count without its own."""
    search = start.query(words(definition, query)).sort(*_order(definition, query)).source([PAYLOAD])
    search = search.extra(size=query.size + 1, track_total_hits=True)
    if query.by_score:
        search = search.extra(track_scores=True)
    if query.filters:
        search = search.post_filter(_filters(query))
    for facet in query.facets:
        others = search.aggs.bucket(facet.field, "filter", filter=_filters(query, without=facet.field))
        others.bucket(COUNTED, "terms", field=facet.field, size=facet.size, order=MOST_FREQUENT)
    return search.extra(search_after=after) if after else search


def best_pages(
    start: Asking, definition: IndexDef, parent_ids: Iterable[str], query: Query, per_parent: int
) -> Asking:
    """The best passages, one group per parent. Inner hits cost a search per group: one passage each needs none."""
    parents = sorted(set(parent_ids))
    inner = {"name": BEST, "size": per_parent, "_source": [PAYLOAD], "sort": BY_SCORE, "track_scores": True}
    search = start.query(words(definition, query, loose=True)).filter("terms", **{PARENT: parents})
    search = search.collapse(PARENT, inner_hits=inner if per_parent > 1 else None)
    return search.sort(*BY_SCORE).source([PAYLOAD, PARENT]).extra(size=len(parents), track_scores=True)


def suggestions(start: Asking, definition: IndexDef, query: Query, pool: int) -> Asking | None:
    """Titles with all typed words, the last one perhaps unfinished; None when nothing was typed."""
    typed = folded_syllables(query.text)
    if not typed:
        return None
    name = f"{definition.searched[0].name}{FOLDED}"
    whole = [Q("term", **{name: word}) for word in typed[:-1]]
    unfinished = Q("prefix", **{name: {"value": typed[-1]}})
    search = start.query(Q("bool", filter=[_any_of(ACL, query.tokens), *whole, unfinished]))
    newest: Order = [{definition.numbers[0]: "desc"}, {TIE: "asc"}]
    return search.sort(*newest).source([PAYLOAD]).extra(size=pool)


def documents_and_heads(start: Asking) -> Asking:
    """Everything but passages."""
    return start.query(~Q("exists", field=PARENT)).source([VERSION]).params(size=1000)


def read_facets(query: Query, answer: Mapping[str, Any]) -> dict[str, list[tuple[str, int]]]:
    """(value, count) by facet field."""
    return {
        facet.field: [
            (str(bucket["key"]), int(bucket["doc_count"]))
            for bucket in answer["aggregations"][facet.field][COUNTED]["buckets"]
        ]
        for facet in query.facets
    }


def words(definition: IndexDef, query: Query, *, loose: bool = False) -> dsl.Query:
    """Words score, the tokens of the asker filter. `loose`: any word will do, however few there are."""
    terms, fields = query.terms, definition.searched
    must = [_phrase(fields, phrase) for phrase in query.phrases if folded_syllables(phrase)]
    required = [_word(fields, FOLDED, word) for word in terms.folded]
    should = [_word(fields, ACCENTED, word) for word in terms.accented]
    should += [_word(fields, PAIRS, pair) for pair in terms.pairs]
    if required and terms.all_required and not loose:
        must += required
    elif required:
        must.append(_any(required))
    return Q("bool", filter=[_any_of(ACL, query.tokens)], must=must, should=should, minimum_should_match=0)


@functools.lru_cache(maxsize=KNOWN_WORDS)
def _word(fields: Sequence[TextField], form: str, word: str) -> dsl.Query:
    weighted = [f"{text.name}{form}^{text.weight}" for text in fields]
    return Q("multi_match", query=word, fields=weighted, type="most_fields", operator="and")


def _phrase(fields: Sequence[TextField], phrase: str) -> dsl.Query:
    folded = " ".join(folded_syllables(phrase))
    return _any(
        [
            Q("match_phrase", **{f"{text.name}{FOLDED}": {"query": folded, "boost": text.weight}})
            for text in fields
        ]
    )


def _any(clauses: Sequence[dsl.Query]) -> dsl.Query:
    return Q("bool", should=clauses, minimum_should_match=1)


def _filters(query: Query, *, without: str = "") -> dsl.Query:
    return Q(
        "bool", filter=[_any_of(name, codes) for name, codes in query.filters.items() if name != without]
    )


def _any_of(name: str, codes: Iterable[str]) -> dsl.Query:
    return Q("terms", **{name: sorted(codes)})


def _order(definition: IndexDef, query: Query) -> Order:
    """Rank first, then the tie breaker."""
    if query.by_score:
        return BY_SCORE
    return [{"updated" if "updated" in definition.numbers else TIE: "desc"}, {TIE: "asc"}]
