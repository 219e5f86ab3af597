"""The bytes of an upload on their way in: in a file of this machine, or as objects where a city has an object store.

No rows are touched here.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from django.conf import settings

from config.registry import Registry
from media.files.parts.base import Appender, OutOfRoom, Parts, StoreSilent, upload_folder
from media.files.parts.bucket import BucketParts
from media.files.parts.disk import DiskParts, part_path
from media.storage.stores import blob_store

__all__ = ["PART_KEEPERS", "Appender", "OutOfRoom", "StoreSilent", "part_path"]

PART_KEEPERS: Registry[Callable[[set[str]], set[str]]] = Registry("keeper of parts")
"""Rooms whose parts are no uploads say here which of these names they still need; the sweep takes the others."""


def appender(name: str, offset: int) -> Appender:
    """A writer of one upload, from `offset` on."""
    return _keeper().appender(name, offset)


def opened(name: str, size: int | None = None) -> AbstractContextManager[Path]:
    """A path on this machine to read what has arrived (of `size` bytes in all, if known). Raises NotStored."""
    return _keeper().opened(name, size)


def forget_part(name: str) -> None:
    """Delete the bytes of an upload; harmless when they are gone already."""
    _keeper().forget(name)


def leftover_ids(*, older_than_seconds: int = 86_400) -> set[str]:
    """Ids of uploads whose bytes have lain untouched for long; whether a row still knows them, the caller checks."""
    return _keeper().leftovers(older_than_seconds)


def require_room(size: int) -> None:
    """Raise OutOfRoom when `size` more bytes would leave less than the floor free on this machine."""
    if shutil.disk_usage(upload_folder()).free - size < settings.FREE_DISK_FLOOR_BYTES:
        raise OutOfRoom


def keep_whole(name: str, pieces: Iterable[bytes], *, size: int) -> None:
    """Bytes that come at once and wait for a job of their own: all of them safely stored, or none."""
    require_room(size)
    try:
        with appender(name, 0) as part:
            part.begin(lambda: 0)
            for data in pieces:
                part.write(data)
            part.commit(lambda _size: True)
    except BaseException:
        forget_part(name)
        raise


def _keeper() -> Parts:
    bucket = blob_store().bucket
    return DiskParts() if bucket is None else BucketParts(bucket)
