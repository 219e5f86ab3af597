"""Questions in a result: a piece of the text with the words marked, type, level, place in the curriculum, bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from questionbank.items.models import Question
from questionbank.types.registry import QUESTION_TYPES
from search.pages.rows import Row, cut
from search.queries.questions import FoundQuestion


def question_rows(found: Sequence[FoundQuestion]) -> list[Row]:
    """Rows; asks the database nothing."""
    return [_row(one) for one in found]


def _row(found: FoundQuestion) -> Row:
    question = found.question
    kind = QUESTION_TYPES[question.type_key].label if question.type_key in QUESTION_TYPES else ""
    level = question.get_level_display() if question.level else ""
    topic = question.topic.label if question.topic else ""
    return Row(
        title=cut(found.text),
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
