"""The Elasticsearch engine: the same contract on a server of major version 8 or 9 (client 8.19).

    <prefix>-<index>                        the alias that is read
    <prefix>-<index>-<fingerprint>-<time>   one generation

Versions are the server's own (`external_gte`). An index of passages keeps a *head* per parent (id = the parent's,
no permission tokens, so nobody finds it), which decides whether a whole set of passages is stale.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from search.backends.base import (
    BulkResult,
    EngineDown,
    EngineError,
    FacetCount,
    Health,
    Hit,
    IndexDef,
    IndexState,
    Operation,
    Page,
    PassageHit,
    Put,
    PutChildren,
    Query,
    Remove,
    Suggestion,
)
from search.backends.elasticsearch_client import Line, Missing, Server
from search.backends.elasticsearch_documents import (
    PARENT,
    PAYLOAD,
    VERSION,
    Indexed,
    asking,
    head,
    indexed,
    new_index,
)
from search.backends.elasticsearch_queries import (
    BEST,
    Asking,
    best_pages,
    documents_and_heads,
    read_facets,
    search_for,
    suggestions,
)
from search.backends.ordering import child_key, decode_cursor, encode_cursor, rank_suggestions

SUGGESTION_POOL = 64


class ElasticsearchEngine:
    """See `search.backends.base.Engine`. Reads take at most `timeout` seconds; nothing but reads is retried."""

    name = "elasticsearch"

    def __init__(
        self, url: str, *, prefix: str, api_key: str = "", timeout: float = 2, replicas: int = 0
    ) -> None:
        self.prefix = prefix
        self.replicas = replicas
        self.server = Server(url, api_key=api_key, timeout=timeout)

    def ensure(self, definition: IndexDef) -> IndexState:
        if not self._current(definition):
            self.swap(definition, self.create(definition))
        return self.state(definition)

    def state(self, definition: IndexDef) -> IndexState:
        current = self._current(definition)
        if not current:
            return IndexState("", False)
        found = self.server.ask(lambda: self.server.quick.indices.get_mapping(index=current))
        fingerprint = found[current]["mappings"].get("_meta", {}).get("fingerprint")
        return IndexState(current, fingerprint == definition.fingerprint)

    def create(self, definition: IndexDef) -> str:
        generation = f"{self._alias(definition)}-{definition.fingerprint[:8]}-{time.time_ns():x}"
        index = new_index(definition, generation, self.server.slow, replicas=self.replicas)
        self.server.ask(index.create)
        return generation

    def bulk(self, definition: IndexDef, operations: Iterable[Operation], generation: str = "") -> BulkResult:
        index = generation or self._current(definition)
        if not index:
            raise EngineDown(f"there is no index {definition.name}: run rebuild_index")
        todo = list(operations)
        if definition.children_of:
            return self._bulk_children(definition, todo, index)
        sent = self.server.send([_line(definition, operation) for operation in todo], index)
        return BulkResult(len(todo) - len(sent.stale) - len(sent.failed), len(sent.stale), sent.failed)

    def delete(self, definition: IndexDef, ids: Mapping[str, int], generation: str = "") -> BulkResult:
        return self.bulk(definition, [Remove(gone, version) for gone, version in ids.items()], generation)

    def swap(self, definition: IndexDef, generation: str) -> str:
        before = self._current(definition)
        alias = self._alias(definition)
        actions: list[dict[str, Any]] = [{"add": {"index": generation, "alias": alias}}]
        if before:
            actions.append({"remove": {"index": before, "alias": alias}})
        self.server.ask(lambda: self.server.slow.indices.update_aliases(actions=actions))
        return before

    def drop(self, definition: IndexDef, generation: str) -> None:
        if generation == self._current(definition):
            raise EngineDown(f"generation {generation} of {definition.name} is being read")
        self.server.ask(lambda: self.server.slow.indices.delete(index=generation, ignore_unavailable=True))

    def generations(self, definition: IndexDef) -> list[str]:
        alias = self._alias(definition)
        found = self.server.ask(
            lambda: self.server.quick.indices.get(index=f"{alias}-*", features=["aliases"])
        )
        ours = re.compile(rf"{re.escape(alias)}-[0-9a-f]{{8}}-[0-9a-f]+")
        return sorted(filter(ours.fullmatch, found.keys()), key=lambda name: name.rpartition("-")[2])

    def refresh(self, definition: IndexDef, generation: str = "") -> None:
        index = generation or self._alias(definition)
        self.server.ask(lambda: self.server.slow.indices.refresh(index=index))

    def release(self) -> None:
        """Nothing to let go of: the server takes several writers."""

    def search(self, definition: IndexDef, query: Query) -> Page:
        query.must_fit(definition)
        start = asking(definition, self.server.quick, self._alias(definition))
        answer = self._answer(definition, search_for(start, definition, query, decode_cursor(query)))
        found = answer["hits"]["hits"]
        shown = found[: query.size]
        more = len(found) > query.size and query.size > 0
        return Page(
            hits=tuple(_hit(row) for row in shown),
            total=answer["hits"]["total"]["value"],
            facets={
                name: tuple(FacetCount(*bucket) for bucket in buckets)
                for name, buckets in read_facets(query, answer).items()
            },
            next_cursor=encode_cursor(query, *shown[-1]["sort"]) if more else "",
        )

    def best_pages(
        self, definition: IndexDef, parent_ids: Sequence[str], query: Query, per_parent: int = 1
    ) -> dict[str, tuple[PassageHit, ...]]:
        if not parent_ids or (not query.terms.folded and not query.phrases):
            return {}
        start = asking(definition, self.server.quick, self._alias(definition))
        answer = self._answer(
            definition, best_pages(start, definition, parent_ids, query.for_pages(), per_parent)
        )
        return {row["_source"][PARENT]: tuple(_passages(row)) for row in answer["hits"]["hits"]}

    def suggest(
        self, definition: IndexDef, prefix: str, tokens: frozenset[str], size: int = 8
    ) -> list[Suggestion]:
        asked = Query(tokens=tokens, text=prefix)
        start = asking(definition, self.server.quick, self._alias(definition))
        asked_for = suggestions(start, definition, asked, SUGGESTION_POOL)
        if asked_for is None:
            return []
        title = definition.searched[0].name
        hits = [_hit(row) for row in self._answer(definition, asked_for)["hits"]["hits"]]
        return rank_suggestions(
            (Suggestion(hit.id, str(hit.payload.get(title, ""))) for hit in hits), prefix, size
        )

    def scan(self, definition: IndexDef, generation: str = "") -> Iterator[tuple[str, int]]:
        start = asking(definition, self.server.slow, generation or self._alias(definition))
        for row in documents_and_heads(start).scan():
            yield row.meta.id, int(row[VERSION])

    def health(self) -> Health:
        try:
            status = self.server.ask(lambda: self.server.quick.cluster.health())["status"]
        except EngineError as error:
            return Health(False, self.name, str(error))
        return Health(status != "red", self.name, "" if status != "red" else "the cluster is red")

    def _bulk_children(self, definition: IndexDef, operations: list[Operation], index: str) -> BulkResult:
        """Heads first: only where the head was accepted do the passages follow, and those beyond the end go."""
        before = self.server.child_counts(index, [_parent(operation) for operation in operations])
        heads = self.server.send([_head_line(operation) for operation in operations], index)
        refused = set(heads.failed) | heads.stale
        lines: list[Line] = []
        for operation in operations:
            parent_id = _parent(operation)
            if parent_id in refused:
                continue
            kept = len(operation.children) if isinstance(operation, PutChildren) else 0
            if isinstance(operation, PutChildren):
                lines += [_child_line(definition, operation, i) for i in range(kept)]
            version = _version(operation)
            lines += [
                _delete_line(child_key(parent_id, i), version) for i in range(kept, before.get(parent_id, 0))
            ]
        passages = self.server.send(lines, index)
        failed = heads.failed | {name.rpartition(":")[0]: why for name, why in passages.failed.items()}
        return BulkResult(len(operations) - len(heads.stale) - len(failed), len(heads.stale), failed)

    def _answer(self, definition: IndexDef, question: Asking) -> Mapping[str, Any]:
        """The answer as it came: an object for every row would take as long again as the search itself."""
        try:
            return self.server.ask(question.execute).to_dict()
        except Missing as error:
            raise EngineDown(f"there is no index {definition.name}: run rebuild_index") from error

    def _current(self, definition: IndexDef) -> str:
        try:
            found = self.server.ask(lambda: self.server.quick.indices.get_alias(name=self._alias(definition)))
        except Missing:
            return ""
        return next(iter(found.keys()), "")

    def _alias(self, definition: IndexDef) -> str:
        return f"{self.prefix}-{definition.name.replace('_', '-')}"


def _hit(row: Mapping[str, Any]) -> Hit:
    return Hit(row["_id"], float(row["_score"] or 0.0), row["_source"].get(PAYLOAD, {}))


def _passages(row: Mapping[str, Any]) -> Iterator[PassageHit]:
    """The best passages of one parent: those found with it, or the one that stands for it."""
    parent_id = row["_source"][PARENT]
    for passage in row["inner_hits"][BEST]["hits"]["hits"] if "inner_hits" in row else [row]:
        hit = _hit(passage)
        yield PassageHit(parent_id, hit.score, hit.payload)


def _line(definition: IndexDef, operation: Operation) -> Line:
    match operation:
        case Put(document):
            return _index_line(document.id, document.version, indexed(definition, document))
        case Remove(gone_id, version):
            return _delete_line(gone_id, version)
        case PutChildren():
            raise EngineError(f"index {definition.name} holds no passages")


def _head_line(operation: Operation) -> Line:
    match operation:
        case PutChildren(parent_id, version, children):
            return _index_line(parent_id, version, head(parent_id, version, len(children)))
        case Remove(gone_id, version):
            return _delete_line(gone_id, version)
        case Put(document):
            raise EngineError(f"passages of {document.id} come all at once")


def _child_line(definition: IndexDef, operation: PutChildren, ordinal: int) -> Line:
    child = operation.children[ordinal]
    child_id = child_key(operation.parent_id, ordinal)
    body = indexed(definition, replace(child, id=child_id), parent=operation.parent_id)
    return _index_line(child_id, operation.version, body)


def _index_line(document_id: str, version: int, body: Indexed) -> Line:
    return {
        "_op_type": "index",
        "_id": document_id,
        "version": version,
        "version_type": "external_gte",
        "_source": body,
    }


def _delete_line(document_id: str, version: int) -> Line:
    return {"_op_type": "delete", "_id": document_id, "version": version, "version_type": "external_gte"}


def _parent(operation: Operation) -> str:
    return operation.parent_id if isinstance(operation, PutChildren) else _gone(operation)


def _gone(operation: Operation) -> str:
    if isinstance(operation, Remove):
        return operation.id
    raise EngineError("passages come all at once, with their parent")


def _version(operation: Operation) -> int:
    return operation.document.version if isinstance(operation, Put) else operation.version
