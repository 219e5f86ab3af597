"""Headers of every answer that carries a stranger's bytes, and the short list of types that may be shown."""

from __future__ import annotations

from django.utils.http import content_disposition_header

from media.storage.signing import Disposition

SHOWN_TYPES = frozenset(
    {
        "image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg", "audio/mp4",
        "audio/ogg", "audio/wav", "application/pdf", "text/vtt",
    }
)  # fmt: skip
"""Types that a browser only shows, never runs. Everything else is an attachment, whatever the link says."""

_UNKNOWN = "application/octet-stream"
_ENDINGS = {
    "jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp", "mp4": "video/mp4",
    "webm": "video/webm", "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "vtt": "text/vtt",
}  # fmt: skip
_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_FORBIDDEN = {ord(sign): "_" for sign in '/\\:*?"<>|'}


def file_headers(
    media_type: str,
    filename: str,
    disposition: Disposition,
    sha: str,
    *,
    allow_origin: str = "",
    max_age: int = 0,
) -> dict[str, str]:
    """Headers for a file answer, without length and range.

    `sha` becomes the ETag; `allow_origin` is the site's own origin when its scripts must read the bytes (viewer);
    `max_age` is in seconds, 0 means "ask again each time".
    """
    shown = media_type in SHOWN_TYPES and disposition is Disposition.INLINE
    headers = {
        "Content-Type": _content_type(media_type),
        "Content-Disposition": content_disposition_header(not shown, safe_filename(filename)) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _FILE_POLICY,
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "ETag": etag(sha),
        "Accept-Ranges": "bytes",
        "Cache-Control": f"private, max-age={max_age}" if max_age else "private, no-cache",
    }
    if allow_origin:
        headers["Access-Control-Allow-Origin"] = allow_origin
        headers["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Length, Content-Range, ETag"
        headers["Vary"] = "Origin"
    return headers


def type_of(name: str) -> str:
    """The type of a file that we have made, by its ending; whatever is not only shown has none."""
    return _ENDINGS.get(name.rpartition(".")[2], _UNKNOWN)


def etag(sha: str) -> str:
    """The strong entity tag of a content; derived files pass their key instead of a hash."""
    return '"' + sha.replace("/", "-")[-80:] + '"'


def safe_filename(name: str) -> str:
    """A name that every system may save: no path, no control or direction signs, at most 150 characters."""
    printable = "".join(sign for sign in name if sign.isprintable())
    tidy = printable.translate(_FORBIDDEN).strip(" .")
    stem, dot, ending = tidy.rpartition(".")
    short = f"{stem[:140]}.{ending}" if dot and len(ending) <= 9 else tidy[:150]
    return short or "file"


def _content_type(media_type: str) -> str:
    """The type itself when it is shown or harmless to name; else bytes without a meaning."""
    if media_type in SHOWN_TYPES or media_type.startswith("application/vnd.openxmlformats-officedocument."):
        return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return media_type if media_type in {"video/quicktime", "video/x-msvideo"} else _UNKNOWN
