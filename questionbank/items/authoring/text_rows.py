"""Rows of {id, text} with a letter each, and the marks of a key that stand in the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.safestring import SafeString

from questionbank.items.authoring.registry import TEMPLATES, EditorField, FieldWidget
from questionbank.items.authoring.rows import move_row, next_id, posted_ids, rows_of
from questionbank.items.authoring.sources import read_source
from questionbank.items.authoring.work import source_of
from questionbank.types.base import JSON
from questionbank.types.showing import NOTHING


@dataclass(frozen=True)
class TextRow:
    """One option or statement as the page shows it."""

    id: str
    letter: str
    source: str
    is_locked: bool
    is_first: bool
    is_last: bool
    is_right: bool | None
    problems: list[str]
    key_problems: list[str]
    html: SafeString = NOTHING  # where the text is fixed


class TextRows(FieldWidget):
    """Rows of {id, text} with a letter each."""

    prefix: ClassVar[str]
    row_template: ClassVar[str]  # beside the templates of the kinds
    letters: ClassVar[str]
    start: ClassVar[int] = 4

    def context(self, place: EditorField) -> dict[str, Any]:
        """{rows, blank, …}: the rows, and an empty one that the script copies; how both are drawn and named."""
        stored = rows_of(place.value)
        if not stored and place.value is None:
            stored = [{"id": f"{self.prefix}{rank + 1}", "text": ""} for rank in range(self.start)]
        rows = [self._row(place, row, rank, len(stored)) for rank, row in enumerate(stored)]
        blank = TextRow("__id__", "", "", False, False, False, None, [], [])
        return {
            "rows": rows,
            "blank": blank,
            "row_template": f"{TEMPLATES}/{self.row_template}",
            "prefix": self.prefix,
            "letters": self.letters,
        }

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """[{id, text, …}] in the order of the page."""
        return [self.read_row(f"{place.path}.{one}", one, posted) for one in posted_ids(place, posted)]

    def read_row(self, name: str, row: str, posted: QueryDict) -> dict[str, JSON]:
        """One row; `name` is the beginning of its inputs' names."""
        return {"id": row, "text": read_source(posted, f"{name}.text")}

    def change(self, place: EditorField, verb: str, row: str) -> None:
        """Add, drop or move a row."""
        rows = rows_of(place.value)
        ids = [str(one.get("id", "")) for one in rows]
        if verb == "add":
            rows.append({"id": next_id(self.prefix, set(ids)), "text": ""})
        elif row in ids:
            move_row(rows, ids.index(row), verb)
        place.work.put(place.path, rows)

    def _row(self, place: EditorField, row: dict[str, JSON], rank: int, count: int) -> TextRow:
        one = str(row.get("id", ""))
        problems = [*place.problems_at(str(rank)), *place.problems_at(f"{rank}.text")]
        companion = place.companion
        right = (
            companion.widget.is_right(companion, one)
            if companion and isinstance(companion.widget, Marks)
            else None
        )
        key_problems = companion.problems_at(one) if companion else []
        return TextRow(
            one,
            self.letters[rank % len(self.letters)],
            source_of(row.get("text")),
            row.get("locked") is True,
            rank == 0,
            rank == count - 1,
            right,
            problems,
            key_problems,
            (place.fixed or {}).get(one, NOTHING),
        )


class Marks(FieldWidget):
    """A key that marks the rows of its host; drawn inside them."""

    def is_right(self, place: EditorField, row: str) -> bool | None:
        """What the key says of a row; None where it says nothing."""
        raise NotImplementedError

    def context(self, place: EditorField) -> dict[str, Any]:
        """Nothing: the host draws it."""
        return {}
