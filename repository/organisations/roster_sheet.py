"""The roster as an .xlsx file: the template that is handed out, and the guarded reading of what comes back.

Every file is hostile: the archive guard and the strict XML parser look at it before openpyxl does, formulas and
oversized cells become problems with their row and column, nothing is ever calculated.
"""

from __future__ import annotations

import datetime
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from config.errors import Refused
from config.spelling import is_spoofed, tidy_code, tidy_line
from media.formats.archive import Archive, ArchiveError, ArchiveLimits
from media.formats.base import MEGABYTE
from media.formats.xml import XmlError, parse_xml

MAX_FILE_BYTES = 5 * MEGABYTE
MAX_PART_BYTES = 15 * MEGABYTE
MAX_ROWS = 5000
MAX_CELL = 200
LIMITS = ArchiveLimits(entries=500, total_bytes=60 * MEGABYTE, entry_bytes=MAX_PART_BYTES)

STAFF_SHEET, PUPIL_SHEET, GUIDE_SHEET = "Cán bộ", "Học sinh", "Hướng dẫn"
COLUMNS = {
    STAFF_SHEET: ("Họ và tên", "Tên đăng nhập", "Vai trò", "Tổ chuyên môn", "Mã định danh"),
    PUPIL_SHEET: ("Họ và tên", "Lớp", "Mã học sinh"),
}


@dataclass(frozen=True)
class RosterProblem:
    """One thing to mend before the import: sheet, row (1 = head of the table), column and a sentence."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass(frozen=True)
class RosterRow:
    """One filled row as clean text, by column title."""

    number: int
    cells: dict[str, str]


@dataclass
class RosterSheets:
    """What was read: rows by sheet, the unit code the template was made for, and problems found while reading."""

    rows: dict[str, list[RosterRow]] = field(default_factory=dict)
    unit_code: str = ""
    problems: list[RosterProblem] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Rows as plain data, to be kept until they are committed."""
        return {
            "unit_code": self.unit_code,
            "rows": {sheet: [[row.number, row.cells] for row in rows] for sheet, rows in self.rows.items()},
            "problems": [[p.sheet, p.row, p.column, p.message] for p in self.problems],
        }

    @classmethod
    def from_json(cls, data: dict) -> RosterSheets:
        """The reverse of `to_json`."""
        rows = {
            s: [RosterRow(number, cells) for number, cells in rows]
            for s, rows in data.get("rows", {}).items()
        }
        return cls(
            rows, data.get("unit_code", ""), [RosterProblem(*problem) for problem in data.get("problems", [])]
        )


def template_workbook(
    unit_code: str, unit_name: str, roles: list[str], groups: list[str], classes: list[str]
) -> bytes:
    """An empty roster for one unit, with the words it accepts on the guide sheet."""
    book = Workbook()
    guide = book.active
    guide.title = GUIDE_SHEET
    for line in (
        (_("Unit code"), unit_code),
        (_("Unit"), unit_name),
        (_("Fill in the two other sheets, one person a row. Change neither the titles nor this code."), ""),
        (_("Leave the sign-in name empty to have one made."), ""),
        (_("Roles"), ", ".join(roles)),
        (_("Subject groups"), ", ".join(groups)),
        (_("Classes"), ", ".join(classes)),
    ):
        guide.append([_safe(text) for text in line])
    for title, columns in COLUMNS.items():
        sheet = book.create_sheet(title)
        sheet.append(columns)
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            column = sheet.column_dimensions[cell.column_letter]
            column.width, column.number_format = 26, "@"  # text: "6/1" stays a class, "00012" a code
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read_roster(path: Path) -> RosterSheets:
    """The rows of the file at `path`. Raises Refused when it is no workbook that may be opened."""
    _check_file(path)
    sheets = RosterSheets()
    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        for title in (GUIDE_SHEET, *COLUMNS):
            if title in book.sheetnames and hasattr(book[title], "iter_rows"):
                _read_sheet(sheets, title, book[title])
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
        raise Refused(
            _("The file could not be read. Please save it again as .xlsx and try once more.")
        ) from None
    if not any(title in sheets.rows for title in COLUMNS):
        titles = " / ".join(COLUMNS)
        raise Refused(_("The file has no sheet “%(titles)s”. Please use the template.") % {"titles": titles})
    return sheets


def _check_file(path: Path) -> None:
    """The archive guard, then every XML part through the strict parser: no DOCTYPE, no depth, no bombs."""
    if path.stat().st_size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // MEGABYTE
        raise Refused(_("The file is larger than %(limit)d MB.") % {"limit": limit})
    try:
        with Archive(path, LIMITS) as archive:
            if archive.blocked or "xl/workbook.xml" not in archive.names:
                raise Refused(_("This is not an .xlsx file, or it holds something that is not allowed."))
            for name in archive.names:
                if name.endswith((".xml", ".rels")):
                    parse_xml(archive.read(name, MAX_PART_BYTES), name)
    except (ArchiveError, XmlError):
        raise Refused(_("This is not an .xlsx file, or it holds something that is not allowed.")) from None


def _read_sheet(sheets: RosterSheets, title: str, sheet: Any) -> None:
    sheet.reset_dimensions()  # the declared size may lie
    width = len(COLUMNS.get(title, ("", "")))
    lines = enumerate(sheet.iter_rows(max_col=width, max_row=MAX_ROWS + 2), start=1)
    if title == GUIDE_SHEET:
        first = next(lines, (1, ()))[1]
        sheets.unit_code = tidy_code(str(first[1].value or "")[:80])[:40] if len(first) > 1 else ""
        return
    _number, head = next(lines, (1, ()))
    titles = [tidy_line(str(cell.value or "")[:200])[:60] for cell in head]
    if tuple(titles) != COLUMNS[title]:
        message = _("The titles in row 1 must be: %(titles)s.") % {"titles": ", ".join(COLUMNS[title])}
        sheets.problems.append(RosterProblem(title, 1, "", message))
    sheets.rows[title] = []
    if tuple(titles) == COLUMNS[title]:
        for number, cells in lines:
            _read_row(sheets, title, number, cells)


def _read_row(sheets: RosterSheets, title: str, number: int, cells: tuple) -> None:
    if all(cell.value is None for cell in cells):
        return
    if len(sheets.rows[title]) >= MAX_ROWS or number > MAX_ROWS + 1:
        if number == MAX_ROWS + 2:
            message = _("A sheet holds %(limit)d rows at most. Please split the file.") % {"limit": MAX_ROWS}
            sheets.problems.append(RosterProblem(title, number, "", message))
        return
    texts: dict[str, str] = {}
    width = len(COLUMNS[title])
    for column, cell in zip(COLUMNS[title], cells, strict=False):
        text, problem = _cell_text(cell)
        texts[column] = text
        if problem:
            sheets.problems.append(RosterProblem(title, number, column, problem))
    if not any(texts.values()) and not any(problem.row == number for problem in sheets.problems[-width:]):
        return  # only looked filled: blanks and no-break spaces
    sheets.rows[title].append(RosterRow(number, {column: texts.get(column, "") for column in COLUMNS[title]}))


def _cell_text(cell: Any) -> tuple[str, str]:
    """(text, problem): whole numbers count as text, formulas, dates and long texts are refused."""
    value, kind = cell.value, cell.data_type
    if value is None:
        return "", ""
    if isinstance(value, datetime.date):
        words = _(
            "The spreadsheet has turned “%(text)s” into a date. Format the column as text and type it again."
        )
        return "", words % {"text": f"{value.day}/{value.month}"}
    if kind == "f" or not isinstance(value, str | int | float):
        return "", _("The cell holds a formula. Please type the text itself.")
    if kind in {"b", "d", "e"} or (isinstance(value, float) and not value.is_integer()):
        return "", _("The cell must hold text.")
    text = str(int(value)) if isinstance(value, int | float) else tidy_line(value[: MAX_CELL * 5])
    if len(text) > MAX_CELL:
        return "", _("The text is longer than %(limit)d signs.") % {"limit": MAX_CELL}
    if isinstance(value, str) and is_spoofed(value):
        return "", _("The cell holds hidden signs. Please type the text again.")
    return text, ""


def _safe(text: str) -> str:
    """Names of units that look like formulas stay text."""
    return f"'{text}" if text[:1] in "=+-@\t\r|" and text else text
