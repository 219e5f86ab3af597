"""Accepted answers of a short answer: what pupils may write, what it earns, how exactly it is compared."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from questionbank.items.authoring.registry import EditorField, FieldWidget, field_widget
from questionbank.items.authoring.rows import move_row, posted_ids
from questionbank.items.authoring.sources import read_line, read_tick
from questionbank.types.base import JSON

COMPARES = [
    ("exact", gettext_lazy("exactly this number")),
    ("absolute", gettext_lazy("may differ by at most")),
    ("relative", gettext_lazy("may differ by at most … percent")),
    ("rounded", gettext_lazy("equal when rounded to … decimals")),
    ("digits", gettext_lazy("with exactly these decimals")),
]
WORDS = [
    ("vietnamese", gettext_lazy("capitals, place of tone marks and i/y do not matter")),
    ("plain", gettext_lazy("only capitals do not matter")),
    ("strict", gettext_lazy("letter by letter")),
]
FORMS = [
    ("fraction", gettext_lazy("also as a fraction")),
    ("percent", gettext_lazy("also as a percentage")),
    ("scientific", gettext_lazy("also as a power of ten")),
]
FRACTIONS = [("1", "100%"), ("0.75", "75%"), ("0.5", "50%"), ("0.25", "25%")]
PARTS = ("value", "fraction", "compare", "tolerance", "places", "words", "kind")


@field_widget()
class AcceptedWidget(FieldWidget):
    """Rows of an answer with its details folded away."""

    kind = "accepted"

    def context(self, place: EditorField) -> dict[str, Any]:
        """{rows, blank, and the words of the choices}."""
        stored = _entries(place.value) or [{}]
        rows = [_shown(place, entry, rank, len(stored)) for rank, entry in enumerate(stored)]
        is_text = place.work.at("body.input") == "text"
        return {
            "rows": rows,
            "blank": _shown(place, {}, -1, 0),
            "is_text": is_text,
            "compares": COMPARES,
            "words": WORDS,
            "forms": FORMS,
            "prefix": "r",
        }

    def read(self, place: EditorField, posted: QueryDict) -> JSON:
        """[{value, …}]: only what was set; a row without any text is left out."""
        before = {str(entry.get("value", "")): entry for entry in _entries(place.value)}
        entries = [_read_entry(f"{place.path}.{one}", posted, before) for one in posted_ids(place, posted)]
        return [entry for entry in entries if entry["value"] or entry.get("kind") == "any"]

    def change(self, place: EditorField, verb: str, row: str) -> None:
        """Add, drop or move a row; rows are called r1, r2, … as they stand."""
        rows = _entries(place.value)
        ids = [f"r{rank + 1}" for rank in range(len(rows))]
        if verb == "add":
            rows.append({"value": ""})
        elif row in ids:
            move_row(rows, ids.index(row), verb)
        place.work.put(place.path, rows)


def _entries(value: JSON) -> list[dict[str, JSON]]:
    """Stored entries; a plain text or number stands for {"value": …}."""
    if not isinstance(value, list):
        return []
    return [entry if isinstance(entry, dict) else {"value": str(entry)} for entry in value]


def _shown(place: EditorField, entry: dict[str, JSON], rank: int, count: int) -> dict[str, Any]:
    """One row for the template; rank -1 is the empty one that the script copies."""
    fraction = str(entry.get("fraction", "1"))
    fractions = list(FRACTIONS)
    if fraction not in dict(FRACTIONS):
        fractions.append((fraction, fraction))
    problems = list(place.problems_at(str(rank)))
    for part in (*PARTS, "decimal", "forms"):
        problems += place.problems_at(f"{rank}.{part}")
    return {
        "id": f"r{rank + 1}" if rank >= 0 else "__id__",
        "number": rank + 1,
        "value": entry.get("value", ""),
        "kind": entry.get("kind", ""),
        "fraction": fraction,
        "fractions": fractions,
        "compare": entry.get("compare", "exact"),
        "tolerance": str(entry.get("tolerance", "")).replace(".", ","),
        "places": entry.get("places", ""),
        "chosen_forms": entry.get("forms", []),
        "words": entry.get("words", "vietnamese"),
        "ignore_accents": entry.get("ignore_accents") is True,
        "is_first": rank == 0,
        "is_last": rank == count - 1,
        "is_special": bool(set(entry) - {"kind", "value", "decimal", "words", "ignore_accents", "fraction"})
        or fraction != "1"
        or entry.get("words", "vietnamese") != "vietnamese"
        or entry.get("ignore_accents") is True,
        "problems": problems,
    }


def _read_entry(name: str, posted: QueryDict, before: dict[str, dict[str, JSON]]) -> dict[str, JSON]:
    """Only what differs from the usual. The number chosen among two readings stays while the text stays."""
    value = read_line(posted, f"{name}.value")
    entry: dict[str, JSON] = {"value": value}
    usual = {"fraction": "1", "compare": "exact", "tolerance": "", "places": "", "words": "vietnamese"}
    for part, default in usual.items():
        given = read_line(posted, f"{name}.{part}") or default
        if given != default:
            entry[part] = given
    if entry.get("compare", "exact") not in {"absolute", "relative"}:
        entry.pop("tolerance", None)
    if entry.get("compare") != "rounded":
        entry.pop("places", None)
    if forms := [one for one in posted.getlist(f"{name}.forms") if one in dict(FORMS)]:
        entry["forms"] = forms
    if read_tick(posted, f"{name}.ignore_accents"):
        entry["ignore_accents"] = True
    earlier = before.get(value, {})
    if earlier.get("kind") == "any" or posted.get(f"{name}.kind") == "any":
        entry["kind"] = "any"
    if "decimal" in earlier and earlier.get("forms", []) == entry.get("forms", []):
        entry["decimal"] = earlier["decimal"]
    return entry
