"""Films without positions: notes and telemetry are overwritten in place, so that every offset of the film still holds.

In MP4 and MOV what is not known to belong to the film becomes `free` and zeros; AVI and WebM likewise (`JUNK`, Void).
"""

from __future__ import annotations

import re
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from media.formats.picture_cleaning import NotClean

_TOP = frozenset(b"ftyp moov mdat moof mfra sidx styp ssix pdin wide free skip emsg prft".split())
_MOVIE = frozenset(b"mvhd trak mvex iods free skip".split())
_TRACK = frozenset(b"tkhd tapt matt clip edts tref txas load imap mdia trgr free skip".split())
_TITLES = frozenset(
    {b"\xa9nam", b"\xa9ART", b"\xa9cpy", b"cprt", b"titl", b"auth", b"perf", b"chpl", b"\xa9too"}
)
_KEYS = frozenset(
    f"com.apple.quicktime.{name}".encode() for name in ("title", "artist", "author", "copyright", "software")
)
_SHOWN = frozenset({b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"hint", b"tmcd"})
_PLACES = (b"\xa9xyz", b"loci", b"location", b"GPS", b"gps", b"gpmd", b"camm", b"LOCATION")
_WRITTEN = frozenset({b"text", b"sbtl", b"subt", b"clcp"})
# What drones write into their subtitles: "GPS (106.7, 10.8, 12)", "[latitude: 10.8]", "lat=10.8".
_SAID = re.compile(rb"gps ?[(:]|latitude|longitude|\bl(?:at|on|ng) ?[:=]", re.IGNORECASE)
_MOST_WRITTEN = 4 << 20
_NAMED = 64 * 1024  # of a track: its tables, where the kind of its samples is named
_MOST_BOXES = 200_000
_MOST_SAMPLES = 2_000_000
_BLOCK = 1 << 20


@dataclass(slots=True)
class Plan:
    """What is to be overwritten: short texts at offsets, and ranges that become zeros."""

    texts: list[tuple[int, bytes]] = field(default_factory=list)
    zeros: list[tuple[int, int]] = field(default_factory=list)
    tells_position: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing in the film has to go."""
        return not self.texts and not self.zeros


@dataclass(frozen=True, slots=True)
class Box:
    """An MP4 box: where it begins, where its content begins and ends."""

    kind: bytes
    at: int
    start: int
    end: int


def plan_for(path: Path, family: str) -> Plan:
    """What must be overwritten in the film at `path` ("mp4", "avi", "webm"). Raises NotClean."""
    plan, size = Plan(), path.stat().st_size
    with path.open("rb") as file:
        try:
            if family == "mp4":
                _Mp4(file, plan).clean(size)
            elif family == "avi":
                _avi(file, plan, size)
            else:
                _webm(file, plan, size)
        except (struct.error, IndexError, ValueError) as error:
            raise NotClean from error
    return plan


def cleaned_film(path: Path, target: Path, family: str) -> bool:
    """Write the film without its notes to `target`; False when there are none. Raises NotClean."""
    plan = plan_for(path, family)
    if plan.is_empty:
        return False
    shutil.copyfile(path, target)
    with target.open("r+b") as file:
        for at, end in plan.zeros:
            file.seek(at)
            for begin in range(at, end, _BLOCK):
                file.write(bytes(min(_BLOCK, end - begin)))
        for at, text in plan.texts:
            file.seek(at)
            file.write(text)
    return True


class _Mp4:
    """One walk through the boxes of a film."""

    def __init__(self, file: BinaryIO, plan: Plan) -> None:
        self.file, self.plan, self.seen = file, plan, 0

    def clean(self, size: int) -> None:
        for box in self.boxes(0, size):
            if box.kind not in _TOP:
                self.free(box)
            elif box.kind in (b"free", b"skip"):
                self.zero(box.start, box.end)
            elif box.kind == b"moov":
                self.movie(box)

    def movie(self, movie: Box) -> None:
        for box in self.boxes(movie.start, movie.end):
            if box.kind == b"trak":
                self.track(box)
            else:
                self.keep_or_free(box, _MOVIE)

    def track(self, track: Box) -> None:
        media = next((box for box in self.boxes(track.start, track.end) if box.kind == b"mdia"), None)
        handler = self.find(media, b"hdlr") if media else None
        kind = self.read(handler.start + 8, 4) if handler else b""
        spoken = media is not None and kind in _WRITTEN and self.says_place(media)
        if kind not in _SHOWN or spoken:  # telemetry of cameras: positions by the second
            self.plan.tells_position |= spoken
            self.note_place(self.read(track.start, min(_NAMED, track.end - track.start)))
            if media:
                self.plan.zeros.extend(self.samples(media))
            self.free(track)
            return
        for box in self.boxes(track.start, track.end):
            self.keep_or_free(box, _TRACK)

    def keep_or_free(self, box: Box, kept: frozenset[bytes]) -> None:
        if box.kind == b"udta":
            for note in self.boxes(box.start, box.end):
                self.keep_or_free(note, _TITLES)
        elif box.kind == b"meta":
            self.meta(box)
        elif box.kind in (b"free", b"skip"):
            self.zero(box.start, box.end)
        elif box.kind not in kept:
            self.free(box)

    def meta(self, meta: Box) -> None:
        """QuickTime's has no version before its boxes, that of MP4 has one."""
        start = meta.start if self.read(meta.start + 4, 4) == b"hdlr" else meta.start + 4
        names: list[bytes] = []
        for box in self.boxes(start, meta.end):
            if box.kind == b"keys":
                names = [
                    self.read(key.start, min(200, key.end - key.start))
                    for key in self.boxes(box.start + 8, box.end)
                ]
            elif box.kind == b"ilst":
                for item in self.boxes(box.start, box.end):
                    self.item(item, names)
            elif box.kind != b"hdlr":
                self.free(box)

    def item(self, item: Box, names: list[bytes]) -> None:
        number = int.from_bytes(item.kind, "big")
        name = names[number - 1] if 1 <= number <= len(names) else item.kind
        if name in _KEYS or (not names and name in _TITLES):
            return
        self.note_place(name)
        if not names:
            self.free(item)
            return
        for data in self.boxes(item.start, item.end):  # the name stays, its value goes
            self.zero(data.start + 8 if data.kind == b"data" else data.start, data.end)

    def free(self, box: Box) -> None:
        self.note_place(box.kind)
        if box.kind in (b"uuid", b"XMP_", b"xml ") and b"exif:GPS" in self.read(box.start, _BLOCK):
            self.plan.tells_position = True
        self.plan.texts.append((box.at + 4, b"free"))
        self.zero(box.start, box.end)

    def zero(self, start: int, end: int) -> None:
        _zero(self.file, self.plan, start, end)

    def note_place(self, name: bytes) -> None:
        if any(place in name for place in _PLACES):
            self.plan.tells_position = True

    def says_place(self, media: Box) -> bool:
        """Whether a track of words tells positions; its first megabytes are read."""
        words, seen = [], 0
        for start, end in self.samples(media):
            seen += end - start
            if seen > _MOST_WRITTEN:
                break
            words.append(self.read(start, end - start))
        return bool(_SAID.search(b"\n".join(words).replace(b"\0", b"")))  # UTF-16, too

    def samples(self, media: Box) -> Iterator[tuple[int, int]]:
        """The ranges of the file that hold the samples of a track."""
        table = self.find(self.find(media, b"minf"), b"stbl")
        parts = {box.kind: box for box in self.boxes(table.start, table.end)} if table else {}
        if not {b"stsz", b"stsc"} <= parts.keys():
            return
        sizes = self.sizes(parts[b"stsz"])
        wide = parts.get(b"co64")
        offsets = self.numbers(wide, "Q") if wide else self.numbers(parts[b"stco"], "I")
        runs = list(struct.iter_unpack(">III", self.table(parts[b"stsc"], 12)))
        index, run = 0, 0
        for chunk, offset in enumerate(offsets, start=1):
            while run + 1 < len(runs) and runs[run + 1][0] <= chunk:
                run += 1
            count = runs[run][1] if runs else 0
            length = sum(sizes[index : index + count])
            index += count
            if length:
                yield offset, offset + length

    def sizes(self, box: Box) -> list[int]:
        same, count = struct.unpack(">II", self.read(box.start + 4, 8))
        if count > _MOST_SAMPLES:
            raise NotClean
        return (
            [same] * count
            if same
            else list(struct.unpack(f">{count}I", self.read(box.start + 12, 4 * count)))
        )

    def numbers(self, box: Box, form: str) -> list[int]:
        data = self.table(box, struct.calcsize(f">{form}"))
        return [row[0] for row in struct.iter_unpack(f">{form}", data)]

    def table(self, box: Box, width: int) -> bytes:
        count = int.from_bytes(self.read(box.start + 4, 4), "big")
        if count > _MOST_SAMPLES or box.start + 8 + count * width > box.end:
            raise NotClean
        return self.read(box.start + 8, count * width)

    def find(self, parent: Box | None, kind: bytes) -> Box | None:
        boxes = self.boxes(parent.start, parent.end) if parent else iter(())
        return next((box for box in boxes if box.kind == kind), None)

    def boxes(self, at: int, end: int) -> Iterator[Box]:
        while at + 8 <= end:
            length, kind = struct.unpack(">I4s", self.read(at, 8))
            start = at + 8
            if length == 1:
                length, start = int.from_bytes(self.read(at + 8, 8), "big"), at + 16
            elif length == 0:
                if kind == b"\0\0\0\0":  # QuickTime ends a list of notes with a zero
                    return
                length = end - at
            self.seen += 1
            if length < start - at or at + length > end or self.seen > _MOST_BOXES:
                raise NotClean
            yield Box(kind, at, start, at + length)
            at += length

    def read(self, at: int, length: int) -> bytes:
        self.file.seek(at)
        return self.file.read(length)


def _zero(file: BinaryIO, plan: Plan, start: int, end: int) -> None:
    """Plan zeros for a range that is not empty already."""
    for at in range(start, end, _BLOCK):
        file.seek(at)
        if any(file.read(min(_BLOCK, end - at))):
            plan.zeros.append((start, end))
            return


def _avi(file: BinaryIO, plan: Plan, size: int) -> None:
    """Of the lists of an AVI only headers, pictures and index stay."""
    at = 12
    while at + 12 <= size:
        file.seek(at)
        kind, length, name = struct.unpack("<4sI4s", file.read(12))
        belongs = kind in (b"idx1", b"JUNK") or (kind == b"LIST" and name in (b"hdrl", b"movi"))
        if kind == b"JUNK":
            _zero(file, plan, at + 8, min(size, at + 8 + length))
        elif not belongs and kind != b"RIFF":
            end = min(size, at + 8 + length)
            plan.texts.append((at, b"JUNK"))
            plan.zeros.append((at + 8, end))
        at += 12 if kind == b"RIFF" else 8 + length + (length & 1)


def _webm(file: BinaryIO, plan: Plan, size: int) -> None:
    """Tags and attached files of a WebM become Void; a film without announced sizes ends the walk at its first cluster."""
    at, seen = 0, 0
    while at < size and seen < _MOST_BOXES:
        seen += 1
        file.seek(at)
        head = file.read(12)
        width = 9 - head[0].bit_length() if head else 0
        if not 1 <= width <= 4:
            raise NotClean
        name = head[:width]
        first = head[width]
        wide = 9 - first.bit_length()
        value = int.from_bytes(head[width : width + wide], "big") & ((1 << (7 * wide)) - 1)
        unknown = value == (1 << (7 * wide)) - 1
        start = at + width + wide
        if name == b"\x18S\x80g":
            at = start
            continue
        if unknown:
            return
        end = min(size, start + value)
        if name in (b"\x12T\xc3g", b"\x19A\xa4i"):
            file.seek(start)
            told = file.read(min(_BLOCK, value))
            plan.tells_position |= any(place in told for place in _PLACES)
            plan.texts.append((at, b"\xec\x01" + (end - at - 9).to_bytes(7, "big")))
            plan.zeros.append((at, end))
        at = end
