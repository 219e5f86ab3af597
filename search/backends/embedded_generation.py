"""One generation of one index of the embedded engine: a tantivy directory and, beside it, what version each id has.

tantivy knows no versions, so a small SQLite file in the same directory does (`versions.sqlite3`). It is written
after the engine's commit: whatever a kill leaves behind is an index that is newer than its version table, and
doing the same operations again is harmless.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import tantivy

from search.backends.base import (
    BulkResult,
    Document,
    EngineBusy,
    EngineDown,
    IndexDef,
    IndexedText,
    Operation,
    Put,
    PutChildren,
    Remove,
)
from search.backends.embedded_queries import ACL, ID, PARENT, PAYLOAD, TIE, build_schema
from search.backends.ordering import child_key, tie_breaker

WRITER_BYTES = 64 * 1024 * 1024
DEFINITION_FILE = "definition.json"
VERSIONS_FILE = "versions.sqlite3"
_CREATE = (
    "CREATE TABLE IF NOT EXISTS versions (id TEXT PRIMARY KEY, version INTEGER, gone INTEGER) WITHOUT ROWID"
)
_LOOK_UP_AT_ONCE = 500


class Generation:
    """An open generation. Readers share it between threads; only one process at a time holds its writer."""

    def __init__(self, definition: IndexDef, folder: Path) -> None:
        self.definition = definition
        self.folder = folder
        self.schema = build_schema(definition)
        self._index = tantivy.Index(self.schema, str(folder))
        self._index.config_reader("manual")
        self._writer: tantivy.IndexWriter | None = None
        self._lock = threading.Lock()
        self._seen = 0

    @classmethod
    def make(cls, definition: IndexDef, folder: Path) -> Generation:
        """A new, empty generation in a new folder."""
        folder.mkdir(parents=True)
        generation = cls(definition, folder)
        shape = {"index": definition.name, "fingerprint": definition.fingerprint}
        (folder / DEFINITION_FILE).write_text(json.dumps(shape), encoding="utf-8")
        return generation

    @staticmethod
    def fits(definition: IndexDef, folder: Path) -> bool:
        """Was this folder made for this layout, by an engine of this format?"""
        try:
            shape = json.loads((folder / DEFINITION_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return shape.get("fingerprint") == definition.fingerprint and tantivy.Index.is_compatible(str(folder))

    def searcher(self) -> tantivy.Searcher:
        """A reader of the last commit, of whatever process it was."""
        changed = (self.folder / "meta.json").stat().st_mtime_ns
        if changed != self._seen:
            self._index.reload()
            self._seen = changed
        return self._index.searcher()

    def bulk(self, operations: Iterable[Operation]) -> BulkResult:
        """Apply operations in order and commit. Stale ones are skipped, unreadable ones reported, both harmless."""
        with self._lock, closing(self._open_versions()) as versions:
            writer = self._open_writer()
            todo = list(operations)
            known = _known_versions(versions, [_key(operation) for operation in todo])
            changed: dict[str, tuple[int, bool]] = {}
            failed: dict[str, str] = {}
            stale = 0
            try:
                for operation in todo:
                    key, version = _key(operation), _version(operation)
                    if version < known.get(key, -1):
                        stale += 1
                        continue
                    try:
                        self._apply(writer, operation)
                    except (ValueError, TypeError, OverflowError) as error:
                        failed[key] = f"{type(error).__name__}: {error}"
                        continue
                    known[key] = version
                    changed[key] = (version, isinstance(operation, Remove))
                writer.commit()
            except (OSError, ValueError) as error:
                self._give_up()
                raise EngineDown(f"the index in {self.folder.name} cannot be written: {error}") from error
            _store_versions(versions, changed)
        return BulkResult(applied=len(todo) - stale - len(failed), stale=stale, failed=failed)

    def scan(self) -> Iterator[tuple[str, int]]:
        """(id, version) of what is there."""
        with closing(self._open_versions()) as versions:
            yield from versions.execute("SELECT id, version FROM versions WHERE gone = 0")

    def release(self) -> None:
        """Close the writer, if it is open; merges in hand are finished first."""
        with self._lock:
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.wait_merging_threads()

    def _apply(self, writer: tantivy.IndexWriter, operation: Operation) -> None:
        match operation:
            case Put(document):
                made = self._document(document, parent="")
                writer.delete_documents_by_term(ID, document.id)
                writer.add_document(made)
            case PutChildren(parent_id, _, children):
                passages = [
                    self._document(replace(child, id=child_key(parent_id, ordinal)), parent=parent_id)
                    for ordinal, child in enumerate(children)
                ]
                writer.delete_documents_by_term(PARENT, parent_id)
                for passage in passages:
                    writer.add_document(passage)
            case Remove(gone_id, _):
                writer.delete_documents_by_term(PARENT if self.definition.children_of else ID, gone_id)

    def _document(self, document: Document, *, parent: str) -> tantivy.Document:
        made = tantivy.Document()
        made.add_text(ID, document.id)
        made.add_integer(TIE, tie_breaker(document.id))
        made.add_bytes(PAYLOAD, json.dumps(dict(document.payload), ensure_ascii=False).encode())
        if parent:
            made.add_text(PARENT, parent)
        for token in document.acl:
            made.add_text(ACL, token)
        for text in self.definition.searched:
            if value := document.texts.get(text.name):
                forms = IndexedText.of(value)
                made.add_text(text.name, forms.accented)
                made.add_text(f"{text.name}_f", forms.folded)
                made.add_text(f"{text.name}_sh", forms.pairs)
        for name in self.definition.keywords:
            for code in document.keywords.get(name, ()):
                made.add_text(name, code)
        for name in self.definition.numbers:
            made.add_integer(name, document.numbers.get(name, 0))
        _refuse_unknown(self.definition, document)
        return made

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(WRITER_BYTES, 1)
            except ValueError as error:
                if "LockBusy" in str(error):
                    raise EngineBusy(f"another process writes to {self.folder.name}") from error
                raise EngineDown(f"the index in {self.folder.name} cannot be opened: {error}") from error
        return self._writer

    def _open_versions(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.folder / VERSIONS_FILE, timeout=10)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(_CREATE)
        return connection

    def _give_up(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.rollback()


def _refuse_unknown(definition: IndexDef, document: Document) -> None:
    """Like `dynamic: strict`: a field that the definition does not name is a fault, not a surprise."""
    known = {text.name for text in definition.texts} | set(definition.keywords) | set(definition.numbers)
    unknown = (set(document.texts) | set(document.keywords) | set(document.numbers)) - known
    if unknown:
        raise ValueError(f"index {definition.name} has no field {', '.join(sorted(unknown))}")


def _key(operation: Operation) -> str:
    match operation:
        case Put(document):
            return document.id
        case PutChildren(parent_id, _, _):
            return parent_id
        case Remove(gone_id, _):
            return gone_id


def _version(operation: Operation) -> int:
    return operation.document.version if isinstance(operation, Put) else operation.version


def _known_versions(versions: sqlite3.Connection, keys: list[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for start in range(0, len(keys), _LOOK_UP_AT_ONCE):
        chunk = keys[start : start + _LOOK_UP_AT_ONCE]
        marks = ",".join("?" * len(chunk))
        rows = versions.execute(f"SELECT id, version FROM versions WHERE id IN ({marks})", chunk)  # noqa: S608
        known.update(rows.fetchall())
    return known


def _store_versions(versions: sqlite3.Connection, changed: dict[str, tuple[int, bool]]) -> None:
    with versions:
        versions.executemany(
            "INSERT OR REPLACE INTO versions (id, version, gone) VALUES (?, ?, ?)",
            [(key, version, int(gone)) for key, (version, gone) in changed.items()],
        )
