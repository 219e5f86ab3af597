"""Options of a choice, each a rich text; the right one is ticked in the same row."""

from __future__ import annotations

from django.http import QueryDict

from questionbank.items.authoring.registry import EditorField, field_widget
from questionbank.items.authoring.sources import read_tick
from questionbank.items.authoring.text_rows import Marks, TextRows
from questionbank.types.base import JSON


@field_widget()
class OptionsWidget(TextRows):
    """Two to eight options; a lock keeps one in its place when options are shuffled."""

    kind = "options"
    prefix = "o"
    row_template = "_option_row.html"
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def read_row(self, name: str, row: str, posted: QueryDict) -> dict[str, JSON]:
        """{id, text, locked?}."""
        locked: dict[str, JSON] = {"locked": True} if read_tick(posted, f"{name}.locked") else {}
        return super().read_row(name, row, posted) | locked


@field_widget()
class OneOptionWidget(Marks):
    """The id of the one right option. Weights that an import brought stay until another option is chosen."""

    kind = "one_option"
    companion_of = "options"

    def is_right(self, place: EditorField, row: str) -> bool | None:
        """Whether this is the right option."""
        return row == _chosen(place)

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """The chosen id, None while none is chosen."""
        chosen = posted.get(place.path) or None
        weights = _weights_path(place)
        if place.work.at(weights) is not None:
            if chosen == _chosen(place):
                return None
            place.work.put(weights, None)
        return chosen


def _weights_path(place: EditorField) -> str:
    return f"{place.path.rpartition('.')[0]}.weights"


def _chosen(place: EditorField) -> JSON:
    weights = place.work.at(_weights_path(place))
    if isinstance(weights, dict):
        return next((one for one, weight in weights.items() if str(weight) in {"1", "1.0"}), None)
    return place.value
