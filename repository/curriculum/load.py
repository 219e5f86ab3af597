"""Loading the curriculum from CSV: every row is checked before anything is written, then all tables or none.

Loading twice changes nothing. A row that has left the file stays in the database: terms are retired by
`valid_to` and `replaced_by`, never deleted.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from config.errors import Refused
from repository.curriculum.tables import TABLES, Column, Table

DATA = Path(__file__).parent / "data"
MAX_FILE_BYTES = 20_000_000


@dataclass(frozen=True)
class RowProblem:
    """One thing to mend: file, line (1 = header), column ("" for the whole line) and a sentence."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" + (f" [{self.column}]" if self.column else "")
        return f"{place} {self.message}"


class BadCurriculum(Refused):
    """The files have problems; nothing was written."""

    code = "bad_curriculum"

    def __init__(self, problems: list[RowProblem]) -> None:
        super().__init__(_("The curriculum files have mistakes; nothing was loaded."))
        self.problems = problems


@dataclass
class Tally:
    """What loading one file did, in rows."""

    file: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class _Load:
    """State of one run: what is known so far, and what was found wrong."""

    problems: list[RowProblem] = field(default_factory=list)
    by_code: dict[type[models.Model], dict[str, models.Model]] = field(default_factory=dict)

    def known(self, model: type[models.Model]) -> dict[str, models.Model]:
        """Rows of `model` by code, read once."""
        if model not in self.by_code:
            rows: list[Any] = list(model._default_manager.all())
            self.by_code[model] = {row.code: row for row in rows}
        return self.by_code[model]


def load_folder(folder: Path = DATA, *, dry_run: bool = False) -> list[Tally]:
    """Upsert all tables from `folder`; files that are missing are skipped.

    Raises BadCurriculum with every problem found. With `dry_run` everything is tried and rolled back.
    """
    run = _Load()
    with transaction.atomic():
        tallies = [_load_table(run, table, folder) for table in TABLES if (folder / table.file).is_file()]
        if run.problems:
            raise BadCurriculum(run.problems)
        if dry_run:
            transaction.set_rollback(True)
    return tallies


def _load_table(run: _Load, table: Table, folder: Path) -> Tally:
    tally = Tally(table.file)
    existing = {_key(table, row): row for row in table.model._default_manager.all()}
    first_line: dict[tuple, int] = {}
    late: list[tuple[int, models.Model, str]] = []
    for line, cells in _rows(run, table, folder / table.file):
        values = _values(run, table, line, cells)
        if values is None:
            continue
        key = tuple(getattr(values[name], "pk", values[name]) for name in table.keys)
        if key in first_line:
            _report(
                run,
                table,
                line,
                "",
                _("This repeats line %(line)d.") % {"line": first_line[key]},
            )
            continue
        first_line[key] = line
        row = _upsert(run, table, line, existing.get(key), values, tally)
        if row is not None and cells.get("replaced_by"):
            late.append((line, row, cells["replaced_by"]))
    _link_successors(run, table, late)
    return tally


def _rows(run: _Load, table: Table, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, cells by column) for each filled line; a broken file becomes one problem."""
    if path.stat().st_size > MAX_FILE_BYTES:
        _report(run, table, 1, "", _("The file is too large."))
        return
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        _report(run, table, 1, "", _("The file is not written in UTF-8."))
        return
    reader = csv.DictReader(text.splitlines())
    if reader.fieldnames != table.header:
        _report(
            run,
            table,
            1,
            "",
            _("The first line must be: %(header)s") % {"header": ",".join(table.header)},
        )
        return
    for cells in reader:
        if None in cells or None in cells.values():
            _report(
                run,
                table,
                reader.line_num,
                "",
                _("This line has too many or too few columns."),
            )
        elif any(cells.values()):
            yield reader.line_num, {name: cell.strip() for name, cell in cells.items()}


def _values(run: _Load, table: Table, line: int, cells: dict[str, str]) -> dict[str, object] | None:
    """The row's values by field; None when a cell could not be read."""
    values: dict[str, object] = {}
    before = len(run.problems)
    for column in table.columns:
        if column.name == "replaced_by":
            continue  # may name a later line of the same file, so it is linked at the end
        try:
            values[column.name] = _value(run, column, cells[column.name])
        except ValidationError as problem:
            _report(run, table, line, column.name, problem.messages[0])
    return values if len(run.problems) == before else None


def _value(run: _Load, column: Column, raw: str) -> object:
    if not raw and column.required:
        raise ValidationError(_("This must not be empty."))
    if column.refers_to is None:
        return column.read(raw)
    if not raw:
        return None
    try:
        return run.known(column.refers_to)[raw]
    except KeyError:
        raise ValidationError(_("The code “%(code)s” is not known.") % {"code": raw[:40]}) from None


def _upsert(
    run: _Load,
    table: Table,
    line: int,
    row: models.Model | None,
    values: dict[str, object],
    tally: Tally,
) -> models.Model | None:
    """Create or update one row and count it; None when the model refuses the values."""
    fresh = row is None
    row = row or table.model()
    dirty = fresh or any(getattr(row, name) != value for name, value in values.items())
    if not dirty:
        tally.unchanged += 1
        return row
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.clean_fields(exclude=[f.name for f in row._meta.fields if f.name not in values])
    except ValidationError as problem:
        for name, messages in problem.message_dict.items():
            _report(run, table, line, name, messages[0])
        return None
    row.save()
    if "code" in values:
        run.known(table.model)[str(values["code"])] = row
    tally.created += fresh
    tally.changed += not fresh
    return row


def _link_successors(run: _Load, table: Table, late: list[tuple[int, Any, str]]) -> None:
    """Set `replaced_by` once all rows of the table exist; unknown codes and circles are problems."""
    for line, row, code in late:
        successor = run.known(table.model).get(code)
        if successor is None:
            _report(
                run,
                table,
                line,
                "replaced_by",
                _("The code “%(code)s” is not known.") % {"code": code[:40]},
            )
        elif _leads_back(successor, row):
            _report(
                run,
                table,
                line,
                "replaced_by",
                _("This replacement leads back to itself."),
            )
        elif row.replaced_by_id != successor.pk:
            row.replaced_by = successor
            row.save(update_fields=["replaced_by"])


def _leads_back(successor: Any, row: Any) -> bool:
    step = successor
    while step is not None:
        if step.pk == row.pk:
            return True
        step = step.replaced_by
    return False


def _key(table: Table, row: models.Model) -> tuple:
    return tuple(getattr(row, f"{name}_id", None) or getattr(row, name) for name in table.keys)


def _report(run: _Load, table: Table, line: int, column: str, message: str) -> None:
    run.problems.append(RowProblem(table.file, line, column, message))
