"""Sample pictures."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

COLOURS = ((32, 96, 160), (200, 120, 40), (60, 140, 80), (150, 60, 120), (90, 90, 90))


def picture(
    width: int = 800, height: int = 600, kind: str = "JPEG", seed: int = 0, *, with_position: bool = False
) -> bytes:
    """A picture of coloured fields that differ by `seed`; `with_position` adds a GPS position as cameras do."""
    image = Image.new("RGB", (width, height), COLOURS[seed % len(COLOURS)])
    draw = ImageDraw.Draw(image)
    for step in range(6):
        colour = COLOURS[(seed + step + 1) % len(COLOURS)]
        left, top = step * width // 7, (step * 37 + seed * 11) % max(1, height // 2)
        draw.rectangle((left, top, left + width // 6, top + height // 3), fill=colour)
    out = BytesIO()
    if with_position:
        exif = Image.Exif()
        exif[0x0112] = 6
        exif[0x8825] = {1: "N", 2: (10.0, 46.0, 0.0), 3: "E", 4: (106.0, 41.0, 0.0)}
        image.save(out, kind, exif=exif)
    else:
        image.save(out, kind)
    return out.getvalue()


def pixel_flood(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that announces 900 million pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 1000)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
