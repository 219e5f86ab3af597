"""The bytes of an upload on their way in: one file per upload, appended under a fence, flushed before it counts.

No rows are touched here. The lock is held for one step at a time, never while waiting for the network: a writer
whose line has died is fenced off by the next one, and finds out at its next step.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import Conflict, Refused
from config.registry import Registry

PART_KEEPERS: Registry[Callable[[set[str]], set[str]]] = Registry("keeper of parts")
"""Rooms whose parts are no uploads say here which of these names they still need; the sweep takes the others."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class OutOfRoom(Refused):
    """The disk is full; nothing that was acknowledged is lost."""

    code = "no_space"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The server has no room for more files right now. What has arrived is safe; please try again later."
            )
        )


def part_path(public_id: str) -> Path:
    """Where the bytes of an unfinished upload lie."""
    return Path(settings.UPLOAD_DIR) / public_id


def require_room(size: int) -> None:
    """Raise OutOfRoom when `size` more bytes would leave less than the floor free."""
    folder = _folder()
    if shutil.disk_usage(folder).free - size < settings.FREE_DISK_FLOOR_BYTES:
        raise OutOfRoom


def forget_part(public_id: str) -> None:
    """Delete the bytes and the lock of an upload; harmless when they are gone already."""
    path = part_path(public_id)
    for file in (path, _lock_path(public_id), path.with_suffix(".adopt")):
        file.unlink(missing_ok=True)


def keep_whole(name: str, pieces: Iterable[bytes], *, size: int) -> None:
    """Bytes that come at once and wait for a job of their own: all of them safely on the disk, or none."""
    require_room(size)
    try:
        with Appender(name, 0) as part:
            part.begin(lambda: 0)
            for data in pieces:
                part.write(data)
            part.commit(lambda _size: True)
    except BaseException:
        forget_part(name)
        raise


def leftover_ids(*, older_than_seconds: int = 86_400) -> set[str]:
    """Ids of uploads whose bytes have lain untouched for long; whether a row still knows them, the caller checks."""
    limit = time.time() - older_than_seconds
    with os.scandir(_folder()) as entries:
        old = [entry.name for entry in entries if entry.is_file() and entry.stat().st_mtime < limit]
    return {name.partition(".")[0] for name in old if not name.startswith("pages-")}


class Appender:
    """One writer of one upload, from `offset` on. Conflict when another writer has taken over.

    >>> with Appender("k7m2x9qd4hvr", offset=0) as part:  # doctest: +SKIP
    ...     part.begin(lambda: upload_offset)
    ...     part.write(b"...")
    ...     part.commit(lambda offset: save(offset))
    """

    def __init__(self, public_id: str, offset: int) -> None:
        self.offset = offset
        self._id = public_id
        self._safe = offset
        self._nonce = secrets.token_bytes(16)
        self._file: BinaryIO | None = None
        self._lock: BinaryIO | None = None

    def __enter__(self) -> Appender:
        _folder()
        self._lock = _open(_lock_path(self._id))
        self._file = _open(part_path(self._id))
        return self

    def __exit__(self, *error: object) -> None:
        for file in (self._file, self._lock):
            if file is not None:
                file.close()

    def begin(self, stored_offset: Callable[[], int]) -> None:
        """Take over from any earlier writer, if the rows agree that the upload stands at our offset."""
        with self._locked():
            if stored_offset() != self.offset:
                raise Conflict(_("This part has already arrived by another way."), code="offset")
            if os.fstat(self._part.fileno()).st_size < self.offset:
                raise Refused(
                    _("Part of this file was lost on the server. Please upload it again."), code="gone"
                )
            os.pwrite(self._lock_file.fileno(), self._nonce, 0)
            self._part.truncate(self.offset)

    def write(self, data: bytes) -> None:
        """Append; nothing counts before `commit`."""
        with self._locked(), _room():
            self._require_turn()
            _write_all(self._part.fileno(), data, self.offset)
            self.offset += len(data)

    def commit(self, save: Callable[[int], bool]) -> None:
        """Flush to the disk, then let `save(offset)` note it in the rows; False from it means Conflict."""
        with self._locked():
            self._require_turn()
            with _room():
                os.fsync(self._part.fileno())
            if not save(self.offset):
                raise Conflict(_("This part has already arrived by another way."), code="offset")
            self._safe = self.offset

    def roll_back(self) -> None:
        """Drop what was written since the last commit, unless another writer has taken over."""
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


def _folder() -> Path:
    folder = Path(settings.UPLOAD_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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
