"""The store that the settings name."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from media.storage.base import BlobStore
from media.storage.embedded import EmbeddedDisk


def blob_store() -> BlobStore:
    """The store of this installation; cheap to call, follows `settings.MEDIA_ROOT` of the moment (tests)."""
    return EmbeddedDisk(Path(settings.MEDIA_ROOT))
