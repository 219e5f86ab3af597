"""Backup and restore of an SQLite city: one tar file with database, files, key and a manifest of checksums.

The database is copied while it is in use (SQLite's online backup), before the files: every file that the copied
database names is already stored then. Files that lie elsewhere (FILES_URL) stand in the archive as if they lay in
`files/`, and come back there. Index, previews' queue and static files are rebuilt, not kept.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Protocol

from django.utils import timezone

from config.errors import HouseError
from config.registry import Registry

MANIFEST = "manifest.json"
DATABASE = "hoclieu.sqlite3"
FILES = "files"
KEPT = (DATABASE, "secret", FILES)
FORMAT = 1
CHUNK = 1024 * 1024
REBUILT = ("index", "queue", "static", "stamps")  # derived from the rest; a restored city makes them anew


class BackupProblem(HouseError):
    """The backup or restore cannot be done; the text says why and what to do."""


class Elsewhere(Protocol):
    """Files outside of var/; `media.storage.base.BlobStore` is one."""

    def everything(self) -> Iterable[Kept]:
        """Each file with its size."""

    def read_kept(self, name: str) -> Iterable[bytes]:
        """Its bytes."""


class Kept(Protocol):
    """One of `Elsewhere.everything`."""

    @property
    def name(self) -> str:
        """Its path below `files/`."""

    @property
    def size(self) -> int:
        """In bytes."""


FILES_ELSEWHERE: Registry[Callable[[], Elsewhere | None]] = Registry("place of files outside var/")


@dataclass(frozen=True)
class Entry:
    """One kept file: its path in the archive, its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive holds; stands as its last member."""

    made: str
    entries: tuple[Entry, ...]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.entries)

    def to_json(self) -> bytes:
        """As it stands in the archive."""
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """Read back. Raises BackupProblem when it is not one of ours."""
        try:
            data = json.loads(content)
            entries = tuple(Entry(str(e["path"]), int(e["size"]), str(e["sha256"])) for e in data["entries"])
            manifest = cls(str(data["made"]), entries, int(data["format"]))
        except (ValueError, KeyError, TypeError) as error:
            raise BackupProblem("The manifest cannot be read: this is not a backup of Hoclieu.") from error
        if manifest.format != FORMAT:
            raise BackupProblem(
                f"The backup has format {manifest.format}; this version reads format {FORMAT}."
            )
        return manifest


def files_elsewhere() -> Elsewhere | None:
    """Where this city's files lie, when that is not `var/files`."""
    return next((place for find in FILES_ELSEWHERE if (place := find())), None)


def make_backup(var: Path, target: Path, elsewhere: Elsewhere | None = None) -> Manifest:
    """Write all that cannot be rebuilt from `var` (and `elsewhere`) into the tar file `target`, for its owner only."""
    database = var / DATABASE
    if not database.exists():
        raise BackupProblem(f"There is no city to back up: {database} does not exist.")
    target.parent.mkdir(parents=True, exist_ok=True)
    needed = sum(file.stat().st_size for file in _kept_files(var, elsewhere))
    needed += sum(kept.size for kept in elsewhere.everything()) if elsewhere else 0
    _check_space(target.parent, needed=needed)
    draft = target.with_name(f"{target.name}.part")
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        copy = Path(scratch) / DATABASE
        copy_database(database, copy)
        try:
            manifest = _write_archive(var, copy, draft, elsewhere)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    draft.rename(target)
    return manifest


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy of a database that others go on writing to."""
    reader, writer = sqlite3.connect(source), sqlite3.connect(target)
    try:
        reader.backup(writer)
    finally:
        writer.close()
        reader.close()


def restore_backup(archive: Path, var: Path, *, force: bool = False) -> Manifest:
    """Unpack beside `var`, verify every checksum and the database, then move into place.

    A city that is there already is refused unless `force`; then it is moved to `before-restore-<time>` inside `var`.
    A city that runs is always refused.
    """
    if not archive.is_file():
        raise BackupProblem(f"{archive} does not exist.")
    if (var / DATABASE).exists() and not force:
        raise BackupProblem(
            f"{var} holds a city already. Restore into a scratch folder with --into, or replace it with --force."
        )
    var.mkdir(parents=True, exist_ok=True)
    with _nobody_serves(var), tempfile.TemporaryDirectory(dir=var, prefix="restore-") as scratch:
        unpacked = Path(scratch)
        manifest = _unpack(archive, unpacked)
        check_database(unpacked / DATABASE)
        _set_aside(var)
        for name in KEPT:
            if (unpacked / name).exists():
                (unpacked / name).rename(var / name)
        (var / "stamps").mkdir(exist_ok=True)
        (var / "stamps" / "demo").touch()  # a restored city is never seeded
    return manifest


def check_database(file: Path) -> None:
    """Raise BackupProblem unless SQLite finds the file whole and its references right."""
    try:
        link = sqlite3.connect(file)
        verdict = link.execute("PRAGMA integrity_check").fetchone()[0]
        strays = link.execute("PRAGMA foreign_key_check").fetchone()
        link.close()
    except sqlite3.DatabaseError as error:
        raise BackupProblem(f"The database in the backup is damaged: {error}") from error
    if verdict != "ok" or strays:
        raise BackupProblem(
            f"The database in the backup is damaged: {verdict if verdict != 'ok' else strays}"
        )


def default_name(now: datetime | None = None) -> str:
    """`hoclieu-2026-11-24-0830.tar`"""
    return f"hoclieu-{timezone.localtime(now):%Y-%m-%d-%H%M}.tar"


def _kept_files(var: Path, elsewhere: Elsewhere | None) -> Iterator[Path]:
    for name in KEPT:
        path = var / name
        if name == FILES and elsewhere:
            continue
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and not file.is_symlink())


def _write_archive(var: Path, database: Path, target: Path, elsewhere: Elsewhere | None) -> Manifest:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    entries: list[Entry] = []
    with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
        for file in _kept_files(var, elsewhere):
            name = file.relative_to(var).as_posix()
            entry = _add(archive, database if name == DATABASE else file, name)
            if entry:
                entries.append(entry)
        entries += _fetched(archive, elsewhere, target.parent) if elsewhere else []
        manifest = Manifest(timezone.now().isoformat(), tuple(entries))
        content = manifest.to_json()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
        raw.flush()
        os.fsync(raw.fileno())
    return manifest


def _fetched(archive: tarfile.TarFile, elsewhere: Elsewhere, scratch: Path) -> Iterator[Entry]:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        copy = Path(folder) / "file"
        for kept in elsewhere.everything():
            with copy.open("wb") as file:
                file.writelines(elsewhere.read_kept(kept.name))
            if entry := _add(archive, copy, f"{FILES}/{kept.name}"):
                yield entry


def _add(archive: tarfile.TarFile, file: Path, name: str) -> Entry | None:
    """Add one file, hashed as it is read; None when it was deleted meanwhile (nothing refers to it then)."""
    try:
        source = file.open("rb")
    except FileNotFoundError:
        return None
    with source:
        digest = hashlib.sha256()
        member = tarfile.TarInfo(name)
        member.size = os.fstat(source.fileno()).st_size
        member.mtime = int(os.fstat(source.fileno()).st_mtime)
        member.mode = 0o600
        archive.addfile(member, _Hashing(source, digest))
    return Entry(name, member.size, digest.hexdigest())


class _Hashing(io.RawIOBase):
    """Passes a file through and hashes what passes."""

    def __init__(self, source: io.BufferedReader, digest: hashlib._Hash) -> None:
        self._source = source
        self._digest = digest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        content = self._source.read(size)
        self._digest.update(content)
        return content


def _unpack(archive: Path, target: Path) -> Manifest:
    try:
        with tarfile.open(archive) as tar:
            manifest = _read_manifest(tar)
            _check_space(target, needed=manifest.size)
            for entry in manifest.entries:
                _extract(tar, entry, target)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupProblem(f"{archive.name} is damaged or cut off: {error}") from error
    if not (target / DATABASE).exists():
        raise BackupProblem("The backup holds no database.")
    return manifest


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        member = tar.getmember(MANIFEST)
    except KeyError:
        raise BackupProblem("The archive has no manifest: it is cut off, or no backup of Hoclieu.") from None
    source = tar.extractfile(member)
    if source is None:
        raise BackupProblem("The manifest is not a file.")
    return Manifest.from_json(source.read())


def _extract(tar: tarfile.TarFile, entry: Entry, target: Path) -> None:
    path = PurePosixPath(entry.path)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in KEPT:
        raise BackupProblem(f"The backup names a file outside the city: {entry.path}")
    try:
        source = tar.extractfile(entry.path)
    except KeyError:
        source = None
    if source is None:
        raise BackupProblem(f"The backup lacks a file it promises: {entry.path}")
    place = target / path
    place.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with source, place.open("wb") as copy:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            copy.write(chunk)
    place.chmod(0o600)
    if digest.hexdigest() != entry.sha256:
        raise BackupProblem(f"A file in the backup has changed since it was written: {entry.path}")


def _set_aside(var: Path) -> None:
    """Keep what was there, and forget what is derived from it."""
    old = [path for name in KEPT for path in var.glob(f"{name}*") if path.exists()]
    if any(path.name == DATABASE for path in old):
        aside = var / f"before-restore-{timezone.localtime():%Y%m%d-%H%M%S}"
        aside.mkdir()
        for path in old:
            path.rename(aside / path.name)
    for name in REBUILT:
        shutil.rmtree(var / name, ignore_errors=True)


@contextmanager
def _nobody_serves(var: Path) -> Iterator[None]:
    """Hold the launcher's lock, so that nothing is replaced under a running city."""
    with (var / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupProblem(
                "The city is running. End it first (Ctrl-C in its window), then restore."
            ) from None
        yield


def _check_space(folder: Path, *, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed * 1.05:
        raise BackupProblem(
            f"{folder} has {free / 1e9:.1f} GB free; {needed * 1.05 / 1e9:.1f} GB are needed."
        )
