"""Yes or no: a statement that holds or does not. Nothing is chosen until the author chooses."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from questionbank.items.authoring.registry import EditorField, FieldWidget, field_widget
from questionbank.types.base import JSON

VALUES = {"true": True, "false": False}


@field_widget()
class FlagWidget(FieldWidget):
    """Two radio buttons."""

    kind = "flag"
    drawn_as = "choice"

    def context(self, place: EditorField) -> dict[str, Any]:
        """{choices: [(value, label)], chosen}."""
        chosen = next((word for word, value in VALUES.items() if place.value is value), "")
        return {"choices": [("true", _("True")), ("false", _("False"))], "chosen": chosen}

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """true, false, or None."""
        return VALUES.get(posted.get(place.path, ""))
