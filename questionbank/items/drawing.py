"""Questions drawn on the server, for reading and reviewing: as a pupil gets them, and the key apart.

A type may bring its own template `questionbank/items/drawn/<component>.html`; every other type is drawn by `plain.html`
from what all renderings have in common: a stem and lists of {id, html}. What a key says is said by the type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string, select_template
from django.utils.safestring import SafeString, mark_safe

from questionbank.items.models import AnswerKey, QuestionVersion
from questionbank.items.pictures import with_addresses
from questionbank.items.reading import rendered, typed_question
from questionbank.types.base import InvalidBody, Mode
from questionbank.types.reading import plain_decimal
from questionbank.types.showing import PartKey

FOLDER = "questionbank/items/drawn"


@dataclass(frozen=True)
class DrawnPart:
    """One option, statement or item."""

    id: str
    letter: str
    html: SafeString


@dataclass(frozen=True)
class Drawn:
    """Everything a template needs; HTML is the sanitised HTML of the question with addresses for its pictures."""

    stem: SafeString
    parts: tuple[DrawnPart, ...]
    suffix: str

    @property
    def letter_end(self) -> str:
        """A. B. C. for options, a) b) c) for statements."""
        return "." if self.parts and self.parts[0].letter.isupper() else ")"


@dataclass(frozen=True)
class KeyMark:
    """A line of the key. `tone`: right, partial, false; `share` of the mark where that is not the whole."""

    tone: str
    words: SafeString
    letter: str = ""
    share: str = ""


def draw(version: QuestionVersion | None) -> SafeString | str:
    """The question as a pupil gets it; "" when it cannot be drawn yet."""
    if version is None or not version.body:
        return ""
    try:
        seen = rendered(version, Mode.PRINT)
    except InvalidBody:  # a type has become stricter since
        return ""
    template = select_template([f"{FOLDER}/{seen.component}.html", f"{FOLDER}/plain.html"])
    return template.render({"drawn": _drawn(version, seen.properties)})


def draw_key(version: QuestionVersion | None, answer_key: AnswerKey | None) -> SafeString | str:
    """The key with its solution; "" when there is none."""
    if version is None or answer_key is None or not version.body:
        return ""
    try:
        question = typed_question(version, answer_key)
    except InvalidBody:
        return ""
    public_id = version.question.public_id
    shown = question.kind.show_key(question.prepared, question.key)
    printed = question.kind.render(question.prepared, Mode.PRINT).properties
    parts = {part.id: part for part in _parts(printed, public_id)}
    marks = [_mark(one, parts.get(one.part), public_id) for one in shown.parts]
    marks += [
        KeyMark("right", _html(line.words, public_id), share=_share(line.share)) for line in shown.lines
    ]
    return render_to_string(
        f"{FOLDER}/key.html", {"marks": marks, "solution": _html(shown.solution, public_id)}
    )


def _drawn(version: QuestionVersion, properties: Mapping[str, Any]) -> Drawn:
    public_id = version.question.public_id
    return Drawn(
        stem=_html(properties.get("stem", ""), public_id),
        parts=tuple(_parts(properties, public_id)),
        suffix=str(properties.get("suffix", "")),
    )


def _parts(properties: Mapping[str, Any], question_id: str) -> Iterator[DrawnPart]:
    for entries in properties.values():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and "html" in entry:
                html = _html(entry["html"], question_id)
                yield DrawnPart(str(entry.get("id", "")), str(entry.get("letter", "")), html)


def _mark(one: PartKey, part: DrawnPart | None, question_id: str) -> KeyMark:
    words = _html(one.words, question_id) if one.words else part.html if part else SafeString("")
    tone = "false" if not one.holds else "right" if one.share == 1 else "partial"
    return KeyMark(tone, words, part.letter if part else "", _share(one.share))


def _share(share: Decimal) -> str:
    return "" if share == 1 else plain_decimal(share).replace(".", ",")


def _html(html: str, question_id: str) -> SafeString:
    return mark_safe(with_addresses(html, question_id))
