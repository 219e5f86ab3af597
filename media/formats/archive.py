"""The archive guard: the one way a zip of a stranger is opened. Never extracts; counts bytes while reading."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from config.spelling import composed
from media.formats import zip_problems as problems
from media.formats.base import MEGABYTE, Finding
from media.formats.text import is_clean

_END = b"PK\x05\x06"
_END_SEARCHED = 65_557
_CENTRAL_ENTRY = 46
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_CHUNK = 256 * 1024
_KINDS_ALLOWED = {0, 0o100000, 0o040000}  # none given, ordinary file, folder
_PROGRAMS = (
    ".exe .dll .bat .cmd .com .scr .msi .vbs .ps1 .sh .php .phtml .jsp .asp .aspx .cgi .pl .jar"
).split()
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tar", ".xz", ".bz2")


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold; the ratio counts only beyond `ratio_from` bytes unpacked."""

    entries: int = 10_000
    total_bytes: int = 4 * 1024 * MEGABYTE
    entry_bytes: int = 2 * 1024 * MEGABYTE
    name_bytes: int = 240
    ratio: int = 100
    ratio_from: int = 10 * MEGABYTE


class ArchiveError(Exception):
    """The archive cannot be read on; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive under its decoded name, with slashes, as the archive spells it."""

    number: int
    name: str
    info: zipfile.ZipInfo

    @property
    def size(self) -> int:
        """Unpacked bytes as declared; reading counts the real ones."""
        return self.info.file_size

    @property
    def where(self) -> str:
        """The place as findings name it."""
        return f'entry {self.number} "{self.name}"'


class Archive:
    """An inspected zip. `findings` holds everything wrong with it; read only when none is an error.

    >>> with Archive(path) as archive:  # doctest: +SKIP
    ...     if not archive.blocked:
    ...         archive.read("docProps/core.xml", limit=MEGABYTE)
    """

    def __init__(self, path: Path, limits: ArchiveLimits | None = None) -> None:
        """Open and check the directory of the zip at `path`. Raises ArchiveError when there is none to read."""
        self.limits = limits or ArchiveLimits()
        self.findings: list[Finding] = []
        self.entries: dict[str, Entry] = {}
        self._file: BinaryIO = path.open("rb")
        try:
            self._check_directory_size(path.stat().st_size)
            self._zip = zipfile.ZipFile(self._file)
        except ArchiveError:
            self._file.close()
            raise
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            NotImplementedError,
            ValueError,
            OSError,
            struct.error,
            OverflowError,
        ) as error:
            self._file.close()
            raise ArchiveError(problems.DAMAGED.at()) from error
        self._check_entries()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    @property
    def blocked(self) -> bool:
        """True when a finding forbids reading."""
        return any(finding.severity == "error" for finding in self.findings)

    @property
    def names(self) -> list[str]:
        """Names of the files, in the archive's order."""
        return list(self.entries)

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of one file. Raises KeyError when there is none, ArchiveError when larger than `limit`."""
        entry = self.entries[name]
        if entry.size > limit:
            raise ArchiveError(problems.ENTRY_TOO_LARGE.at(entry.where, limit=limit // MEGABYTE))
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes piece by piece, counted: a header that lies raises ArchiveError (`zip.forged_size`)."""
        entry = self.entries[name]
        seen = 0
        try:
            with self._zip.open(entry.info) as stream:
                while piece := stream.read(_CHUNK):
                    seen += len(piece)
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            raise ArchiveError(problems.FORGED_SIZE.at(entry.where)) from error
        if seen != entry.size:
            raise ArchiveError(problems.FORGED_SIZE.at(entry.where))

    def verify(self) -> None:
        """Read every file once without keeping it; what does not unpack as declared becomes a finding."""
        for name in self.entries:
            try:
                for _ in self.chunks(name):
                    pass
            except ArchiveError as error:
                self.findings.append(error.finding)

    def _check_directory_size(self, size: int) -> None:
        """Refuse a directory of millions of entries before it is read into memory."""
        self._file.seek(max(0, size - _END_SEARCHED))
        tail = self._file.read(_END_SEARCHED)
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < 22:
            raise ArchiveError(problems.DAMAGED.at())
        count, directory_bytes = struct.unpack_from("<HL", tail, at + 10)
        room = self.limits.entries * (_CENTRAL_ENTRY + self.limits.name_bytes + 64)
        too_many = count != 0xFFFF and count > self.limits.entries
        if too_many or (directory_bytes != 0xFFFFFFFF and directory_bytes > room):
            raise ArchiveError(problems.TOO_MANY.at(limit=self.limits.entries))
        if count == 0xFFFF or directory_bytes == 0xFFFFFFFF:
            self._check_zip64(tail, at)
        self._file.seek(0)

    def _check_zip64(self, tail: bytes, at: int) -> None:
        """The same for the 64-bit end record, when there is one (a plain zip may hold 65,535 entries)."""
        record = tail.rfind(b"PK\x06\x06", 0, at)
        if record < 0 or at - record < 48:
            raise ArchiveError(problems.TOO_MANY.at(limit=self.limits.entries))
        count, directory_bytes = struct.unpack_from("<QQ", tail, record + 32)
        if count > self.limits.entries or directory_bytes > self.limits.entries * 400:
            raise ArchiveError(problems.TOO_MANY.at(limit=self.limits.entries))

    def _check_entries(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > self.limits.entries:
            self.findings.append(problems.TOO_MANY.at(limit=self.limits.entries))
            return
        everything = [Entry(number, _decoded_name(info), info) for number, info in enumerate(infos, start=1)]
        for entry in everything:
            self.findings.extend(_entry_findings(entry, self.limits))
        self.findings.extend(_clash_findings(everything))
        self.findings.extend(_size_findings(everything, self.limits))
        self.findings.extend(self._overlap_findings(everything))
        for entry in everything:
            if not entry.name.endswith("/"):
                self.entries.setdefault(entry.name, entry)

    def _overlap_findings(self, everything: list[Entry]) -> Iterator[Finding]:
        """Ranges of the local headers and data may not overlap each other nor the directory."""
        ranges = []
        for entry in everything:
            end = self._data_end(entry)
            if end is None:
                yield problems.DAMAGED.at(entry.where)
                continue
            ranges.append((entry.info.header_offset, end, entry))
        previous_end = 0
        for start, end, entry in sorted(ranges, key=lambda item: item[:2]):
            if start < previous_end or end > self._zip.start_dir:
                yield problems.OVERLAP.at(entry.where)
            previous_end = max(previous_end, end)

    def _data_end(self, entry: Entry) -> int | None:
        self._file.seek(max(0, entry.info.header_offset))
        header = self._file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            return None
        name_length, extra_length = _LOCAL_HEADER.unpack(header)[-2:]
        start = entry.info.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        return start + entry.info.compress_size


def listing(path: Path) -> tuple[list[str], Finding | None]:
    """Names in a zip for detection, and why there are none when it cannot be read; judges nothing else."""
    try:
        with Archive(path) as archive:
            return archive.names, None
    except ArchiveError as error:
        return [], error.finding


def _decoded_name(info: zipfile.ZipInfo) -> str:
    """The raw name with slashes. Without the UTF-8 flag: UTF-8, then cp1258 (Vietnamese Windows), then cp437."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp1258", "cp437"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def folded_name(name: str) -> str:
    """The name as a careless file system would compare it."""
    return composed(composed(name).casefold())


def _entry_findings(entry: Entry, limits: ArchiveLimits) -> Iterator[Finding]:
    info, name = entry.info, entry.name
    parts = name.rstrip("/").split("/")
    if (
        name.startswith("/")
        or ".." in parts
        or "." in parts
        or "" in parts
        or (len(name) > 1 and name[1] == ":")
    ):
        yield problems.TRAVERSAL.at(entry.where)
    if not is_clean(composed(name)) or "\n" in name or len(name.encode()) > limits.name_bytes:
        yield problems.NAME.at(entry.where)
    if (info.external_attr >> 16) & 0o170000 not in _KINDS_ALLOWED:
        yield problems.SPECIAL_FILE.at(entry.where)
    if info.flag_bits & 0x41:
        yield problems.ENCRYPTED.at(entry.where)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield problems.METHOD.at(entry.where)
    if parts[-1].startswith((".", "__MACOSX")) or parts[0] == "__MACOSX":
        yield problems.HIDDEN.at(entry.where)
    lower = name.lower()
    if lower.endswith(tuple(_PROGRAMS)) or parts[-1].lower() == ".htaccess":
        yield problems.PROGRAM.at(entry.where)
    if lower.endswith(_ARCHIVES):
        yield problems.NESTED.at(entry.where)


def _clash_findings(everything: list[Entry]) -> Iterator[Finding]:
    files: dict[str, Entry] = {}
    folders: set[str] = set()
    for entry in everything:
        key = folded_name(entry.name.rstrip("/"))
        parents = key.split("/")[:-1]
        folders.update("/".join(parents[:depth]) for depth in range(1, len(parents) + 1))
        if entry.name.endswith("/"):
            folders.add(key)
        elif key in files:
            yield problems.DUPLICATE.at(entry.where)
        else:
            files[key] = entry
    for key, entry in files.items():
        if key in folders:
            yield problems.DUPLICATE.at(entry.where)


def _size_findings(everything: list[Entry], limits: ArchiveLimits) -> Iterator[Finding]:
    for entry in everything:
        if entry.size > limits.entry_bytes:
            yield problems.ENTRY_TOO_LARGE.at(entry.where, limit=limits.entry_bytes // MEGABYTE)
        if _bombs(entry.size, entry.info.compress_size, limits):
            yield problems.RATIO.at(entry.where)
    total = sum(entry.size for entry in everything)
    if total > limits.total_bytes:
        yield problems.TOO_LARGE.at(limit=limits.total_bytes // MEGABYTE)
    elif _bombs(total, sum(entry.info.compress_size for entry in everything), limits):
        yield problems.RATIO.at()


def _bombs(unpacked: int, packed: int, limits: ArchiveLimits) -> bool:
    return unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1)
