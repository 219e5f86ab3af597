"""Questions drawn on the server, for reading and reviewing: as a pupil gets them, and the key apart.

A type may bring its own template `questionbank/items/drawn/<component>.html`; every other type is drawn by `plain.html`
from what all renderings have in common: a stem and lists of {id, html}. Keys are drawn from {weights}, {answers} or
{accepted}; whatever else a key says is shown as it is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string, select_template
from django.utils.safestring import SafeString, mark_safe

from questionbank.items.models import AnswerKey, QuestionVersion
from questionbank.items.pictures import with_addresses
from questionbank.items.reading import rendered
from questionbank.types.base import InvalidBody, Mode, Rendered

FOLDER = "questionbank/items/drawn"
KNOWN_IN_KEYS = ("weights", "answers", "accepted")


@dataclass(frozen=True)
class DrawnPart:
    """One option, statement or item; `mark` is what the key says of it: "right", "partial", "true", "false", ""."""

    id: str
    letter: str
    html: SafeString
    mark: str = ""


@dataclass(frozen=True)
class KeyLine:
    """An accepted answer; `note` is its share of the mark where that is not the whole."""

    value: str
    note: str = ""


@dataclass(frozen=True)
class Drawn:
    """Everything a template needs; HTML is the sanitised HTML of the question with addresses for its pictures."""

    stem: SafeString
    parts: tuple[DrawnPart, ...]
    suffix: str
    solution: SafeString
    accepted: tuple[KeyLine, ...]
    other: str = ""

    @property
    def letter_end(self) -> str:
        """A. B. C. for options, a) b) c) for statements."""
        return "." if self.parts and self.parts[0].letter.isupper() else ")"

    @property
    def has_marks(self) -> bool:
        """The key says something of the parts."""
        return any(part.mark for part in self.parts)


def draw(version: QuestionVersion | None) -> SafeString | str:
    """The question as a pupil gets it; "" when it cannot be drawn yet."""
    seen = _seen(version, Mode.PRINT, None)
    if version is None or seen is None:
        return ""
    template = select_template([f"{FOLDER}/{seen.component}.html", f"{FOLDER}/plain.html"])
    return template.render({"drawn": _drawn(version, seen.properties)})


def draw_key(version: QuestionVersion | None, answer_key: AnswerKey | None) -> SafeString | str:
    """The key with its solution; "" when there is none."""
    seen = _seen(version, Mode.KEY, answer_key) if answer_key else None
    if version is None or seen is None or answer_key is None:
        return ""
    is_known = any(name in seen.properties for name in KNOWN_IN_KEYS)
    other = "" if is_known else json.dumps(answer_key.key, ensure_ascii=False, indent=1)
    return render_to_string(f"{FOLDER}/key.html", {"drawn": _drawn(version, seen.properties, other)})


def _seen(version: QuestionVersion | None, mode: Mode, answer_key: AnswerKey | None) -> Rendered | None:
    if version is None or not version.body:
        return None
    try:
        return rendered(version, mode, answer_key)
    except InvalidBody:  # a type has become stricter since
        return None


def _drawn(version: QuestionVersion, properties: Mapping[str, Any], other: str = "") -> Drawn:
    question_id = version.question.public_id
    return Drawn(
        stem=_html(properties.get("stem", ""), question_id),
        parts=tuple(_parts(properties, question_id)),
        suffix=str(properties.get("suffix", "")),
        solution=_html(properties.get("solution", ""), question_id),
        accepted=tuple(_accepted(properties)),
        other=other,
    )


def _parts(properties: Mapping[str, Any], question_id: str) -> Iterator[DrawnPart]:
    for entries in properties.values():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and "html" in entry:
                one = str(entry.get("id", ""))
                html = _html(entry["html"], question_id)
                yield DrawnPart(one, str(entry.get("letter", "")), html, _mark(properties, one))


def _mark(properties: Mapping[str, Any], one: str) -> str:
    if one in properties.get("weights", {}):
        return "right" if properties["weights"][one] == "1" else "partial"
    answer = properties.get("answers", {}).get(one)
    return "" if answer is None else "true" if answer else "false"


def _accepted(properties: Mapping[str, Any]) -> Iterator[KeyLine]:
    for entry in properties.get("accepted", []):
        fraction = str(entry.get("fraction", "1"))
        yield KeyLine(str(entry.get("value", "")), "" if fraction == "1" else fraction.replace(".", ","))


def _html(html: str, question_id: str) -> SafeString:
    return mark_safe(with_addresses(html, question_id))
