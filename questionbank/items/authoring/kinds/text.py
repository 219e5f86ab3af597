"""Plain fields: one line, one of a few words, and the JSON of a kind that nobody registered."""

from __future__ import annotations

import json
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from questionbank.items.authoring.registry import UNKNOWN, EditorField, FieldWidget, field_widget
from questionbank.items.authoring.sources import read_line, read_text
from questionbank.types.base import JSON

CHOICE_WORDS = {"number": gettext_lazy("a number"), "text": gettext_lazy("words")}


@field_widget()
class TextWidget(FieldWidget):
    """One line of plain text."""

    kind = "text"
    is_group = False

    def context(self, place: EditorField) -> dict[str, Any]:
        """{text}."""
        return {"text": place.value if isinstance(place.value, str) else ""}

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """The line."""
        return read_line(posted, place.path)


@field_widget()
class ChoiceWidget(FieldWidget):
    """One of the words that the type's schema lists (`enum`, or `oneOf` with `const` and `title`)."""

    kind = "choice"

    def context(self, place: EditorField) -> dict[str, Any]:
        """{choices: [(value, label)], chosen}; the first one counts until another is chosen."""
        choices = choices_of(place)
        values = [value for value, _label in choices]
        chosen = place.value if place.value in values else (values[0] if values else "")
        return {"choices": choices, "chosen": chosen}

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """The chosen word."""
        return posted.get(place.path) or None


@field_widget()
class JsonWidget(FieldWidget):
    """Anything, as its JSON; what cannot be read is kept as it was typed and the type says so."""

    kind = UNKNOWN
    is_group = False

    def context(self, place: EditorField) -> dict[str, Any]:
        """{text}."""
        value = place.value
        if value is None or isinstance(value, str):
            return {"text": value or ""}
        return {"text": json.dumps(value, ensure_ascii=False, indent=2)}

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """The value, or the text itself where it is no JSON."""
        text = read_text(posted, place.path)
        if not text:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text


def choices_of(place: EditorField) -> list[tuple[str, Any]]:
    """Values and labels from the JSON Schema at the field's path."""
    root, _dot, name = place.path.partition(".")
    schema = place.question_type.body_schema if root == "body" else place.question_type.key_schema
    spec = schema.get("properties", {}).get(name, {})
    if "oneOf" in spec:
        return [(one["const"], one.get("title", one["const"])) for one in spec["oneOf"]]
    return [(value, CHOICE_WORDS.get(value, value)) for value in spec.get("enum", ())]
