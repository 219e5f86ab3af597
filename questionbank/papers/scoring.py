"""What a part of a paper tells about its marks: the types say their rules, here they are put together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from questionbank.types.base import QuestionType, Rule
from questionbank.types.telling import decimal_words as decimal_words
from questionbank.types.telling import points_words as points_words

SCALE = Decimal(10)  # the ten-point scale of schools


def rule_label(kind: QuestionType[Any, Any], key: str) -> str:
    """The name of a rule where a teacher chooses; a rule that its type does not name goes by its key."""
    return str(kind.rule_labels.get(key, key))


def rule_sentences(
    questions: list[tuple[QuestionType[Any, Any], Rule, Decimal]],
) -> tuple[str, ...]:
    """What a part tells pupils about its marks: what a question is worth, then one sentence per type and rule."""
    sentences: list[str] = []
    for kind, rule, points in dict.fromkeys(_comparable(questions)):
        worth = points if _is_even(questions, kind) else None
        sentences.append(_sentence(kind, rule, worth, is_only=len({one[0].key for one in questions}) == 1))
    return tuple(dict.fromkeys(sentence for sentence in sentences if sentence))


def _comparable(
    questions: list[tuple[QuestionType[Any, Any], Rule, Decimal]],
) -> list[tuple[QuestionType[Any, Any], Rule, Decimal]]:
    return [
        (kind, rule, points if _is_even(questions, kind) else Decimal(0)) for kind, rule, points in questions
    ]


def _is_even(
    questions: list[tuple[QuestionType[Any, Any], Rule, Decimal]], kind: QuestionType[Any, Any]
) -> bool:
    return len({points for other, _rule, points in questions if other.key == kind.key}) == 1


def _sentence(kind: QuestionType[Any, Any], rule: Rule, worth: Decimal | None, *, is_only: bool) -> str:
    made = kind.tell_rule(rule, worth)
    if is_only or not made:
        return made
    return _("%(type)s: %(sentence)s") % {"type": kind.label, "sentence": made[:1].lower() + made[1:]}
