"""The tus 1.0 protocol on the wire: headers in, headers out. Knows no rows and no disk."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.http import http_date
from django.utils.translation import gettext as _

from config.errors import Refused

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
CHECKSUMS = ("sha1", "sha256")
PART_TYPE = "application/offset+octet-stream"
_LONGEST_METADATA = 8192


def require_version(headers: Mapping[str, str]) -> None:
    """Refuse (412) any other version. No page of another site can send this header without being asked first."""
    if headers.get("Tus-Resumable") != VERSION:
        raise Refused(_("Please reload the page and try again."), code="version")


def read_number(headers: Mapping[str, str], name: str, *, code: str = "refused") -> int:
    """A header that holds a whole number."""
    raw = headers.get(name, "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 16):
        raise Refused(_("Please reload the page and try again."), code=code)
    return int(raw)


def read_metadata(raw: str) -> dict[str, str]:
    """`Upload-Metadata`: comma-separated pairs "key base64(value)"; a key alone has an empty value."""
    pairs: dict[str, str] = {}
    for pair in raw[:_LONGEST_METADATA].split(","):
        key, _space, value = pair.strip().partition(" ")
        if key:
            pairs[key] = _decoded(value.strip())
    return pairs


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Refused(_("The name of the file cannot be read."), code="refused") from None


@dataclass
class Checksum:
    """What the client says about one part; counts the bytes as they pass."""

    expected: bytes
    digest: Any

    @classmethod
    def of(cls, header: str) -> Checksum | None:
        """From `Upload-Checksum: sha1 <base64>`; None without the header."""
        if not header:
            return None
        name, _space, value = header.strip().partition(" ")
        if name not in CHECKSUMS:
            raise Refused(_("Please reload the page and try again."), code="refused")
        try:
            expected = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise Refused(_("Please reload the page and try again."), code="refused") from None
        return cls(expected, hashlib.new(name, usedforsecurity=False))

    def update(self, data: bytes) -> None:
        """Count these bytes in."""
        self.digest.update(data)

    def require_match(self) -> None:
        """Refuse (460) when the bytes are not those that were sent."""
        if not hmac.compare_digest(self.digest.digest(), self.expected):
            raise Refused(_("Some data was damaged on the way. It is being sent again."), code="checksum")


def common_headers() -> dict[str, str]:
    """On every answer."""
    return {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}


def capability_headers(max_size: int) -> dict[str, str]:
    """The answer to OPTIONS."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        "Tus-Max-Size": str(max_size),
    }


def progress_headers(*, offset: int, length: int, expires: datetime | None) -> dict[str, str]:
    """Where an upload stands."""
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(length)}
    if expires is not None and offset < length:
        headers["Upload-Expires"] = http_date(expires.timestamp())
    return headers
