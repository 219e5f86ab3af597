"""What may begin to travel: names, kinds and sizes, judged before the first byte. The content is judged at intake."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from config.errors import Refused
from media.formats.registry import accepted_extensions, handlers_for_extension
from media.formats.text import clean_line


def file_name(raw: str) -> str:
    """The name a person gave, without path and hidden signs, at most 240 bytes. Raises Refused when nothing is left."""
    name = clean_line(PurePosixPath(raw.replace("\\", "/")).name, 255)
    if not name or name in {".", ".."}:
        raise Refused(_("The file has no name. Please name it and upload it again."), code="refused")
    if len(name.encode()) > 240:
        suffix = PurePosixPath(name).suffix[:16]
        name = name.encode()[: 240 - len(suffix.encode())].decode(errors="ignore") + suffix
    return name


def require_kind_and_size(name: str, length: int) -> None:
    """Raise Refused for endings that no format claims, for nothing, and for too much."""
    extension = PurePosixPath(name.lower()).suffix
    handlers = handlers_for_extension(extension)
    if extension and not handlers:
        raise Refused(
            _(
                "“%(name)s” is of a kind we cannot take. Save it as one of these and upload it again: %(kinds)s."
            )
            % {"name": name, "kinds": ", ".join(accepted_extensions())},
            code="extension",
        )
    if length <= 0:
        raise Refused(
            _("“%(name)s” is empty. Open it, save it and upload it again.") % {"name": name}, code="empty"
        )
    most = max((handler.limits.file_bytes for handler in handlers), default=settings.UPLOAD_MAX_BYTES)
    most = min(most, settings.UPLOAD_MAX_BYTES)
    if length > most:
        raise Refused(
            _(
                "“%(name)s” has %(size)s; at most %(most)s are possible. Shrink its pictures and videos or split it."
            )
            % {"name": name, "size": filesizeformat(length), "most": filesizeformat(most)},
            code="too_large",
        )
