"""Files: quotas, limits and the static store."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.paths import VAR_DIR

FILES_URL = env.text("FILES_URL")  # file:///folder or s3://bucket/prefix?endpoint=…; empty: var/files


def _media_root() -> Path:
    parts = urlsplit(FILES_URL)
    if parts.scheme not in {"", "file", "s3"} or (parts.scheme == "file" and not parts.path.startswith("/")):
        raise ImproperlyConfigured(
            "FILES_URL: write file:///folder or s3://bucket/prefix?endpoint=https://host"
        )
    return Path(unquote(parts.path)) if parts.scheme == "file" else VAR_DIR / "files"


MEDIA_ROOT = _media_root()
MEBIBYTE = 1024 * 1024
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_BYTES", 2 * 1024 * MEBIBYTE)
UPLOAD_PART_BYTES = env.number("UPLOAD_PART_BYTES", 5 * MEBIBYTE, low=65536)
UPLOAD_EXPIRY_DAYS = 7
QUOTA_PERSON_BYTES = env.number("QUOTA_PERSON_BYTES", 20 * 1024 * MEBIBYTE)
QUOTA_SCHOOL_BYTES = env.number("QUOTA_SCHOOL_BYTES", 500 * 1024 * MEBIBYTE)
BIN_DAYS = 30
FILE_LINK_SECONDS = 300
PLAYER_LINK_SECONDS = 2 * 3600
FILE_GUARD_SECONDS = env.number(
    "FILE_GUARD_SECONDS", 2
)  # how long the content process trusts an answer about a right
ACCEL_PREFIX = env.text("ACCEL_PREFIX")  # e.g. /_files/: nginx then sends the bytes (X-Accel-Redirect)
FREE_DISK_FLOOR_BYTES = env.number("FREE_DISK_FLOOR_BYTES", 200 * MEBIBYTE)

PORTAL_PICTURES = "repository.pages.picture_storage." + (
    "PortalPicturesInBucket" if FILES_URL.startswith("s3:") else "PortalPictures"
)
STORAGES = {
    "default": {"BACKEND": PORTAL_PICTURES},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
