"""The store in an S3 bucket. What is written or worked on passes through a scratch folder of this machine."""

from __future__ import annotations

import contextlib
import hashlib
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
    StoredFile,
    blob_key,
    check_key,
    check_name,
    derived_key,
)
from media.storage.bucket import Bucket, bucket_at


def store_in_bucket(address: str, scratch: Path) -> ObjectStore:
    """The store at an `s3:` address. Raises ImproperlyConfigured."""
    return ObjectStore(bucket_at(address), scratch)


class ObjectStore(BlobStore):
    """Objects named by the same keys as the files of the disk. The store itself replaces an object in one step."""

    def __init__(self, bucket: Bucket, scratch: Path) -> None:
        self.bucket: Bucket = bucket
        self._scratch = Path(scratch)

    def put(self, source: BinaryIO) -> StoredFile:
        """See BlobStore.put; the bytes are collected on this machine first, since their name is their hash."""
        with self._temporary() as path:
            digest = hashlib.sha256()
            with path.open("wb") as file:
                while piece := source.read(CHUNK):
                    digest.update(piece)
                    file.write(piece)
            return self._settle(path, digest.hexdigest())

    def adopt(self, path: Path) -> StoredFile:
        """See BlobStore.adopt."""
        with path.open("rb") as file:
            sha = hashlib.file_digest(file, "sha256").hexdigest()
        stored = self._settle(path, sha)
        path.unlink(missing_ok=True)
        return stored

    def put_derived(self, sha: str, handler: str, version: int, path: Path, name: str) -> str:
        """See BlobStore.put_derived."""
        key = derived_key(sha, handler, version, name)
        self.bucket.put(key, path)
        path.unlink(missing_ok=True)
        return key

    def exists(self, key: str) -> bool:
        """See BlobStore.exists."""
        try:
            self.size(key)
        except NotStored:
            return False
        return True

    def size(self, key: str) -> int:
        """See BlobStore.size."""
        return self.bucket.size(check_key(key))

    def open_range(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """See BlobStore.open_range."""
        return self.bucket.pieces(check_key(key), start, stop)

    @contextlib.contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """See BlobStore.local_copy; a real copy, removed afterwards."""
        with self._temporary() as path:
            self.bucket.download(check_key(key), path)
            yield path

    def delete_blob(self, sha: str) -> None:
        """See BlobStore.delete_blob."""
        self.bucket.delete(blob_key(sha))
        for listed in list(self.bucket.listed(f"derived/{sha}/")):
            self.bucket.delete(listed.name)

    def derived_names(self, sha: str, handler: str, version: int) -> list[str]:
        """See BlobStore.derived_names."""
        folder = derived_key(sha, handler, version, "any.webp").removesuffix("any.webp")
        return [listed.name.removeprefix(folder) for listed in self.bucket.listed(folder)]

    def free_bytes(self) -> int | None:
        """See BlobStore.free_bytes."""
        return None

    def sweep_incoming(self, older_than_seconds: int = 86_400) -> int:
        """See BlobStore.sweep_incoming."""
        if not self._scratch.is_dir():
            return 0
        limit = time.time() - older_than_seconds
        old = [path for path in self._scratch.iterdir() if path.stat().st_mtime < limit]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def everything(self) -> Iterator[Kept]:
        """See BlobStore.everything."""
        for listed in self.bucket.listed():
            if not listed.name.startswith(f"{INCOMING}/"):
                yield Kept(listed.name, listed.size)

    def read_kept(self, name: str) -> Iterator[bytes]:
        """See BlobStore.read_kept."""
        return self.bucket.pieces(check_name(name))

    def write_kept(self, name: str, path: Path) -> None:
        """See BlobStore.write_kept."""
        self.bucket.put(check_name(name), path)

    def size_kept(self, name: str) -> int:
        """See BlobStore.size_kept."""
        return self.bucket.size(check_name(name))

    def drop_kept(self, name: str) -> None:
        """See BlobStore.drop_kept."""
        self.bucket.delete(check_name(name))

    def _settle(self, path: Path, sha: str) -> StoredFile:
        key, size = blob_key(sha), path.stat().st_size
        with contextlib.suppress(NotStored):
            if self.bucket.size(key) == size:
                return StoredFile(sha, key, size, new=False)
        self.bucket.put(key, path)
        return StoredFile(sha, key, size, new=True)

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[Path]:
        self._scratch.mkdir(parents=True, exist_ok=True)
        handle = tempfile.NamedTemporaryFile(dir=self._scratch, prefix="copy-", delete=False)
        handle.close()
        path = Path(handle.name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
