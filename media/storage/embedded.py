"""The store on this machine's disk: written under a temporary name, synced, renamed into place."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from media.storage.base import (
    CHUNK,
    INCOMING,
    BlobStore,
    Kept,
    NotStored,
    Shelves,
    StorageFull,
    StoredFile,
    blob_key,
    check_key,
    check_name,
    derived_key,
)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class _DiskShelves(Shelves):
    """Files below `root`, written under a temporary name in `incoming/`."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self._incoming = self.root / INCOMING

    def everything(self) -> Iterator[Kept]:
        """See BlobStore.everything."""
        for file in sorted(self.root.rglob("*")):
            name = file.relative_to(self.root).as_posix()
            if file.is_file() and not file.is_symlink() and not name.startswith(f"{INCOMING}/"):
                yield Kept(name, file.stat().st_size)

    def read_kept(self, name: str) -> Iterator[bytes]:
        """See BlobStore.read_kept."""
        return _pieces(_opened(self.root / check_name(name)), 0, None)

    def write_kept(self, name: str, path: Path) -> None:
        """See BlobStore.write_kept."""
        self._copy(path, self.root / check_name(name))

    def size_kept(self, name: str) -> int:
        """See BlobStore.size_kept."""
        return _size(self.root / check_name(name))

    def drop_kept(self, name: str) -> None:
        """See BlobStore.drop_kept."""
        (self.root / check_name(name)).unlink(missing_ok=True)

    def _copy(self, path: Path, target: Path) -> None:
        """In one step: a reader sees the old file or the new one."""
        with _full_disk_told(), self._temporary() as (file, temporary):
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, CHUNK)
            _sync(file)
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(target)

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[tuple[BinaryIO, Path]]:
        self._incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._incoming)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file, path
        finally:
            path.unlink(missing_ok=True)


class EmbeddedDisk(_DiskShelves, BlobStore):
    """Files below `root`: `blobs/`, `derived/` and `incoming/` for what is being written."""

    def put(self, source: BinaryIO) -> StoredFile:
        """See BlobStore.put."""
        with _full_disk_told(), self._temporary() as (file, path):
            digest = hashlib.sha256()
            size = 0
            while piece := source.read(CHUNK):
                digest.update(piece)
                size += len(piece)
                file.write(piece)
            _sync(file)
            return self._settle(path, digest.hexdigest(), size)

    def adopt(self, path: Path) -> StoredFile:
        """See BlobStore.adopt; on another file system the file is copied, then removed."""
        with path.open("rb") as file:
            sha = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
            size = os.fstat(file.fileno()).st_size
        try:
            return self._settle(path, sha, size)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        with path.open("rb") as file:
            stored = self.put(file)
        path.unlink(missing_ok=True)
        return stored

    def put_derived(self, sha: str, handler: str, version: int, path: Path, name: str) -> str:
        """See BlobStore.put_derived."""
        key = derived_key(sha, handler, version, name)
        self._copy(path, self.root / key)
        path.unlink(missing_ok=True)
        return key

    def exists(self, key: str) -> bool:
        """See BlobStore.exists."""
        return self._path(key).is_file()

    def size(self, key: str) -> int:
        """See BlobStore.size."""
        return _size(self._path(key))

    def open_range(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """See BlobStore.open_range; the file is closed when the pieces are used up or thrown away."""
        return _pieces(_opened(self._path(key)), start, stop)

    def path_of(self, key: str) -> Path | None:
        """See BlobStore.path_of."""
        return self._path(key)

    @contextlib.contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """See BlobStore.local_copy; here it is the file itself, which nobody may write to."""
        path = self._path(key)
        if not path.is_file():
            raise NotStored(key)
        yield path

    def delete_blob(self, sha: str) -> None:
        """See BlobStore.delete_blob."""
        self._path(blob_key(sha)).unlink(missing_ok=True)
        shutil.rmtree(self.root / "derived" / sha, ignore_errors=True)

    def derived_names(self, sha: str, handler: str, version: int) -> list[str]:
        """See BlobStore.derived_names."""
        folder = (self.root / derived_key(sha, handler, version, "any.webp")).parent
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def free_bytes(self) -> int:
        """See BlobStore.free_bytes."""
        self.root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.root).free

    def sweep_incoming(self, older_than_seconds: int = 86_400) -> int:
        """See BlobStore.sweep_incoming."""
        if not self._incoming.is_dir():
            return 0
        limit = time.time() - older_than_seconds
        old = [path for path in self._incoming.iterdir() if path.stat().st_mtime < limit]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, key: str) -> Path:
        return self.root / check_key(key)

    def _settle(self, path: Path, sha: str, size: int) -> StoredFile:
        """Rename a complete file into its place, unless the same content lies there already."""
        key = blob_key(sha)
        target = self.root / key
        if target.is_file() and target.stat().st_size == size:
            path.unlink(missing_ok=True)
            return StoredFile(sha, key, size, new=False)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.chmod(0o440)
        path.replace(target)
        _sync_folder(target.parent)
        return StoredFile(sha, key, size, new=True)


@contextlib.contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull("no room left in the store") from error
        raise


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        raise NotStored(path.name) from None


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise NotStored(path.name) from None


def _pieces(file: BinaryIO, start: int, stop: int | None) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = None if stop is None else max(0, stop - start)
        while left is None or left > 0:
            piece = file.read(CHUNK if left is None else min(CHUNK, left))
            if not piece:
                return
            if left is not None:
                left -= len(piece)
            yield piece


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
