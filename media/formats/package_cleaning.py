"""Documents that carry photos: an office package and a PDF keep what the camera wrote into each picture.

A package is written anew with its pictures cleaned and every other part as it was. In a PDF the notes are blanked where
they stand, so that nothing moves: bytes and page tree stay, a photo inside says nothing but how it was held.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from media.formats.archive import Archive, ArchiveError
from media.formats.picture_cleaning import NotClean, cleaned_picture, places

_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
_PICTURE_BYTES = 64 * 1024 * 1024
_JPEG_NOTES = re.compile(
    rb"\xff[\xe1\xed](?P<length>..)(?=Exif\0\0|http://ns\.adobe\.com/|Photoshop 3\.0\0)", re.S
)
_LONGEST_SEGMENT = 65_537
_PIECE = 1024 * 1024
_TELLS = re.compile(
    rb"\x88\x25\x00\x04|\x25\x88\x04\x00|exif:GPS(Latitude|Longitude)|Iptc4xmp\w{0,10}:Location|photoshop:City"
)  # the tag GPSInfo (34853, one LONG) in both orders of bytes; XMP's names


def pictures_with_places(archive: Archive) -> Iterator[str]:
    """The names of the pictures in a package that tell where they were made."""
    for name, data in _pictures(archive):
        if _tells_a_place(data):
            yield name


def write_clean_package(path: Path, target: Path) -> bool:
    """The office file at `path` with its located pictures cleaned; False when it has none. Raises NotClean."""
    try:
        with Archive(path) as archive:
            located = list(pictures_with_places(archive))
            if not located:
                return False
            clean = {name: _cleaned(archive.read(name, _PICTURE_BYTES)) for name in located}
            with zipfile.ZipFile(target, "w") as copy:
                for name, entry in archive.entries.items():
                    with copy.open(_same(entry.info), "w") as part:
                        for chunk in [clean[name]] if name in clean else archive.chunks(name):
                            part.write(chunk)
    except ArchiveError as error:
        raise NotClean from error
    return True


def _tells_a_place(data: bytes) -> bool:
    try:
        return any(places(data))
    except (
        Exception
    ):  # a picture that our reader does not open may open elsewhere: its notes are looked at as bytes
        return any(_notes(data))


def _cleaned(data: bytes) -> bytes:
    try:
        return cleaned_picture(data)
    except NotClean:  # as above: what tells a place is blanked where it stands
        blanked = bytearray(data)
        for start, length in _notes(data):
            blanked[start : start + length] = _blank(data[start : start + length])
        return bytes(blanked)


def _same(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The entry's name, time and way of packing, without what the old archive knew of its own bytes."""
    entry = zipfile.ZipInfo(info.filename, info.date_time)
    entry.compress_type = info.compress_type
    entry.external_attr = info.external_attr
    return entry


def _pictures(archive: Archive) -> Iterator[tuple[str, bytes]]:
    for name, entry in archive.entries.items():
        if name.lower().endswith(_PICTURES) and entry.size <= _PICTURE_BYTES:
            yield name, archive.read(name, _PICTURE_BYTES)


def located_notes(path: Path) -> list[tuple[int, int]]:
    """(start, length) of every camera's note with a position, of photos that lie in the file as they are."""
    found: dict[int, int] = {}
    with path.open("rb") as file:
        for offset, piece in _overlapping(file):
            found |= {offset + start: length for start, length in _notes(piece)}
    return sorted(found.items())


def _notes(data: bytes) -> Iterator[tuple[int, int]]:
    """(start, length) of every note of a camera in these bytes that tells a place."""
    for match in _JPEG_NOTES.finditer(data):
        length = int.from_bytes(match["length"], "big") - 2
        if _TELLS.search(data, match.end(), match.end() + length):
            yield match.end(), length


def write_blanked(path: Path, target: Path) -> bool:
    """A copy of the file with those notes blanked in place; False when there are none."""
    notes = located_notes(path)
    if not notes:
        return False
    shutil.copyfile(path, target)
    with target.open("r+b") as copy:
        for start, length in notes:
            copy.seek(start)
            head = copy.read(length)
            copy.seek(start)
            copy.write(_blank(head))
    return True


def _blank(note: bytes) -> bytes:
    """An EXIF note keeps its name and an empty directory; the others keep nothing."""
    if note.startswith(b"Exif\0\0"):
        return (b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0").ljust(len(note), b"\0")[: len(note)]
    return note[: note.find(b"\0") + 1].ljust(len(note), b" ")


def _overlapping(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Pieces of the file with their place, each with the longest segment that may begin at its end."""
    offset, kept = 0, b""
    while chunk := file.read(_PIECE):
        piece = kept + chunk
        yield offset, piece
        kept = piece[-_LONGEST_SEGMENT:]
        offset += len(piece) - len(kept)
