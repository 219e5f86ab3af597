"""Questions in the embedded engine's own words: our `Query` becomes a tantivy query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import tantivy

from search.backends.base import IndexDef, Query, Terms
from search.backends.text import folded_syllables

ACL = "_acl"
ID = "_id"
PARENT = "_parent"
TIE = "_tie"
PAYLOAD = "_payload"

Clause = tuple[tantivy.Occur, tantivy.Query]
MUST = tantivy.Occur.Must
SHOULD = tantivy.Occur.Should


class QueryBuilder:
    """Builds tantivy queries for one index. Filters never score; words score by field weight."""

    def __init__(self, definition: IndexDef, schema: tantivy.Schema) -> None:
        self.definition = definition
        self.schema = schema

    def whole(self, query: Query, *, without: str = "", parent: str = "") -> tantivy.Query:
        """Everything `query` asks for; without the filter on the field `without` (its own facet's counts)."""
        clauses: list[Clause] = [(MUST, self._any_of(ACL, query.tokens))]
        clauses += [
            (MUST, self._any_of(name, codes)) for name, codes in query.filters.items() if name != without
        ]
        if parent:
            clauses.append((MUST, self._any_of(PARENT, [parent])))
        clauses += [(MUST, self._phrase(phrase)) for phrase in query.phrases if folded_syllables(phrase)]
        return tantivy.Query.boolean_query(clauses + self._words(query.terms, loose=bool(parent)))

    def title_prefix(self, prefix: str, tokens: Iterable[str]) -> tantivy.Query | None:
        """Titles with all the typed words, the last one perhaps unfinished; None when nothing was typed."""
        words = folded_syllables(prefix)
        if not words:
            return None
        name = f"{self.definition.searched[0].name}_f"
        clauses: list[Clause] = [(MUST, self._any_of(ACL, tokens))]
        clauses += [(MUST, tantivy.Query.term_query(self.schema, name, word)) for word in words[:-1]]
        clauses.append((MUST, tantivy.Query.regex_query(self.schema, name, re.escape(words[-1]) + ".*")))
        return tantivy.Query.boolean_query(clauses)

    def _words(self, terms: Terms, *, loose: bool) -> list[Clause]:
        """The three forms add up with equal weights; the folded one decides what is found at all."""
        if not terms.folded:
            return []
        required = [self._in_any_field("_f", word) for word in terms.folded]
        extras: list[Clause] = [(SHOULD, self._in_any_field("", word)) for word in terms.accented]
        extras += [(SHOULD, self._in_any_field("_sh", pair)) for pair in terms.pairs]
        if terms.all_required and not loose:
            return [(MUST, word) for word in required] + extras
        return [(MUST, tantivy.Query.boolean_query([(SHOULD, word) for word in required])), *extras]

    def _in_any_field(self, form: str, word: str) -> tantivy.Query:
        scored: list[Clause] = []
        for text in self.definition.searched:
            term = tantivy.Query.term_query(self.schema, f"{text.name}{form}", word, "freq")
            scored.append(
                (SHOULD, term if text.weight == 1 else tantivy.Query.boost_query(term, text.weight))
            )
        return tantivy.Query.boolean_query(scored)

    def _phrase(self, phrase: str) -> tantivy.Query:
        words = folded_syllables(phrase)
        fields: list[Clause] = []
        for text in self.definition.searched:
            name = f"{text.name}_f"
            found = (
                tantivy.Query.phrase_query(self.schema, name, list(words))
                if len(words) > 1
                else tantivy.Query.term_query(self.schema, name, words[0], "freq")
            )
            fields.append((SHOULD, tantivy.Query.boost_query(found, text.weight)))
        return tantivy.Query.boolean_query(fields)

    def _any_of(self, name: str, codes: Iterable[str]) -> tantivy.Query:
        """A filter: no score. Sorted, so that equal questions are equal queries."""
        wanted = tantivy.Query.term_set_query(self.schema, name, sorted(codes))
        return tantivy.Query.const_score_query(wanted, 0.0)


def build_schema(definition: IndexDef) -> tantivy.Schema:
    """Fields of one index: three forms of each text, codes and numbers as columns, the payload as stored text."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(ACL, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(PARENT, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field(PAYLOAD, stored=True)
    builder.add_integer_field(TIE, fast=True)
    for text in definition.searched:
        builder.add_text_field(text.name, tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(f"{text.name}_f", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field(f"{text.name}_sh", tokenizer_name="whitespace", index_option="freq")
    for name in definition.keywords:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in definition.numbers:
        builder.add_integer_field(name, fast=True, indexed=True)
    return builder.build()


def terms_aggregation(field: str, size: int) -> Mapping[str, object]:
    """Count values; more than asked for, so that the cut among equal counts is ours."""
    wanted = size * 2 + 10
    return {"terms": {"field": field, "size": wanted, "segment_size": max(wanted, 2000)}}


def read_buckets(answer: Mapping[str, object]) -> Sequence[tuple[str, int]]:
    """(value, count) of one terms aggregation."""
    buckets = answer["buckets"]
    assert isinstance(buckets, list)
    return [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
