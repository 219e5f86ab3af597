"""The roster as an .xlsx file: the template that is handed out, and what comes back, in words.

What comes back is read by the child process (`roster_reading`); here its codes become sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from config.errors import Refused
from config.sandbox.runner import WorkFailed
from repository.organisations.roster_columns import (
    COLUMNS,
    GUIDE_SHEET,
    MAX_CELL,
    MAX_FILE_BYTES,
    MAX_ROWS,
    PUPIL_SHEET,
    STAFF_SHEET,
    Fault,
    Faulty,
    Refusal,
    RosterRow,
)
from repository.organisations.sandbox import READ_ROSTER


@dataclass(frozen=True)
class RosterProblem:
    """One thing to mend before the import: sheet, row (1 = head of the table), column and a sentence."""

    sheet: str
    row: int
    column: str
    message: str


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
    try:
        reading = READ_ROSTER.ask(path=str(path))
    except WorkFailed:
        raise Refused(_refusal_words(Refusal.UNREADABLE)) from None
    if reading.refusal:
        raise Refused(_refusal_words(reading.refusal))
    problems = [
        RosterProblem(faulty.sheet, faulty.row, faulty.column, _fault_words(faulty))
        for faulty in reading.faults
    ]
    return RosterSheets(reading.rows, reading.unit_code, problems)


def examples(folder: Path) -> Iterator[dict[str, str]]:
    """For the conformance suite: a sound row of staff, and a pupil whose code is a formula."""
    book = Workbook()
    for title, row in (
        (STAFF_SHEET, ("Nguyễn Văn An", "an.nv", "Giáo viên", "Tổ Toán", "7512345678")),
        (PUPIL_SHEET, ("Phạm Gia Hân", "6A1", "=1+1")),
    ):
        sheet = book.create_sheet(title)
        sheet.append(COLUMNS[title])
        sheet.append(row)
    path = folder / "danh-sach.xlsx"
    book.save(path)
    yield {"path": str(path)}


def _refusal_words(refusal: Refusal) -> str:
    if refusal is Refusal.TOO_LARGE:
        return _("The file is larger than %(limit)d MB.") % {"limit": MAX_FILE_BYTES // (1024 * 1024)}
    if refusal is Refusal.NOT_ALLOWED:
        return _("This is not an .xlsx file, or it holds something that is not allowed.")
    if refusal is Refusal.NO_SHEETS:
        titles = " / ".join(COLUMNS)
        return _("The file has no sheet “%(titles)s”. Please use the template.") % {"titles": titles}
    return _("The file could not be read. Please save it again as .xlsx and try once more.")


def _fault_words(faulty: Faulty) -> str:
    if faulty.fault is Fault.DATE:
        words = _(
            "The spreadsheet has turned “%(text)s” into a date. Format the column as text and type it again."
        )
        return words % {"text": faulty.text}
    if faulty.fault is Fault.TITLES:
        titles = ", ".join(COLUMNS[faulty.sheet])
        return _("The titles in row 1 must be: %(titles)s.") % {"titles": titles}
    if faulty.fault is Fault.TOO_MANY_ROWS:
        return _("A sheet holds %(limit)d rows at most. Please split the file.") % {"limit": MAX_ROWS}
    if faulty.fault is Fault.FORMULA:
        return _("The cell holds a formula. Please type the text itself.")
    if faulty.fault is Fault.NO_TEXT:
        return _("The cell must hold text.")
    if faulty.fault is Fault.TOO_LONG:
        return _("The text is longer than %(limit)d signs.") % {"limit": MAX_CELL}
    return _("The cell holds hidden signs. Please type the text again.")


def _safe(text: str) -> str:
    """Names of units that look like formulas stay text."""
    return f"'{text}" if text[:1] in "=+-@\t\r|" and text else text
