"""The one exporter: every table leaves the house as .xlsx through here, cells typed as text, no formula can run."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|")
LONGEST_CELL = 32_000

Cell = str | int | float | Decimal | date | datetime | None


def workbook_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An .xlsx file with one sheet; text that could be read as a formula gets a leading apostrophe."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=_sheet_title(title))
    sheet.append([_bold(sheet, text) for text in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsx_response(file_name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The workbook as a download named `file_name` (ASCII, without ending)."""
    response = HttpResponse(workbook_bytes(file_name, header, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def _cell(sheet: Worksheet, value: Cell) -> WriteOnlyCell:
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=_harmless(value))
        cell.data_type = "s"
        return cell
    return WriteOnlyCell(sheet, value=value)


def _harmless(text: str) -> str:
    printable = "".join(char for char in text[:LONGEST_CELL] if char >= " " or char in "\n\t")
    return f"'{printable}" if printable.startswith(FORMULA_STARTS) else printable


def _bold(sheet: Worksheet, text: str) -> WriteOnlyCell:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _sheet_title(title: str) -> str:
    return "".join(char for char in title if char not in "[]:*?/\\")[:31] or "Sheet"
