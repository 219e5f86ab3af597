"""The embedded engine: tantivy in this process, one directory per generation, no server.

    var/index/<prefix>/<index>/current              the name of the generation being read
    var/index/<prefix>/<index>/<generation>/…       tantivy's files and `versions.sqlite3`

The whole folder is disposable: `manage.py rebuild_index` makes it anew from the database. One process writes (the
relay, under its lease); every process reads and notices commits and swaps by the time stamps of two small files.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import tantivy

from search.backends.base import (
    BulkResult,
    EngineDown,
    FacetCount,
    Health,
    Hit,
    IndexDef,
    IndexState,
    Operation,
    Page,
    PassageHit,
    Query,
    Remove,
    Suggestion,
)
from search.backends.embedded_generation import Generation
from search.backends.embedded_queries import ID, PAYLOAD, TIE, QueryBuilder, read_buckets, terms_aggregation
from search.backends.ordering import decode_cursor, encode_cursor, rank_suggestions

CURRENT_FILE = "current"
MAX_DEPTH = 20_000  # hits looked at before a page is cut among equal ranks
SUGGESTION_POOL = 64
_SLACK = 32

Ranked = tuple[float, int, tantivy.DocAddress]  # (minus rank, tie breaker, address): sorts as shown


class EmbeddedEngine:
    """See `search.backends.base.Engine`."""

    name = "embedded"

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: dict[tuple[str, str], Generation] = {}
        self._lock = threading.Lock()

    def ensure(self, definition: IndexDef) -> IndexState:
        if not self._current(definition):
            self.swap(definition, self.create(definition))
        return self.state(definition)

    def state(self, definition: IndexDef) -> IndexState:
        current = self._current(definition)
        fits = bool(current) and Generation.fits(definition, self._folder(definition) / current)
        return IndexState(current, fits)

    def create(self, definition: IndexDef) -> str:
        generation = f"{definition.fingerprint[:8]}-{time.time_ns():x}"
        try:
            made = Generation.make(definition, self._folder(definition) / generation)
        except (OSError, ValueError) as error:
            raise EngineDown(f"no index can be made in {self.root.name}/: {error}") from error
        with self._lock:
            self._open[definition.name, generation] = made
        return generation

    def bulk(self, definition: IndexDef, operations: Iterable[Operation], generation: str = "") -> BulkResult:
        return self._generation(definition, generation).bulk(operations)

    def delete(self, definition: IndexDef, ids: Mapping[str, int], generation: str = "") -> BulkResult:
        return self.bulk(definition, [Remove(gone, version) for gone, version in ids.items()], generation)

    def swap(self, definition: IndexDef, generation: str) -> str:
        before = self._current(definition)
        folder = self._folder(definition)
        fresh = folder / f"{CURRENT_FILE}.{os.getpid()}"
        fresh.write_text(generation, encoding="utf-8")
        fresh.replace(folder / CURRENT_FILE)
        return before

    def drop(self, definition: IndexDef, generation: str) -> None:
        if generation == self._current(definition):
            raise EngineDown(f"generation {generation} of {definition.name} is being read")
        with self._lock:
            opened = self._open.pop((definition.name, generation), None)
        if opened is not None:
            opened.release()
        shutil.rmtree(self._folder(definition) / generation, ignore_errors=True)

    def generations(self, definition: IndexDef) -> list[str]:
        folder = self._folder(definition)
        found = [path.name for path in folder.iterdir() if path.is_dir()] if folder.exists() else []
        return sorted(found, key=lambda name: name.rpartition("-")[2])

    def refresh(self, definition: IndexDef, generation: str = "") -> None:
        """Nothing to do: every bulk commits, and readers look at the time stamp of the commit."""

    def release(self) -> None:
        with self._lock:
            opened = list(self._open.values())
        for generation in opened:
            generation.release()

    def search(self, definition: IndexDef, query: Query) -> Page:
        query.must_fit(definition)
        generation, searcher = self._reader(definition)
        builder = QueryBuilder(definition, generation.schema)
        ranked, total = _ranked(searcher, builder.whole(query), query, _order_field(definition, query))
        shown = ranked[: query.size]
        more = len(ranked) > query.size and query.size > 0
        return Page(
            hits=tuple(_hit(searcher, row) for row in shown),
            total=total,
            facets=_facets(searcher, builder, query),
            next_cursor=encode_cursor(query, *shown[-1][:2]) if more else "",
        )

    def best_pages(
        self, definition: IndexDef, parent_ids: Sequence[str], query: Query, per_parent: int = 1
    ) -> dict[str, tuple[PassageHit, ...]]:
        if not query.terms.folded and not query.phrases:
            return {}
        generation, searcher = self._reader(definition)
        builder = QueryBuilder(definition, generation.schema)
        best: dict[str, tuple[PassageHit, ...]] = {}
        for parent_id in parent_ids:
            asked = builder.whole(query.for_pages(), parent=parent_id)
            rows = _in_order(searcher, searcher.search(asked, per_parent + 3, count=False).hits)[:per_parent]
            hits = [_hit(searcher, row) for row in rows]
            if hits:
                best[parent_id] = tuple(PassageHit(parent_id, hit.score, hit.payload) for hit in hits)
        return best

    def suggest(
        self, definition: IndexDef, prefix: str, tokens: frozenset[str], size: int = 8
    ) -> list[Suggestion]:
        asked = Query(tokens=tokens, text=prefix)
        generation, searcher = self._reader(definition)
        wanted = QueryBuilder(definition, generation.schema).title_prefix(prefix, asked.tokens)
        if wanted is None:
            return []
        found = searcher.search(wanted, SUGGESTION_POOL, count=False, order_by_field=definition.numbers[0])
        hits = [_hit(searcher, (0.0, 0, address)) for _, address in found.hits]
        title = definition.searched[0].name
        return rank_suggestions(
            (Suggestion(hit.id, str(hit.payload.get(title, ""))) for hit in hits), prefix, size
        )

    def scan(self, definition: IndexDef, generation: str = "") -> Iterator[tuple[str, int]]:
        return self._generation(definition, generation).scan()

    def health(self) -> Health:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return Health(False, self.name, f"{self.root.name}/ cannot be written: {error.strerror}")
        return Health(os.access(self.root, os.W_OK), self.name, "")

    def _folder(self, definition: IndexDef) -> Path:
        return self.root / definition.name

    def _current(self, definition: IndexDef) -> str:
        try:
            return (self._folder(definition) / CURRENT_FILE).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""

    def _generation(self, definition: IndexDef, name: str = "") -> Generation:
        name = name or self._current(definition)
        folder = self._folder(definition) / name
        with self._lock:
            opened = self._open.get((definition.name, name))
            if opened is None or not folder.exists():
                if not name or not Generation.fits(definition, folder):
                    raise EngineDown(f"there is no index {definition.name} of this layout: run rebuild_index")
                try:
                    opened = Generation(definition, folder)
                except (OSError, ValueError) as error:
                    raise EngineDown(f"index {definition.name} cannot be opened: {error}") from error
                self._open[definition.name, name] = opened
        return opened

    def _reader(self, definition: IndexDef) -> tuple[Generation, tantivy.Searcher]:
        generation = self._generation(definition)
        try:
            return generation, generation.searcher()
        except (OSError, ValueError) as error:
            raise EngineDown(f"index {definition.name} cannot be read: {error}") from error


def _order_field(definition: IndexDef, query: Query) -> str:
    """The column to sort by; "" when the score decides."""
    if query.by_score:
        return ""
    return "updated" if "updated" in definition.numbers else TIE


def _ranked(
    searcher: tantivy.Searcher, asked: tantivy.Query, query: Query, order_field: str
) -> tuple[list[Ranked], int]:
    """One more than a page of rows after the cursor, ordered by rank and then tie breaker, and the total.

    tantivy cuts among equal ranks as it likes. So hits of the last, perhaps incomplete rank are held back and
    more are fetched, until the page is full.
    """
    key = decode_cursor(query)
    after = (float(key[0]), int(key[1])) if len(key) >= 2 else None
    limit = query.size + 1 + _SLACK
    while True:
        found = searcher.search(asked, limit, order_by_field=order_field or None)
        rows = _in_order(searcher, found.hits)
        complete = len(rows) < limit or limit >= MAX_DEPTH
        last = rows[-1][0] if rows else 0.0
        safe = rows if complete else [row for row in rows if row[0] < last]
        if after is not None:
            safe = [row for row in safe if row[:2] > after]
        if complete or len(safe) > query.size:
            return safe[: query.size + 1], int(found.count or 0)  # type: ignore[attr-defined]
        limit = min(limit * 4, MAX_DEPTH)


def _in_order(searcher: tantivy.Searcher, hits: Sequence[tuple[float, tantivy.DocAddress]]) -> list[Ranked]:
    if not hits:
        return []
    ties = searcher.fast_field_values(TIE, [address for _, address in hits])
    rows = [(-float(rank), int(tie or 0), address) for (rank, address), tie in zip(hits, ties, strict=True)]
    return sorted(rows, key=lambda row: row[:2])


def _hit(searcher: tantivy.Searcher, row: Ranked) -> Hit:
    document = searcher.doc(row[2])
    return Hit(str(document.get_first(ID)), -row[0], json.loads(bytes(document.get_first(PAYLOAD) or b"{}")))


def _facets(
    searcher: tantivy.Searcher, builder: QueryBuilder, query: Query
) -> dict[str, tuple[FacetCount, ...]]:
    """Counts per facet; a field with chosen codes is counted as if they were not chosen (several may be picked)."""
    free = [facet for facet in query.facets if facet.field not in query.filters]
    counts: dict[str, tuple[FacetCount, ...]] = {}
    if free:
        wanted = {facet.field: terms_aggregation(facet.field, facet.size) for facet in free}
        answer = searcher.aggregate(builder.whole(query), wanted)
        counts = {facet.field: _cut(read_buckets(answer[facet.field]), facet.size) for facet in free}
    for facet in query.facets:
        if facet.field in query.filters:
            wanted = {facet.field: terms_aggregation(facet.field, facet.size)}
            answer = searcher.aggregate(builder.whole(query, without=facet.field), wanted)
            counts[facet.field] = _cut(read_buckets(answer[facet.field]), facet.size)
    return counts


def _cut(buckets: Sequence[tuple[str, int]], size: int) -> tuple[FacetCount, ...]:
    ordered = sorted(buckets, key=lambda bucket: (-bucket[1], bucket[0]))
    return tuple(FacetCount(value, count) for value, count in ordered[:size])
