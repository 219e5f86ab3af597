"""What others may have of a file: the file itself, or a copy without positions and notes. The original is its owner's.

The copy is made where the file is checked, before it is READY; files stored earlier are done by a sweep, by
`manage.py clean_files`, and first of all when somebody asks for them. Until then only the owner has them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from config.errors import HouseError
from config.jobs.services import enqueue
from media.files.models import CleanState, StoredBlob
from media.formats.registry import FORMATS
from media.formats.sandbox import CleaningFailed, clean_in_child
from media.storage.base import NotStored, derived_key
from media.storage.stores import blob_store

CLEANER = 3
"""Counts up whenever `FormatHandler.cleaned` of any format finds more."""
CLEAN = "media.files.clean"
OURS = {"clean_state": CleanState.SAME, "cleaned_by": CLEANER}
"""Columns of a blob that the house has drawn itself: it tells no place."""
_FOLDER, _NAME = "clean", "copy.bin"


class BeingCleaned(HouseError):
    """The copy for others is not made yet."""


def cleans(handler: str) -> bool:
    """Whether files of this kind may tell where they were made."""
    return handler in FORMATS and FORMATS[handler].cleans


def given_key(blob: StoredBlob) -> str:
    """The key of what others get. Raises BeingCleaned, or NotStored when nothing may be given out."""
    if not cleans(blob.handler) or blob.clean_state == CleanState.SAME:
        return blob.key
    if blob.clean_state == CleanState.COPY:
        return derived_key(blob.sha256, _FOLDER, blob.cleaned_by, _NAME)
    if blob.clean_state == CleanState.REFUSED:
        raise NotStored(blob.key)
    raise BeingCleaned(blob.key)


def is_waiting(blob: StoredBlob) -> bool:
    """Others cannot have the file yet."""
    return cleans(blob.handler) and blob.clean_state == CleanState.WAITING


def ask_for_copy(blob: StoredBlob) -> None:
    """Somebody waits: this file before all the others."""
    enqueue(CLEAN, subject=f"blob:{blob.sha256}", unique=True, blob=blob.pk)


def clean(blob: StoredBlob, path: Path, *, handler: str) -> None:
    """Decide what others get of the file at `path`, and keep the copy when one is needed. For jobs only; idempotent."""
    blob.clean_state = CleanState.SAME
    if cleans(handler):
        with tempfile.TemporaryDirectory(prefix="hoclieu-clean-") as folder:
            target = Path(folder) / _NAME
            try:
                if clean_in_child(path, handler, target):
                    blob_store().put_derived(blob.sha256, _FOLDER, CLEANER, target, _NAME)
                    blob.clean_state = CleanState.COPY
            except CleaningFailed:
                blob.clean_state = CleanState.REFUSED
    blob.cleaned_by = CLEANER


def clean_stored(blob: StoredBlob) -> None:
    """The same for a file that was checked long ago; its row is changed last."""
    with blob_store().local_copy(blob.key) as path:
        clean(blob, path, handler=blob.handler)
    blob.save(update_fields=["clean_state", "cleaned_by"])


def uncleaned() -> list[int]:
    """Row ids of the files still to be done, oldest first."""
    kinds = [handler.key for handler in FORMATS if handler.cleans]
    return list(StoredBlob.objects.uncleaned(kinds, CLEANER).order_by("pk").values_list("pk", flat=True))


def ask_for_all(*, limit: int) -> int:
    """Jobs for files stored before there was a cleaner; how many are still to be done."""
    left = uncleaned()
    for blob in StoredBlob.objects.filter(pk__in=left[:limit]):
        ask_for_copy(blob)
    return len(left)
