"""What the format of a stored file declares, as those ask who hold only its row."""

from __future__ import annotations

from django.conf import settings

from media.files.models import StoredBlob
from media.formats.base import FormatHandler
from media.formats.registry import FORMATS


def format_of(blob: StoredBlob) -> FormatHandler | None:
    """The handler of the file; None where there is none any more."""
    return FORMATS[blob.handler] if blob.handler in FORMATS else None


def icon_of(blob: StoredBlob) -> str:
    """The sign beside its name."""
    kind = format_of(blob)
    return kind.icon if kind else FormatHandler.icon


def link_seconds(blob: StoredBlob) -> int:
    """How long an address that shows the whole file lives: a film is fetched for as long as it plays."""
    kind = format_of(blob)
    return settings.PLAYER_LINK_SECONDS if kind and kind.long_links else settings.FILE_LINK_SECONDS
