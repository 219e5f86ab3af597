"""One question as a file or a row holds it, read once, and any number of answers marked by it. Pure and repeatable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from questionbank.types.base import (
    JSON,
    FormContext,
    Invalid,
    InvalidBody,
    Outcome,
    Prepared,
    Problem,
    QuestionType,
    Response,
    Rule,
)
from questionbank.types.marks import points_for
from questionbank.types.reading import Reader, read_decimal
from questionbank.types.registry import QUESTION_TYPES

MOST_POINTS = Decimal(1000)
NOTHING = Outcome(Decimal(0))


@dataclass(frozen=True)
class Question:
    """A question ready for marking: its type, typed body and key, the rule of its part, its slot's points."""

    kind: QuestionType[Any, Any]
    body: Any
    key: Any
    rule: Rule
    points: Decimal
    prepared: Prepared


@dataclass(frozen=True)
class Mark:
    """What one raw answer earns. `invalid`: the code of an impossible answer; `is_answered` tells empty from wrong.

    `flags`: what reading and grading want a person to see, each once; `value`: the answer as read, raw if impossible.
    """

    outcome: Outcome
    points: Decimal
    is_answered: bool
    flags: tuple[str, ...] = ()
    value: JSON = None
    invalid: str | None = None


def read_question(data: JSON) -> Question:
    """{type, body, key, rule?, points?} as a question; raises InvalidBody with the problems of the first part that fails."""
    reader = Reader()
    data = reader.mapping(data, allowed=("type", "body", "key", "rule", "points"), place=_("Question"))
    reader.finish()
    kind = question_type_of(data.get("type"))
    body = kind.read_body(data.get("body"))
    key = kind.read_key(body, data.get("key"))
    rule = kind.read_rule(body, data.get("rule"))
    points = read_decimal(data.get("points", 1))
    if points is None or not 0 <= points <= MOST_POINTS:
        raise InvalidBody([Problem(_("Points: a number from 0 to 1000 is expected."), "points")])
    return Question(kind, body, key, rule, points, kind.prepare(body, FormContext()))


def question_type_of(key: JSON) -> QuestionType[Any, Any]:
    """The registered type; raises InvalidBody with the known ones."""
    if isinstance(key, str) and key in QUESTION_TYPES:
        return QUESTION_TYPES[key]
    sentence = _("Type: choose one of %(types)s.") % {"types": ", ".join(QUESTION_TYPES.keys())}
    raise InvalidBody([Problem(sentence, "type")])


def mark_answer(question: Question, raw: JSON) -> Mark:
    """Parse and grade one raw answer; an impossible one earns nothing and says why."""
    parsed = question.kind.parse(question.prepared, raw)
    if isinstance(parsed, Invalid):
        return Mark(NOTHING, Decimal(0), is_answered=True, value=raw, invalid=parsed.code)
    outcome = grade_response(question, parsed)
    points = points_for(outcome.fraction, question.points)
    if parsed is None:
        return Mark(outcome, points, is_answered=False, flags=outcome.flags)
    flags = tuple(dict.fromkeys((*parsed.flags, *outcome.flags)))
    return Mark(outcome, points, is_answered=True, flags=flags, value=parsed.value)


def grade_response(question: Question, response: Response | None) -> Outcome:
    """The type's verdict; null scores nothing, for every type."""
    return question.kind.grade(response, question.prepared, question.body, question.key, question.rule)


def outcome_json(mark: Mark) -> Mapping[str, JSON]:
    """{fraction, points, parts, flags, invalid, answered, needs_human}: numbers carry exactly the decimals of the mark."""
    outcome = mark.outcome
    return {
        "fraction": as_number(outcome.fraction),
        "points": as_number(mark.points),
        "parts": {part: as_number(fraction) for part, fraction in outcome.parts.items()},
        "flags": list(mark.flags),
        "invalid": mark.invalid,
        "answered": mark.is_answered,
        "needs_human": outcome.needs_human,
    }


def as_number(value: Decimal) -> int | float:
    """A JSON number. The shortest writing of a float of at most 15 digits is the decimal itself, so nothing is lost.

    >>> as_number(Decimal("0.3333333")), as_number(Decimal("1.0000000"))
    (0.3333333, 1)
    """
    return int(value) if value == int(value) else float(value)
