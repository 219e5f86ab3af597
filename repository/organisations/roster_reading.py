"""Reading a filled roster. Runs in the child process only: every file is hostile.

The archive guard and the strict XML parser look at it before openpyxl does, formulas and oversized cells become faults
with their row and column, nothing is ever calculated.
"""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from config.spelling import is_spoofed, tidy_code, tidy_line
from media.formats.archive import Archive, ArchiveError, ArchiveLimits
from media.formats.base import MEGABYTE
from media.formats.xml import XmlError, parse_xml
from repository.organisations.roster_columns import (
    COLUMNS,
    GUIDE_SHEET,
    MAX_CELL,
    MAX_CODE,
    MAX_FILE_BYTES,
    MAX_ROWS,
    Fault,
    Faulty,
    Reading,
    Refusal,
    RosterRow,
)

MAX_PART_BYTES = 15 * MEGABYTE
LIMITS = ArchiveLimits(entries=500, total_bytes=60 * MEGABYTE, entry_bytes=MAX_PART_BYTES)


def read(path: str) -> Reading:
    """The rows of the file at `path`, or why it may not be opened."""
    file = Path(path)
    if refusal := _refusal(file):
        return Reading(refusal)
    reading = Reading()
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        for title in (GUIDE_SHEET, *COLUMNS):
            if title in book.sheetnames and hasattr(book[title], "iter_rows"):
                _read_sheet(reading, title, book[title])
        book.close()
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        IndexError,
        AttributeError,
    ):
        return Reading(Refusal.UNREADABLE)
    return reading if reading.rows else Reading(Refusal.NO_SHEETS)


def _refusal(path: Path) -> Refusal:
    """The archive guard, then every XML part through the strict parser: no DOCTYPE, no depth, no bombs."""
    if path.stat().st_size > MAX_FILE_BYTES:
        return Refusal.TOO_LARGE
    try:
        with Archive(path, LIMITS) as archive:
            if archive.blocked or "xl/workbook.xml" not in archive.names:
                return Refusal.NOT_ALLOWED
            for name in archive.names:
                if name.endswith((".xml", ".rels")):
                    parse_xml(archive.read(name, MAX_PART_BYTES), name)
    except (ArchiveError, XmlError):
        return Refusal.NOT_ALLOWED
    return Refusal.NONE


def _read_sheet(reading: Reading, title: str, sheet: Any) -> None:
    sheet.reset_dimensions()  # the declared size may lie
    width = len(COLUMNS.get(title, ("", "")))
    lines = enumerate(sheet.iter_rows(max_col=width, max_row=MAX_ROWS + 2), start=1)
    if title == GUIDE_SHEET:
        first = next(lines, (1, ()))[1]
        reading.unit_code = tidy_code(str(first[1].value or "")[:80])[:MAX_CODE] if len(first) > 1 else ""
        return
    _number, head = next(lines, (1, ()))
    titles = [tidy_line(str(cell.value or "")[:200])[:60] for cell in head]
    reading.rows[title] = []
    if tuple(titles) != COLUMNS[title]:
        reading.faults.append(Faulty(title, 1, "", Fault.TITLES))
        return
    for number, cells in lines:
        _read_row(reading, title, number, cells)


def _read_row(reading: Reading, title: str, number: int, cells: tuple) -> None:
    if all(cell.value is None for cell in cells):
        return
    if len(reading.rows[title]) >= MAX_ROWS or number > MAX_ROWS + 1:
        if number == MAX_ROWS + 2:
            reading.faults.append(Faulty(title, number, "", Fault.TOO_MANY_ROWS))
        return
    texts: dict[str, str] = {}
    width = len(COLUMNS[title])
    for column, cell in zip(COLUMNS[title], cells, strict=False):
        text, fault = _cell_text(cell)
        texts[column] = "" if fault else text
        if fault:
            reading.faults.append(Faulty(title, number, column, fault, text))
    if not any(texts.values()) and not any(fault.row == number for fault in reading.faults[-width:]):
        return  # only looked filled: blanks and no-break spaces
    reading.rows[title].append(
        RosterRow(number, {column: texts.get(column, "") for column in COLUMNS[title]})
    )


def _cell_text(cell: Any) -> tuple[str, Fault | None]:
    """(text, fault): whole numbers count as text, formulas, dates and long texts are refused.

    With a fault the text is what its sentence quotes.
    """
    value, kind = cell.value, cell.data_type
    if value is None:
        return "", None
    if isinstance(value, datetime.date):
        return f"{value.day}/{value.month}", Fault.DATE
    if kind == "f" or not isinstance(value, str | int | float):
        return "", Fault.FORMULA
    if kind in {"b", "d", "e"} or (isinstance(value, float) and not value.is_integer()):
        return "", Fault.NO_TEXT
    text = str(int(value)) if isinstance(value, int | float) else tidy_line(value[: MAX_CELL * 5])
    if len(text) > MAX_CELL:
        return "", Fault.TOO_LONG
    if isinstance(value, str) and is_spoofed(value):
        return "", Fault.HIDDEN_SIGNS
    return text, None
