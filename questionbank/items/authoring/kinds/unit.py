"""The unit of a number: whether pupils write it, how, and which other units are right too."""

from __future__ import annotations

import re
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from config.spelling import looks_empty, tidy_code, tidy_line
from questionbank.items.authoring.registry import EditorField, FieldWidget, field_widget
from questionbank.items.authoring.sources import read_line, read_text
from questionbank.types.base import JSON

MODES = [
    ("forbidden", gettext_lazy("the question states it; pupils write only the number")),
    ("optional", gettext_lazy("pupils may write it")),
    ("required", gettext_lazy("pupils must write it")),
]
HALF = "0.5"


@field_widget()
class UnitWidget(FieldWidget):
    """{mode, spellings, conversions, unit_fraction}."""

    kind = "unit"

    def context(self, place: EditorField) -> dict[str, Any]:
        """The parts as lines of text."""
        unit = place.value if isinstance(place.value, dict) else {}
        return {
            "mode": unit.get("mode", "forbidden"),
            "modes": MODES,
            "spellings": _joined(unit.get("spellings")),
            "conversions": _conversion_lines(unit.get("conversions")),
            "unit_fraction": _comma(unit.get("unit_fraction", HALF)),
            "problems": [
                sentence
                for path, sentences in place.problems.items()
                if path == place.path or path.startswith(f"{place.path}.")
                for sentence in sentences
            ],
        }

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """None while the stem states the unit and nothing else was written."""
        mode = posted.get(f"{place.path}.mode") or "forbidden"
        spellings = _split(read_line(posted, f"{place.path}.spellings"))
        conversions = [
            _read_conversion(line)
            for line in read_text(posted, f"{place.path}.conversions").split("\n")
            if not looks_empty(line)
        ]
        fraction = read_line(posted, f"{place.path}.unit_fraction") or HALF
        if mode == "forbidden" and not spellings and not conversions:
            return None
        return {"mode": mode, "spellings": spellings, "conversions": conversions, "unit_fraction": fraction}


def _joined(spellings: JSON) -> str:
    return ", ".join(str(one) for one in spellings) if isinstance(spellings, list) else ""


def _conversion_lines(conversions: JSON) -> str:
    rows = [row for row in conversions if isinstance(row, dict)] if isinstance(conversions, list) else []
    return "\n".join(f"{_joined(row.get('spellings'))} = {_comma(row.get('factor', ''))}" for row in rows)


def _comma(number: JSON) -> str:
    """A decimal as teachers write it."""
    return str(number).replace(".", ",")


def _split(text: str) -> list[str]:
    return [one for one in re.split(r"\s*[,;]\s*", text) if one]


def _read_conversion(line: str) -> dict[str, JSON]:
    """ "m², m2 = 10000": spellings, then what a number in that unit is multiplied by."""
    spellings, _sign, factor = line.partition("=")
    return {"spellings": _split(tidy_line(spellings)), "factor": tidy_code(factor)}
