"""One attempt read for its teacher: every question as the pupil saw it, what was answered, the key, the points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from questionbank.attempts.models import Attempt, ItemScore
from questionbank.items.reading import typed_question
from questionbank.quizzes.models import QuizSlot
from questionbank.results.scores import slots_of
from questionbank.results.wording import part_texts, safe_html, said, words_of
from questionbank.types.base import JSON, Mode, Prepared
from questionbank.types.marks import points_for

LETTERS = "abcdefghijklmnopqrstuvwxyz"  # of statements, as the paper numbers them


@dataclass(frozen=True)
class Choice:
    """An option or statement: its text, what the pupil made of it, what the key says; empty words say nothing."""

    words: SafeString
    given: str
    key: str
    is_right: bool | None
    is_option: bool = False


@dataclass(frozen=True)
class AnswerLine:
    """One question of the attempt. `earned` is None until it is graded; `verdict`: right, partial, wrong, empty."""

    number: int
    slot: QuizSlot
    part: str
    stem: SafeString
    choices: tuple[Choice, ...]
    given: SafeString
    key: SafeString
    solution: SafeString
    earned: Decimal | None
    verdict: str
    flags: tuple[str | Promise, ...]


def read_answers(attempt: Attempt) -> list[AnswerLine]:
    """In the order of the attempt's form; two queries beside the attempt with its form."""
    form = attempt.form
    pictures = form.package.get("pictures", {})
    slots = {slot.public_id: slot for slot in slots_of(attempt.quiz)}
    scores = {score.slot_id: score for score in ItemScore.objects.filter(attempt=attempt)}
    lines = []
    for number, public_id in enumerate(form.package["order"], start=1):
        slot = slots.get(public_id)
        if slot is not None and slot.version is not None and slot.answer_key is not None:
            entry = attempt.answers.get(public_id)
            prepared = Prepared.from_json(form.prepared[public_id])
            score = scores.get(slot.pk)
            lines.append(_line(number, slot, prepared, entry[2] if entry else None, score, pictures))
    return lines


def _line(
    number: int,
    slot: QuizSlot,
    prepared: Prepared,
    value: JSON,
    score: ItemScore | None,
    pictures: Mapping[str, str],
) -> AnswerLine:
    question = typed_question(slot.version, slot.answer_key)  # type: ignore[arg-type]
    shown = question.kind.render(prepared, Mode.REVIEW, question.key).properties
    choices = _choices(prepared, value, shown, pictures)
    labels = question.kind.flag_labels
    return AnswerLine(
        number=number,
        slot=slot,
        part=slot.part.title,
        stem=safe_html(prepared.stem, pictures),
        choices=choices,
        given=SafeString("") if choices else words_of(prepared, value, pictures),
        key=SafeString("") if choices else key_words(prepared, shown, pictures),
        solution=safe_html(str(shown.get("solution", "")), pictures),
        earned=points_for(score.fraction, slot.points) if score else None,
        verdict=_verdict(value, score),
        flags=tuple(labels[flag] for flag in (score.flags if score else []) if flag in labels),
    )


def key_words(
    prepared: Prepared, shown: Mapping[str, Any], pictures: Mapping[str, str] | None = None
) -> SafeString:
    """The right answer in one line, from what a type shows in review: weights, answers or accepted texts."""
    if weights := shown.get("weights"):
        best = max(Decimal(weight) for weight in weights.values())
        return words_of(prepared, [one for one in weights if Decimal(weights[one]) == best], pictures)
    if answers := shown.get("answers"):
        pieces = zip(LETTERS, said(prepared, answers, pictures), strict=False)
        return format_html_join("; ", "{}) {}", ((letter, piece.words) for letter, piece in pieces))
    values = [str(one["value"]) for one in shown.get("accepted", []) if one.get("value")]
    return words_of(prepared, values, pictures) if values else SafeString("")


def _choices(
    prepared: Prepared, value: JSON, shown: Mapping[str, Any], pictures: Mapping[str, str]
) -> tuple[Choice, ...]:
    """Lines of a question whose options or statements have ids; empty for answers in free text."""
    texts = part_texts(prepared, pictures)
    weights, answers = shown.get("weights"), shown.get("answers")
    if isinstance(weights, Mapping):
        return tuple(_option(text, one == value, Decimal(weights.get(one, 0))) for one, text in texts.items())
    if isinstance(answers, Mapping):
        given = {piece.part: str(piece.words) for piece in said(prepared, value)}
        keys = {piece.part: str(piece.words) for piece in said(prepared, dict(answers))}
        return tuple(
            Choice(
                text,
                given.get(one, ""),
                keys.get(one, ""),
                given[one] == keys.get(one) if one in given else None,
            )
            for one, text in texts.items()
        )
    return ()


def _option(text: SafeString, is_chosen: bool, weight: Decimal) -> Choice:
    key = _("right option") if weight > 0 else ""
    return Choice(
        text,
        _("the pupil's choice") if is_chosen else "",
        key,
        weight > 0 if is_chosen else None,
        is_option=True,
    )


def _verdict(value: JSON, score: ItemScore | None) -> str:
    if value in (None, "", {}, []):
        return "empty"
    if score is None:
        return ""
    return "right" if score.fraction == 1 else "partial" if score.fraction > 0 else "wrong"
