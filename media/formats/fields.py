"""Fields of Word and links of Excel that fetch or start something when a file is opened, in every part that has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from media.formats import office_problems as problems
from media.formats.archive import ArchiveError
from media.formats.base import MEGABYTE, Report
from media.formats.office import Package, note_link
from media.formats.xml import MAX_BYTES, Element, XmlError, parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_PARTS = 2000
_SHEET_BYTES = 50 * MEGABYTE
_FETCHING = {"INCLUDEPICTURE", "INCLUDETEXT", "LINK", "IMPORT", "RD"}
_ARGUMENT = re.compile(r'"([^"]*)"|(\S+)')


def note_fields(package: Package, report: Report) -> None:
    """Fields in all parts of a Word file (headers, notes, glossary too), DDE links in its sheets and embedded workbooks."""
    for name in package.archive.names[:_MOST_PARTS]:
        lower = name.lower()
        if lower.startswith("word/") and lower.endswith(".xml"):
            root = package.part(name)
            for instruction in _instructions(root) if root is not None else ():
                _judge(instruction, report)
        elif "/externallinks/" in lower and lower.endswith(".xml"):
            _note_dde(package.part(name), report)
        elif "/embeddings/" in lower and lower.endswith((".xlsx", ".xlsm")):
            _look_into_workbook(package, name, report)


def _instructions(root: Element) -> Iterator[str]:
    """Field codes: of simple fields, and of those whose code is split over runs, however deep fields stand in fields."""
    open_fields: list[list[str]] = []
    for node in root.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText"):
        if node.tag == f"{W}fldSimple":
            yield node.get(f"{W}instr", "")
        elif node.tag == f"{W}instrText":
            if not open_fields:
                open_fields.append([])  # a code without a beginning: Word repairs it, so it is read as well
            open_fields[-1].append(node.text or "")
        elif node.get(f"{W}fldCharType") == "begin":
            open_fields.append([])
        elif node.get(f"{W}fldCharType") == "end" and open_fields:
            yield "".join(open_fields.pop())
    yield from ("".join(field) for field in open_fields)


def _judge(instruction: str, report: Report) -> None:
    words = [quoted or plain for quoted, plain in _ARGUMENT.findall(instruction[:4000])]
    kind = words[0].upper() if words else ""
    if kind in {"DDE", "DDEAUTO"}:
        report.add(problems.DDE.at())
    elif kind in _FETCHING:
        targets = [word for word in words[1:] if "/" in word or "\\\\" in word or ":" in word]
        note_link(targets[0] if targets else " ".join(words[1:2]) or kind, report)


def _note_dde(root: Element | None, report: Report) -> None:
    if root is not None and any(str(node.tag).endswith("}ddeLink") for node in root.iter()):
        report.add(problems.DDE.at())


def _look_into_workbook(package: Package, name: str, report: Report) -> None:
    """A workbook behind a chart or table: only its links are read, each within the limits of every XML part."""
    try:
        with ZipFile(BytesIO(package.archive.read(name, _SHEET_BYTES))) as book:
            for info in book.infolist()[:_MOST_PARTS]:
                if "/externallinks/" in info.filename.lower() and info.filename.lower().endswith(".xml"):
                    with book.open(info) as part:
                        _note_dde(parse_xml(part.read(MAX_BYTES + 1), where=name), report)
    except (
        BadZipFile,
        ArchiveError,
        XmlError,
        RuntimeError,
        NotImplementedError,
        OSError,
        ValueError,
        EOFError,
    ):
        return
