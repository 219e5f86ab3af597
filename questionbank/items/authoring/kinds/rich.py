"""Rich text: a growing field that holds the source; the script turns it into an editor over the same field."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from questionbank.items.authoring.registry import EditorField, FieldWidget, field_widget
from questionbank.items.authoring.sources import read_source
from questionbank.items.authoring.work import source_of
from questionbank.types.base import JSON


@field_widget()
class RichWidget(FieldWidget):
    """One text with formulas and pictures."""

    kind = "rich"
    is_group = False
    decides = False

    def context(self, place: EditorField) -> dict[str, Any]:
        """{source}."""
        return {"source": source_of(place.value)}

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """The source as it was written."""
        return read_source(posted, place.path)
