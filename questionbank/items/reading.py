"""Stored JSON as typed questions again, for drawing and marking. Reads rows, writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from questionbank.items.models import AnswerKey, Question, QuestionVersion
from questionbank.types import grading
from questionbank.types.base import JSON, FormContext, Mode, QuestionType, Rendered, Rule
from questionbank.types.grading import question_type_of


@dataclass(frozen=True)
class DraftInput:
    """What the editor shows: body and key as last typed (valid or not), and the number a save must name."""

    body: JSON
    key: JSON
    edit_number: int


def typed_question(
    version: QuestionVersion, answer_key: AnswerKey, rule: Rule | JSON = None, points: Decimal = Decimal(1)
) -> grading.Question:
    """The version with one of its keys, ready for marking. `rule`: a Rule, or the part's JSON (None: the default)."""
    kind, body = typed_body(version)
    key = kind.read_key(body, answer_key.key, stored=True)
    ruled = rule if isinstance(rule, Rule) else kind.read_rule(body, rule)
    return grading.Question(kind, body, key, ruled, points, kind.prepare(body, FormContext()))


def typed_body(version: QuestionVersion) -> tuple[QuestionType[Any, Any], Any]:
    """The type and the typed body. Raises InvalidBody when the version is not ready."""
    kind = question_type_of(version.question.type_key)
    return kind, kind.read_body(version.body, stored=True)


def rendered(version: QuestionVersion, mode: Mode, answer_key: AnswerKey | None = None) -> Rendered:
    """The question as one person sees it, options in the author's order; only KEY and REVIEW use the key."""
    kind, body = typed_body(version)
    key = kind.read_key(body, answer_key.key, stored=True) if answer_key else None
    return kind.render(kind.prepare(body, FormContext()), mode, key)


def key_in_force(version: QuestionVersion | None) -> AnswerKey | None:
    """The key of a version that counts; a correction that nobody approved is not it."""
    return AnswerKey.objects.filter(version=version).in_force().first() if version else None


def draft_input(question: Question) -> DraftInput:
    """The work in progress as the editor takes it up."""
    draft = question.draft
    if draft is None:
        return DraftInput({}, {}, question.edit_number)
    key = key_in_force(draft)
    typed_key = key.key if key else {}
    return DraftInput(
        draft.work.get("body", draft.body), draft.work.get("key", typed_key), question.edit_number
    )
