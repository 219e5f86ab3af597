"""Questions in a result: the stem with its formulas drawn and the words marked, type, level, place, bank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from questionbank.items.models import Question
from questionbank.items.wording import first_line
from questionbank.types.registry import QUESTION_TYPES
from search.pages.rows import Row, cut, marked
from search.queries.highlight import marks
from search.queries.questions import FoundQuestion

_MARKUP = re.compile(r"(<math\b.*?</math>|<[^>]*>)", re.DOTALL)


def question_rows(found: Sequence[FoundQuestion], words: str) -> list[Row]:
    """Rows; asks the database nothing."""
    return [_row(one, words) for one in found]


def marked_line(line: SafeString | str, words: str) -> SafeString:
    """A stem as `first_line` gives it, with `<mark>` around the words; formulas and tags stay as they are."""
    if not isinstance(line, SafeString):
        return marked(line, marks(line, words))
    pieces = ((_piece(piece, words),) for piece in _MARKUP.split(line) if piece)
    return format_html_join("", "{}", pieces)


def _piece(piece: str, words: str) -> SafeString:
    if _MARKUP.fullmatch(piece):
        return mark_safe(piece)
    text = unescape(piece)
    return marked(text, marks(text, words))


def _row(found: FoundQuestion, words: str) -> Row:
    question = found.question
    title = marked_line(first_line(question.published or question.draft), words)
    is_elsewhere = "<mark>" not in title and found.text.marks  # in an option, a statement, or far down
    kind = QUESTION_TYPES[question.type_key].label if question.type_key in QUESTION_TYPES else ""
    level = question.get_level_display() if question.level else ""
    topic = question.topic.label if question.topic else ""
    return Row(
        title=title,
        passage=cut(found.text) if is_elsewhere else "",
        url=reverse("question", args=[question.public_id]),
        meta=[str(word) for word in (kind, level, topic, question.bank.name) if word],
        chips=_chips(question),
        state="" if question.published_id else question.state,
    )


def _chips(question: Question) -> list[dict[str, Any]]:
    chips: list[dict[str, Any]] = []
    if question.subject:
        chips.append({"label": question.subject.label, "hue": question.subject.hue})
    if question.grade:
        chips.append({"label": question.grade.label})
    return chips
