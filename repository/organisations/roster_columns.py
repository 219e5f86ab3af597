"""What a roster looks like, and how its reader in the child process reports: rows and codes, never sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from config.spelling import is_spoofed

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5000
MAX_CELL = 200
MAX_CODE = 40

STAFF_SHEET, PUPIL_SHEET, GUIDE_SHEET = "Cán bộ", "Học sinh", "Hướng dẫn"
COLUMNS = {
    STAFF_SHEET: ("Họ và tên", "Tên đăng nhập", "Vai trò", "Tổ chuyên môn", "Mã định danh"),
    PUPIL_SHEET: ("Họ và tên", "Lớp", "Mã học sinh"),
}


class Refusal(StrEnum):
    """Why the file is not read at all."""

    NONE = ""
    TOO_LARGE = "too_large"
    NOT_ALLOWED = "not_allowed"
    UNREADABLE = "unreadable"
    NO_SHEETS = "no_sheets"


class Fault(StrEnum):
    """What is wrong with a cell, a row or the head of a table."""

    TITLES = "titles"
    TOO_MANY_ROWS = "too_many_rows"
    DATE = "date"
    FORMULA = "formula"
    NO_TEXT = "no_text"
    TOO_LONG = "too_long"
    HIDDEN_SIGNS = "hidden_signs"


@dataclass(frozen=True)
class RosterRow:
    """One filled row as clean text, by column title."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Faulty:
    """One fault with its place; `text` is what was seen where the sentence quotes it."""

    sheet: str
    row: int
    column: str
    fault: Fault
    text: str = ""

    def __post_init__(self) -> None:
        if self.sheet not in COLUMNS or self.column not in ("", *COLUMNS[self.sheet]):
            raise ValueError("no column of ours")
        if not 1 <= self.row <= MAX_ROWS + 2 or not _is_cell(self.text):
            raise ValueError("no row of ours")


@dataclass
class Reading:
    """What the reader says about a file. Made of nothing but what a roster may hold, whoever answers."""

    refusal: Refusal = Refusal.NONE
    unit_code: str = ""
    rows: dict[str, list[RosterRow]] = field(default_factory=dict)
    faults: list[Faulty] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.unit_code) > MAX_CODE:
            raise ValueError("no unit code")
        for sheet, rows in self.rows.items():
            numbers = [row.number for row in rows]
            if len(rows) > MAX_ROWS or numbers != sorted(set(numbers)):
                raise ValueError("rows out of order")
            if not all(_is_row(sheet, row) for row in rows):
                raise ValueError("no row of ours")


def _is_row(sheet: str, row: RosterRow) -> bool:
    columns = COLUMNS.get(sheet, ())
    return (
        2 <= row.number <= MAX_ROWS + 1
        and tuple(row.cells) == columns
        and all(_is_cell(text) for text in row.cells.values())
    )


def _is_cell(text: str) -> bool:
    return len(text) <= MAX_CELL and "\n" not in text and not is_spoofed(text)
