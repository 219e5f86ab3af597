"""Parts on this machine's disk: one file per upload, appended under a fence, flushed before it counts.

The lock is held for one step at a time, never while waiting for the network: a writer whose line has died is fenced
off by the next one, and finds out at its next step.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import Conflict
from media.files.parts.base import Appender, OutOfRoom, Parts, came_otherwise, lost, upload_folder
from media.storage.base import NotStored

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def part_path(name: str) -> Path:
    """Where the bytes of an unfinished upload lie on the disk."""
    return Path(settings.UPLOAD_DIR) / name


class DiskParts(Parts):
    """Files of UPLOAD_DIR."""

    def appender(self, name: str, offset: int) -> Appender:
        """See Parts.appender."""
        return FileAppender(name, offset)

    @contextlib.contextmanager
    def opened(self, name: str, size: int | None = None) -> Iterator[Path]:
        """See Parts.opened; here it is the file itself."""
        path = part_path(name)
        if not path.is_file():
            raise NotStored(name)
        yield path

    def forget(self, name: str) -> None:
        """See Parts.forget."""
        path = part_path(name)
        for file in (path, _lock_path(name), path.with_suffix(".adopt")):
            file.unlink(missing_ok=True)

    def leftovers(self, older_than_seconds: int) -> set[str]:
        """See Parts.leftovers."""
        limit = time.time() - older_than_seconds
        with os.scandir(upload_folder()) as entries:
            old = [entry.name for entry in entries if entry.is_file() and entry.stat().st_mtime < limit]
        return {name.partition(".")[0] for name in old if not name.startswith("pages-")}


class FileAppender(Appender):
    """A file appended in place; the fence is a nonce in a lock file beside it."""

    def __init__(self, public_id: str, offset: int) -> None:
        self.offset = offset
        self._id = public_id
        self._safe = offset
        self._nonce = secrets.token_bytes(16)
        self._file: BinaryIO | None = None
        self._lock: BinaryIO | None = None

    def __enter__(self) -> Appender:
        upload_folder()
        self._lock = _open(_lock_path(self._id))
        self._file = _open(part_path(self._id))
        return self

    def __exit__(self, *error: object) -> None:
        for file in (self._file, self._lock):
            if file is not None:
                file.close()

    def begin(self, stored_offset: Callable[[], int]) -> None:
        """See Appender.begin."""
        with self._locked():
            if stored_offset() != self.offset:
                raise came_otherwise()
            if os.fstat(self._part.fileno()).st_size < self.offset:
                raise lost()
            os.pwrite(self._lock_file.fileno(), self._nonce, 0)
            self._part.truncate(self.offset)

    def write(self, data: bytes) -> None:
        """See Appender.write."""
        with self._locked(), _room():
            self._require_turn()
            _write_all(self._part.fileno(), data, self.offset)
            self.offset += len(data)

    def commit(self, save: Callable[[int], bool]) -> None:
        """See Appender.commit."""
        with self._locked():
            self._require_turn()
            with _room():
                os.fsync(self._part.fileno())
            if not save(self.offset):
                raise came_otherwise()
            self._safe = self.offset

    def roll_back(self) -> None:
        """See Appender.roll_back."""
        with self._locked(), contextlib.suppress(Conflict):
            self._require_turn()
            self._part.truncate(self._safe)
            self.offset = self._safe

    @property
    def _part(self) -> BinaryIO:
        assert self._file is not None
        return self._file

    @property
    def _lock_file(self) -> BinaryIO:
        assert self._lock is not None
        return self._lock

    def _require_turn(self) -> None:
        if os.pread(self._lock_file.fileno(), len(self._nonce), 0) != self._nonce:
            raise Conflict(_("This upload goes on in another window."), code="offset")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.flock(self._lock_file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._lock_file, fcntl.LOCK_UN)


def _lock_path(public_id: str) -> Path:
    return Path(settings.UPLOAD_DIR) / f"{public_id}.lock"


def _open(path: Path) -> BinaryIO:
    """Open for reading and writing, made if needed; a new name is flushed to the folder, too."""
    is_new = not path.exists()
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return file


def _write_all(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


@contextlib.contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise OutOfRoom from error
        raise
