"""Scoring rules in words: names for the teacher who chooses, sentences for the pupil who reads the part's first page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questionbank.types.base import QuestionType, Rule
from questionbank.types.reading import plain_decimal

STEPS_2025 = (Decimal("0.1"), Decimal("0.25"), Decimal("0.5"), Decimal(1))

RULE_LABELS = {
    "single": gettext_lazy("the right option earns the whole mark"),
    "best": gettext_lazy("a right answer earns the whole mark"),
    "steps_2025": gettext_lazy("steps of 2025: 10%, 25%, 50%, 100% (four statements)"),
    "linear": gettext_lazy("every right statement earns the same share"),
    "all_or_nothing": gettext_lazy("all right, or nothing"),
    "table": gettext_lazy("own table"),
}


def rule_label(key: str) -> str:
    """The name of a rule where a teacher chooses; a rule of a newer type goes by its key."""
    return str(RULE_LABELS.get(key, key))


def decimal_words(value: Decimal) -> str:
    """A number as the reader's language writes it: 0,25."""
    return number_format(Decimal(plain_decimal(value)))


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
    made = RULE_SENTENCES.get(rule.key, _whole)(rule, worth)
    if is_only or not made:
        return made
    return _("%(type)s: %(sentence)s") % {"type": kind.label, "sentence": made[:1].lower() + made[1:]}


def _whole(rule: Rule, worth: Decimal | None) -> str:
    if worth is None:
        return ""
    return _("Each right answer earns %(points)s.") % {"points": points_words(worth)}


def _steps(rule: Rule, worth: Decimal | None) -> str:
    return _ladder(STEPS_2025, worth)


def _table(rule: Rule, worth: Decimal | None) -> str:
    return _ladder(rule.table[1:], worth)


def _ladder(fractions: tuple[Decimal, ...], worth: Decimal | None) -> str:
    """ "1 statement right: 0,1 points; 2: 0,25 points; …": in points where all questions are worth the same."""
    rungs = "; ".join(
        ngettext("%(count)d statement: %(earned)s", "%(count)d statements: %(earned)s", count)
        % {"count": count, "earned": _earned(fraction, worth)}
        for count, fraction in enumerate(fractions, start=1)
    )
    return _("Right statements of a question earn – %(rungs)s.") % {"rungs": rungs}


def _earned(fraction: Decimal, worth: Decimal | None) -> str:
    if worth is None:
        return f"{decimal_words(fraction * 100)}%"
    return points_words(fraction * worth)


def _linear(rule: Rule, worth: Decimal | None) -> str:
    if worth is None:
        return _("Every right statement earns the same share of the question's points.")
    values = {"points": points_words(worth)}
    return _("Each question earns up to %(points)s; every right statement the same share of it.") % values


def _all_or_nothing(rule: Rule, worth: Decimal | None) -> str:
    if worth is None:
        return _("A question counts only when all its statements are right.")
    return _("A question with all its statements right earns %(points)s, otherwise nothing.") % {
        "points": points_words(worth)
    }


def points_words(points: Decimal) -> str:
    """ "0,25 points"."""
    plural = 1 if points == 1 else 2
    return ngettext("%(points)s point", "%(points)s points", plural) % {"points": decimal_words(points)}


RULE_SENTENCES: dict[str, Callable[[Rule, Decimal | None], str]] = {
    "steps_2025": _steps,
    "linear": _linear,
    "all_or_nothing": _all_or_nothing,
    "table": _table,
}
