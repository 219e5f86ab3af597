"""The store of files: one interface over this machine's disk and over an object store.

Everything is addressed by a *key*: `blobs/ab/cd/<sha>` for an original, `derived/<sha>/<handler>-<version>/<name>`
for what was made from it. Keys never carry a name that a person chose.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from config.errors import HouseError

if TYPE_CHECKING:
    from media.storage.bucket import Bucket

CHUNK = 256 * 1024
ORIGINALS = "blobs/"
INCOMING = "incoming"
ADDRESSES = "write file:///folder or s3://bucket/prefix?endpoint=https://host&region=name"
LONGEST_NAME = 200  # of a file; file systems take 255, and half-written names are a little longer
_SHA = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HANDLER = re.compile(r"[a-z][a-z0-9_]{0,30}", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}(\.[a-z0-9]{1,8}){1,2}", re.ASCII)
_KEY = re.compile(
    r"blobs/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}|derived/[0-9a-f]{64}/[a-z0-9_]+-[0-9]+/[a-z0-9._-]+",
    re.ASCII,
)
_PREFIX = re.compile(r"derived/[0-9a-f]{64}/[a-z0-9_]+-[0-9]+/[a-z0-9]{1,30}-", re.ASCII)


class StorageFull(HouseError):
    """The disk has no room; nothing was stored and nothing was lost."""


class NotStored(HouseError):
    """There is nothing under this key."""


class StoreAway(HouseError):
    """The store does not answer, or not to us; what it holds is safe. Ask again later."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What `put` and `adopt` stored: SHA-256 in hexadecimal, key, bytes; `new` is False when it lay there already."""

    sha: str
    key: str
    size: int
    new: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that a copy of the city needs: originals, what was derived from them, the portal's pictures."""

    name: str
    size: int


def blob_key(sha: str) -> str:
    """The key of an original. Raises ValueError unless `sha` is 64 hexadecimal digits."""
    if not _SHA.fullmatch(sha):
        raise ValueError("not a SHA-256")
    return f"{ORIGINALS}{sha[:2]}/{sha[2:4]}/{sha}"


def derived_key(sha: str, handler: str, version: int, name: str) -> str:
    """The key of a derived file, such as `page-3.webp` of handler "pdf", version 1. Raises ValueError for odd names."""
    if not _SHA.fullmatch(sha) or not _HANDLER.fullmatch(handler) or not _NAME.fullmatch(name):
        raise ValueError("not the name of a derived file")
    return f"derived/{sha}/{handler}-{version:d}/{name}"


def check_key(key: str) -> str:
    """The key itself. Raises ValueError for anything that blob_key or derived_key would not make."""
    if not _KEY.fullmatch(key) or ".." in key or len(key.rpartition("/")[2]) > LONGEST_NAME:
        raise ValueError("not a key of the store")
    return key


def derived_prefix(sha: str, handler: str, version: int, begin: str) -> str:
    """What the keys of kindred derived files begin with, such as all pages (`begin` is "page-"). Raises ValueError."""
    if not _SHA.fullmatch(sha) or not _HANDLER.fullmatch(handler):
        raise ValueError("not the name of derived files")
    return check_prefix(f"derived/{sha}/{handler}-{version:d}/{begin}")


def check_prefix(prefix: str) -> str:
    """The prefix itself. Raises ValueError for anything that derived_prefix would not make: never a whole folder."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("not a prefix of the store")
    return prefix


def check_name(name: str) -> str:
    """The name itself. Raises ValueError for a path that could lead out of the store or into what is half-written."""
    parts = name.split("/")
    if not name or len(name) > 500 or not name.isprintable() or "\\" in name:
        raise ValueError("not a name in the store")
    if any(part in {"", ".", ".."} for part in parts) or parts[0] == INCOMING:
        raise ValueError("not a name in the store")
    return name


class Shelves(ABC):
    """A store as a backup sees it: names and bytes, originals, derived files and the portal's pictures alike."""

    @abstractmethod
    def everything(self) -> Iterator[Kept]:
        """All that is kept, in the order of names, without what is half-written; for backups and removals."""

    @abstractmethod
    def read_kept(self, name: str) -> Iterator[bytes]:
        """The bytes of one of `everything`. Raises NotStored at once."""

    @abstractmethod
    def write_kept(self, name: str, path: Path) -> None:
        """Keep a copy of the file at `path` under a name from another store's `everything`. Raises StorageFull."""

    @abstractmethod
    def size_kept(self, name: str) -> int:
        """Bytes under one of the names of `everything`. Raises NotStored."""

    @abstractmethod
    def drop_kept(self, name: str) -> None:
        """Remove it; nothing happens when there is none."""


class BlobStore(Shelves):
    """Content-addressed files. Nothing is ever overwritten; what `put` returned survives a power cut."""

    bucket: Bucket | None = None
    """Where other rooms may keep what is not addressed by content, when it is not the disk of this machine."""

    @abstractmethod
    def put(self, source: BinaryIO) -> StoredFile:
        """Copy a stream into the store. Raises StorageFull."""

    @abstractmethod
    def adopt(self, path: Path) -> StoredFile:
        """Take over a finished file on this machine without copying where possible; `path` is gone afterwards."""

    @abstractmethod
    def put_derived(self, sha: str, handler: str, version: int, path: Path, name: str) -> str:
        """Move a derived file into the store, replacing an older one of the same name; returns its key."""

    @abstractmethod
    def exists(self, key: str) -> bool:
        """Is there something under this key?"""

    @abstractmethod
    def size(self, key: str) -> int:
        """Bytes under a key. Raises NotStored."""

    @abstractmethod
    def open_range(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Bytes start..stop (stop not included, None = to the end) in pieces. Raises NotStored at once."""

    def path_of(self, key: str) -> Path | None:
        """Where the file itself lies on this machine, for a server that sends it; None when it does not."""
        return None

    @abstractmethod
    def local_copy(self, key: str) -> AbstractContextManager[Path]:
        """A path on this machine to read the file from, valid inside the `with`. Raises NotStored."""

    @abstractmethod
    def delete_blob(self, sha: str) -> None:
        """Remove an original with everything derived from it; nothing happens when it is gone already."""

    @abstractmethod
    def derived_names(self, sha: str, handler: str, version: int) -> list[str]:
        """Names of the derived files of one handler version."""

    @abstractmethod
    def free_bytes(self) -> int | None:
        """Room left, in bytes; None when the store does not tell."""

    @abstractmethod
    def sweep_incoming(self, older_than_seconds: int = 86_400) -> int:
        """Remove what a killed process left half-written on this machine; returns how many files."""
