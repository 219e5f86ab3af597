"""Questions, mappings and bulk lines in Elasticsearch's own words; only what a bare server knows (profile `core`).

Three forms of each text are made in Python and split at white space here, so that both engines hold the very same
tokens. Each form is a field of its own: `title`, `title_f` (folded), `title_sh` (folded neighbours).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from search.backends.base import (
    Document,
    IndexDef,
    IndexedText,
    Query,
    Terms,
)
from search.backends.ordering import tie_breaker
from search.backends.text import folded_syllables

ACL = "_acl_"
PARENT = "_parent_"
TIE = "_tie_"
PAYLOAD = "_payload_"
VERSION = "_version_"
CHILDREN = "_children_"  # on the head of a parent's passages: how many there are

Json = dict[str, Any]


def index_settings(replicas: int) -> Json:
    """One primary shard is enough at this size, and makes scores comparable."""
    return {
        "index": {
            "number_of_shards": 1,
            "number_of_replicas": replicas,
            "refresh_interval": "1s",
            "gc_deletes": "1h",
        }
    }


def mappings(definition: IndexDef) -> Json:
    """A strict mapping whose `_meta` tells the fingerprint of the definition."""
    fields: Json = {
        ACL: {"type": "keyword", "doc_values": False},
        PARENT: {"type": "keyword"},
        TIE: {"type": "long", "index": False},
        VERSION: {"type": "long", "index": False},
        CHILDREN: {"type": "integer", "index": False},
        PAYLOAD: {"type": "object", "enabled": False},
    }
    for text in definition.searched:
        fields[text.name] = _text("freqs")
        fields[f"{text.name}_f"] = _text("positions")
        fields[f"{text.name}_sh"] = _text("freqs")
    fields |= {name: {"type": "keyword"} for name in definition.keywords}
    fields |= {name: {"type": "long"} for name in definition.numbers}
    not_kept = [f"{text.name}{form}" for text in definition.searched for form in ("", "_f", "_sh")]
    return {
        "dynamic": "strict",
        "_meta": {"fingerprint": definition.fingerprint},
        "_source": {"excludes": not_kept},
        "properties": fields,
    }


def _text(options: str) -> Json:
    return {"type": "text", "analyzer": "whitespace", "index_options": options}


def source(definition: IndexDef, document: Document, *, parent: str = "") -> Json:
    """The body to index for a document."""
    body: Json = {
        ACL: list(document.acl),
        TIE: tie_breaker(document.id),
        VERSION: document.version,
        PAYLOAD: dict(document.payload),
    }
    if parent:
        body[PARENT] = parent
    for text in definition.texts:
        value = document.texts.get(text.name)
        if value and text.weight > 0:
            forms = IndexedText.of(value)
            body |= {
                text.name: forms.accented,
                f"{text.name}_f": forms.folded,
                f"{text.name}_sh": forms.pairs,
            }
    unknown = set(document.texts) - {text.name for text in definition.texts}
    body |= {name: document.texts[name] for name in unknown}  # the strict mapping refuses them, with a reason
    body |= {name: list(codes) for name, codes in document.keywords.items()}
    body |= {name: document.numbers.get(name, 0) for name in definition.numbers}
    return body


def head(parent_id: str, version: int, children: int) -> Json:
    """The head of a parent's passages: nobody's token, it only keeps version and count."""
    return {TIE: tie_breaker(parent_id), VERSION: version, CHILDREN: children}


def search_body(definition: IndexDef, query: Query, after: list[Any]) -> Json:
    """Hits, total and facets. Facet filters stand in `post_filter`, so that each facet can count without its own."""
    body: Json = {
        "query": bool_query(definition, query),
        "size": query.size + 1,
        "track_total_hits": True,
        "_source": [PAYLOAD],
        "sort": sort_keys(definition, query),
    }
    if query.by_score:
        body["track_scores"] = True
    if query.filters:
        body["post_filter"] = {
            "bool": {"filter": [_any_of(name, codes) for name, codes in query.filters.items()]}
        }
    if query.facets:
        body["aggs"] = {facet.field: _facet(query, facet.field, facet.size) for facet in query.facets}
    if after:
        body["search_after"] = after
    return body


def sort_keys(definition: IndexDef, query: Query) -> list[Json]:
    """Rank first, then the tie breaker."""
    if query.by_score:
        return [{"_score": "desc"}, {TIE: "asc"}]
    return [{"updated" if "updated" in definition.numbers else TIE: "desc"}, {TIE: "asc"}]


def bool_query(definition: IndexDef, query: Query, *, loose: bool = False) -> Json:
    """Words score, the tokens of the asker filter. `loose`: any word will do, however few there are."""
    filters = [_any_of(ACL, sorted(query.tokens))]
    must = [_phrase(definition, phrase) for phrase in query.phrases if folded_syllables(phrase)]
    should: list[Json] = []
    terms = query.terms
    if terms.folded:
        required = [_in_any_field(definition, "_f", word) for word in terms.folded]
        should += [_in_any_field(definition, "", word) for word in terms.accented]
        should += [_in_any_field(definition, "_sh", pair) for pair in terms.pairs]
        must += (
            required if _strict(terms, loose) else [{"bool": {"should": required, "minimum_should_match": 1}}]
        )
    return {"bool": {"filter": filters, "must": must, "should": should, "minimum_should_match": 0}}


def _strict(terms: Terms, loose: bool) -> bool:
    return terms.all_required and not loose


def best_pages_body(definition: IndexDef, parent_ids: Iterable[str], query: Query, per_parent: int) -> Json:
    """The best passages, one group per parent. Inner hits cost a search per group: one passage each needs none."""
    parents = list(parent_ids)
    asked = bool_query(definition, query, loose=True)
    asked["bool"]["filter"].append(_any_of(PARENT, parents))
    order = [{"_score": "desc"}, {TIE: "asc"}]
    body: Json = {
        "query": asked,
        "size": len(parents),
        "sort": order,
        "track_scores": True,
        "_source": [PAYLOAD],
    }
    body["collapse"] = {"field": PARENT}
    if per_parent > 1:
        inner = {
            "name": "best",
            "size": per_parent,
            "_source": [PAYLOAD],
            "sort": order,
            "track_scores": True,
        }
        body["collapse"]["inner_hits"] = inner
    return body


def suggest_body(definition: IndexDef, prefix: str, tokens: frozenset[str], pool: int) -> Json | None:
    """Titles with all typed words, the last one perhaps unfinished; None when nothing was typed."""
    words = folded_syllables(prefix)
    if not words:
        return None
    name = f"{definition.searched[0].name}_f"
    filters: list[Json] = [_any_of(ACL, sorted(tokens))]
    filters += [{"term": {name: word}} for word in words[:-1]]
    filters.append({"prefix": {name: {"value": words[-1]}}})
    return {
        "query": {"bool": {"filter": filters}},
        "size": pool,
        "_source": [PAYLOAD],
        "sort": [{definition.numbers[0]: "desc"}, {TIE: "asc"}],
    }


def read_facets(query: Query, answer: Mapping[str, Any]) -> dict[str, list[tuple[str, int]]]:
    """(value, count) by facet field."""
    return {
        facet.field: [(str(b["key"]), int(b["doc_count"])) for b in answer[facet.field]["values"]["buckets"]]
        for facet in query.facets
    }


def _facet(query: Query, field: str, size: int) -> Json:
    others = [_any_of(name, codes) for name, codes in query.filters.items() if name != field]
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {
        "filter": {"bool": {"filter": others}},
        "aggs": {"values": {"terms": {"field": field, "size": size, "order": order}}},
    }


def _in_any_field(definition: IndexDef, form: str, word: str) -> Json:
    scored = [
        {"term": {f"{text.name}{form}": {"value": word, "boost": text.weight}}}
        for text in definition.searched
    ]
    return {"bool": {"should": scored, "minimum_should_match": 1}}


def _phrase(definition: IndexDef, phrase: str) -> Json:
    words = " ".join(folded_syllables(phrase))
    fields = [
        {"match_phrase": {f"{t.name}_f": {"query": words, "boost": t.weight}}} for t in definition.searched
    ]
    return {"bool": {"should": fields, "minimum_should_match": 1}}


def _any_of(name: str, codes: Iterable[str]) -> Json:
    return {"terms": {name: sorted(codes)}}
