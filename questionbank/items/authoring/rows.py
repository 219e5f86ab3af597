"""Lists whose rows an author adds, removes and moves: options, statements, accepted answers.

A row is named by its id; the hidden input `<path>` repeated once a row says which rows there are and in which order.
"""

from __future__ import annotations

import re
from typing import Any

from django.http import QueryDict

from questionbank.items.authoring.registry import EditorField
from questionbank.types.base import JSON

MOST = 40
ROW_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


def rows_of(value: JSON) -> list[dict[str, JSON]]:
    """The rows that can be shown; what is no row is left out."""
    if not isinstance(value, list):
        return []
    return [row for row in value[:MOST] if isinstance(row, dict)]


def posted_ids(place: EditorField, posted: QueryDict) -> list[str]:
    """The ids of the posted rows in order, each once, never more than a page can show."""
    ids = [one for one in posted.getlist(place.path) if ROW_ID.fullmatch(one)]
    return list(dict.fromkeys(ids))[:MOST]


def next_id(prefix: str, used: set[str]) -> str:
    """A new id: one above the highest of that prefix, so that a removed row's id does not come back at once.

    >>> next_id("o", {"o1", "o4"})
    'o5'
    """
    numbers = [int(one[len(prefix) :]) for one in used if re.fullmatch(rf"{prefix}\d{{1,6}}", one)]
    return f"{prefix}{max(numbers, default=0) + 1}"


def move_row(rows: list[Any], index: int, verb: str) -> None:
    """Drop a row or move it by one place; at the ends nothing happens."""
    if verb == "drop":
        del rows[index]
    step = {"up": -1, "down": 1}.get(verb, 0)
    if step and 0 <= index + step < len(rows):
        rows[index], rows[index + step] = rows[index + step], rows[index]
