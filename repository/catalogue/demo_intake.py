"""Files of the demo city enter the store: made by ourselves, hence looked at in this process, otherwise as at intake."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.utils import timezone

from config.accounts.models import User
from config.jobs.services import enqueue
from media.files import sections
from media.files.cleaning import OURS
from media.files.models import BlobState, StoredBlob, Upload, UploadState
from media.formats.base import Section
from media.formats.registry import handlers_for_extension
from media.storage.stores import blob_store


def arrived(owner: User, name: str, data: bytes) -> Upload:
    """An upload of `owner` that has passed its check; its previews are drawn by the worker."""
    blob, _sections = checked_blob(name, data)
    enqueue("media.previews.render", actor=None, subject=f"blob:{blob.sha256}", unique=True, blob=blob.pk)
    return Upload.objects.create(
        owner=owner,
        name=name,
        length=blob.size,
        offset=blob.size,
        state=UploadState.READY,
        blob=blob,
        expires_at=timezone.now() + timedelta(days=7),
    )


def checked_blob(name: str, data: bytes) -> tuple[StoredBlob, list[Section]]:
    """The blob with what its format's handler found, and its text."""
    handler = handlers_for_extension(Path(name).suffix)[0]
    stored = blob_store().put(BytesIO(data))
    with tempfile.TemporaryDirectory(prefix="hoclieu-demo-") as folder:
        path = Path(folder) / f"file{Path(name).suffix}"
        path.write_bytes(data)
        inspection = handler.inspect(path)
    found = {
        "size": stored.size,
        "handler": inspection.handler,
        "handler_version": handler.version,
        "media_type": inspection.media_type,
        "state": BlobState.READY,
        **OURS,
        "inspection": {key: value for key, value in inspection.to_json().items() if key != "sections"},
    }
    blob, is_new = StoredBlob.objects.get_or_create(sha256=stored.sha, defaults=found)
    if is_new:
        sections.write(blob, inspection.sections)
    return blob, inspection.sections
