"""The store that the settings name, by address: `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.registry import named
from media.storage.base import ADDRESSES, BlobStore
from media.storage.embedded import EmbeddedDisk

_BUCKETS = (
    "media.storage.objects.store_in_bucket"  # by name: it brings boto3, which the embedded city never loads
)


def blob_store() -> BlobStore:
    """The store of this installation; cheap to call, follows the settings of the moment (tests).

    Without FILES_URL, or with a `file:` one, it is the disk at MEDIA_ROOT.
    """
    address = settings.FILES_URL
    if not address.startswith("s3:"):
        return EmbeddedDisk(Path(settings.MEDIA_ROOT))
    return store_at(address)


def store_at(address: str) -> BlobStore:
    """The store at an address. Raises ImproperlyConfigured for anything else."""
    parts = urlsplit(address)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return EmbeddedDisk(Path(unquote(parts.path)))
    if parts.scheme == "s3":
        store: BlobStore = named(_BUCKETS)(address, Path(settings.VAR_DIR) / "copies")
        return store
    raise ImproperlyConfigured(f"This is no address of a store of files: {ADDRESSES}")
