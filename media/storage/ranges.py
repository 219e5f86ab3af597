"""The Range header (RFC 9110): single ranges; several at once are answered with the whole file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.errors import HouseError

_SINGLE = re.compile(r"bytes\s*+=\s*+([0-9]{0,19})\s*+-\s*+([0-9]{0,19})\s*+", re.ASCII | re.IGNORECASE)


class RangeNotSatisfiable(HouseError):
    """Answer 416 with `Content-Range: bytes */<size>`."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes start..stop of a file, stop not included."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Bytes in the range."""
        return self.stop - self.start

    def at_most(self, length: int) -> ByteRange:
        """The same range, or its beginning."""
        return ByteRange(self.start, min(self.stop, self.start + length))

    def content_range(self, size: int) -> str:
        """The value of `Content-Range`, e.g. "bytes 0-99/1234"."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """The range asked for, or None when the whole file is the right answer (no, odd or several ranges).

    >>> parse_range("bytes=-500", 2000)
    ByteRange(start=1500, stop=2000)

    Raises RangeNotSatisfiable when the range begins behind the end.
    """
    match = _SINGLE.fullmatch((header or "")[:100].strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        return _suffix(int(last), size)
    start = int(first)
    stop = min(size, int(last) + 1) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise RangeNotSatisfiable(f"bytes */{size}")
    return ByteRange(start, stop)


def range_is_current(if_range: str | None, etag: str) -> bool:
    """False when `If-Range` names another version: then the whole file is sent. Dates never match."""
    return not if_range or if_range.strip() == etag


def _suffix(length: int, size: int) -> ByteRange:
    if length == 0 or size == 0:
        raise RangeNotSatisfiable(f"bytes */{size}")
    return ByteRange(max(0, size - length), size)
