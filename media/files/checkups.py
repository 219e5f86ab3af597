"""What the doctor asks of the store of files, and what a backup must fetch from it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from django.conf import settings

from config.backup import FILES_ELSEWHERE
from config.doctor import DOCTOR, Finding, error, ok
from config.errors import HouseError
from media.storage.base import BlobStore
from media.storage.stores import blob_store


@FILES_ELSEWHERE.register("store")
def files_elsewhere() -> BlobStore | None:
    """The store, unless it is the folder that a backup takes anyway."""
    at_home = not settings.FILES_URL or Path(settings.MEDIA_ROOT) == Path(settings.VAR_DIR) / "files"
    return None if at_home and blob_store().bucket is None else blob_store()


@DOCTOR.register("files", order=42)
def files() -> Iterator[Finding]:
    """Whether files can be stored, read and taken away again where they are said to lie."""
    address = settings.FILES_URL.partition("?")[0] or "var/files"
    try:
        store = blob_store()
        word = secrets.token_bytes(64)  # nobody else's content
        stored = store.put(BytesIO(word))
        same = b"".join(store.open_range(stored.key)) == word
        store.delete_blob(stored.sha)
    except (HouseError, OSError) as problem:
        advice = "Start the store, or correct FILES_URL and its keys; what it holds is safe."
        yield error("files", f"{address}: {problem}", advice)
        return
    if same:
        yield ok("files", f"{address}: stored, read and removed")
    else:
        yield error("files", f"{address}: other bytes came back", "Look at the store's own log.")
