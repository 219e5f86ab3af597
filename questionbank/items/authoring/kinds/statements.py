"""Statements of a true/false cluster; whether each holds is marked in the same row."""

from __future__ import annotations

from django.http import QueryDict

from questionbank.items.authoring.registry import EditorField, field_widget
from questionbank.items.authoring.rows import ROW_ID
from questionbank.items.authoring.text_rows import Marks, TextRows
from questionbank.types.base import JSON

MARKS = {"true": True, "false": False}


@field_widget()
class StatementsWidget(TextRows):
    """Two to eight statements a) to h)."""

    kind = "statements"
    prefix = "s"
    row_template = "_statement_row.html"
    letters = "abcdefghijklmnopqrstuvwxyz"


@field_widget()
class TrueFalseWidget(Marks):
    """{id: true or false} for every statement that is marked."""

    kind = "true_false"
    companion_of = "statements"

    def is_right(self, place: EditorField, row: str) -> bool | None:
        """Whether the statement holds; None while nobody said."""
        marks = place.value
        mark = marks.get(row) if isinstance(marks, dict) else None
        return mark if isinstance(mark, bool) else None

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """The marks of the rows that the form shows."""
        start = f"{place.path}."
        given = {name.removeprefix(start): posted[name] for name in posted if name.startswith(start)}
        return {row: MARKS[mark] for row, mark in given.items() if mark in MARKS and ROW_ID.fullmatch(row)}
