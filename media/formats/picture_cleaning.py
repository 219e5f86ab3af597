"""Pictures without the camera's notes: segments are left out, nothing is drawn anew. Turn and colours are kept.

What is not known to belong to the picture goes (a list of what stays, not of what goes): positions stand in EXIF, XMP,
IPTC, comments and behind the end of the file alike.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import ExifTags

from media.formats import pictures

_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT mDCV cLLI".split()
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04
_GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


class NotClean(Exception):
    """The file is built in a way that cannot be followed: nothing of it may be given out."""


def cleaned_picture(data: bytes) -> bytes:
    """The same picture without positions and notes; the very same bytes when there were none. Raises NotClean."""
    try:
        with pictures.open_picture(data) as image:
            turn = image.getexif().get(ExifTags.Base.Orientation, 1)
        notes = _turned(turn) if isinstance(turn, int) and 2 <= turn <= 8 else b""
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data, notes)
        if data.startswith(_PNG_HEAD):
            return _png(data, notes)
        if data.startswith(b"GIF8"):
            return _gif(data)
        return _webp(data, notes)
    except (IndexError, ValueError, struct.error, OSError, SyntaxError, pictures.TooManyPixels) as error:
        raise NotClean from error


def write_clean(path: Path, target: Path) -> bool:
    """Write the picture at `path` without its notes to `target`; False when it has none. Raises NotClean."""
    data = path.read_bytes()
    clean = cleaned_picture(data)
    if clean == data:
        return False
    target.write_bytes(clean)
    return True


def _turned(orientation: int) -> bytes:
    """EXIF that says nothing but how the camera was held."""
    return struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, ExifTags.Base.Orientation, 3, 1, orientation, 0, 0)


def _jpeg(data: bytes, notes: bytes) -> bytes:
    head, body, had_notes = [b"\xff\xd8"], [], b""
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            raise NotClean
        kind = data[at + 1]
        if kind == 0xFF:  # filling
            at += 1
            continue
        if kind == 0xD9:
            body.append(b"\xff\xd9")
            break
        length = 0 if kind == 1 or 0xD0 <= kind <= 0xD7 else int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at : at + 2 + length]
        at += 2 + length
        if segment[4:10] == b"Exif\0\0" and segment[10:] == notes:
            had_notes = segment
        if _belongs_to_jpeg(kind, segment[4:]):
            (head if kind == 0xE0 else body).append(segment)
        if kind == 0xDA:
            found = _SCAN_END.search(data, at)
            end = found.start() if found else len(data)
            body.append(data[at:end])
            at = end
    if notes and not had_notes:
        had_notes = b"\xff\xe1" + struct.pack(">H", len(notes) + 8) + b"Exif\0\0" + notes
    return b"".join([*head, had_notes, *body])


def _belongs_to_jpeg(kind: int, payload: bytes) -> bool:
    """Tables, frames and scans; of the applications' segments only density, colours and Adobe's transform."""
    if kind == 0xFE or 0xE0 <= kind <= 0xEF:
        names = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
        return kind in names and payload.startswith(names[kind])
    return True


def _png(data: bytes, notes: bytes) -> bytes:
    out, at, noted = [_PNG_HEAD], 8, not notes
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at : at + 12 + length]
        at += 12 + length
        if kind == b"IDAT" and not noted:
            body = b"eXIf" + notes
            out.append(struct.pack(">I", len(notes)) + body + struct.pack(">I", zlib.crc32(body)))
            noted = True
        if kind == b"eXIf" and chunk[8:-4] == notes:
            noted = True
            out.append(chunk)
        elif kind in _PNG_KEPT:
            out.append(chunk)
        if kind == b"IEND":
            return b"".join(out)
    raise NotClean


def _webp(data: bytes, notes: bytes) -> bytes:
    out: list[bytes] = []
    at, end = 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    flags_at = -1
    while at + 8 <= end:
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        step = 8 + length + (length & 1)
        if kind in _WEBP_KEPT:
            if kind == b"VP8X":
                flags_at = len(out)
            out.append(data[at : at + step])
        at += step
    if flags_at >= 0:
        extended = bytearray(out[flags_at])
        extended[8] = (extended[8] & ~(_WEBP_EXIF | _WEBP_XMP)) | (_WEBP_EXIF if notes else 0)
        out[flags_at] = bytes(extended)
        if notes:
            out.append(b"EXIF" + struct.pack("<I", len(notes)) + notes + b"\0" * (len(notes) & 1))
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _gif(data: bytes) -> bytes:
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    out = [data[:at]]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x2C:
            local = data[at + 9]
            at = _after_blocks(data, at + 11 + (3 << ((local & 7) + 1) if local & 0x80 else 0))
            out.append(data[start:at])
        elif data[at] == 0x21:
            label, named = data[at + 1], data[at + 3 : at + 14]
            at = _after_blocks(data, at + 2)
            if label in (0x01, 0xF9) or (label == 0xFF and named in _GIF_KEPT):
                out.append(data[start:at])
        else:
            raise NotClean
    return b"".join([*out, b";"])


def _after_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1


def places(data: bytes) -> Iterator[str]:
    """Where in the picture's notes its place stands."""
    with pictures.open_picture(data) as image:
        if image.getexif().get_ifd(ExifTags.IFD.GPSInfo):
            yield "exif"
    if re.search(rb"exif:GPS(Latitude|Longitude)|Iptc4xmp\w{0,10}:Location|photoshop:City", data):
        yield "xmp"
