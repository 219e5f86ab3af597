"""Items of an ordering question: their author writes them down in the right order, which is the key."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from questionbank.items.authoring.registry import EditorField, field_widget
from questionbank.items.authoring.rows import posted_ids, rows_of
from questionbank.items.authoring.text_rows import Marks, TextRows
from questionbank.types.base import JSON


@field_widget()
class ItemsWidget(TextRows):
    """Two to eight items, shown in the order that the key says."""

    kind = "items"
    prefix = "i"
    row_template = "_item_row.html"
    letters = "123456789"

    def context(self, place: EditorField) -> dict[str, Any]:
        """As for all rows; a key that was corrected since is what the author goes on from."""
        order = place.companion.value if place.companion else None
        rows = rows_of(place.value)
        if isinstance(order, list) and rows:
            ranks = {one: rank for rank, one in enumerate(order) if isinstance(one, str)}
            rows.sort(key=lambda row: ranks.get(str(row.get("id", "")), len(ranks)))
            place.work.put(place.path, rows)
        return super().context(place)

    def change(self, place: EditorField, verb: str, row: str) -> None:
        """Add, drop or move a row; the key follows."""
        super().change(place, verb, row)
        if place.companion is not None:
            ids = [str(one.get("id", "")) for one in rows_of(place.value)]
            place.work.put(place.companion.path, ids)


@field_widget()
class RowOrderWidget(Marks):
    """The ids of the rows as they stand."""

    kind = "row_order"
    companion_of = "items"

    def is_right(self, place: EditorField, row: str) -> bool | None:
        """A place in a row is no mark."""
        return None

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """The order of the host's rows in the form."""
        fields = place.question_type.authoring_fields
        host = next(spec for spec in fields if spec.kind == self.companion_of)
        rows = EditorField(host, place.question_type, place.work, place.widget)
        return posted_ids(rows, posted) or None
