"""One attempt read for its teacher: every question as the pupil saw it, what was answered, the key, the points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from questionbank.attempts.models import Attempt, ItemScore
from questionbank.items.reading import typed_question
from questionbank.papers.models import PaperSlot
from questionbank.results.scores import slots_of
from questionbank.results.wording import key_words, safe_html, words_of
from questionbank.types.base import JSON, Prepared
from questionbank.types.grading import question_type_of
from questionbank.types.marks import points_for
from questionbank.types.showing import PartKey, ShownKey, texts_of


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
    slot: PaperSlot
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
    slots = {slot.public_id: slot for slot in slots_of(attempt.quiz.paper_id)}
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
    slot: PaperSlot,
    prepared: Prepared,
    value: JSON,
    score: ItemScore | None,
    pictures: Mapping[str, str],
) -> AnswerLine:
    question = typed_question(slot.version, slot.answer_key)  # type: ignore[arg-type]
    shown = question.kind.show_key(prepared, question.key)
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
        solution=safe_html(shown.solution, pictures),
        earned=points_for(score.fraction, slot.points) if score else None,
        verdict=_verdict(value, score),
        flags=tuple(labels[flag] for flag in (score.flags if score else []) if flag in labels),
    )


def _choices(
    prepared: Prepared, value: JSON, shown: ShownKey, pictures: Mapping[str, str]
) -> tuple[Choice, ...]:
    """Lines of a question whose key speaks of its parts; empty for answers that stand for themselves."""
    if not shown.parts:
        return ()
    keys = {one.part: one for one in shown.parts}
    said = {piece.part: piece.words for piece in question_type_of(prepared.type).say(prepared, value)}
    tells = any(one.words for one in shown.parts)
    draw = _told if tells else _option
    return tuple(
        draw(safe_html(text, pictures), said.get(one), keys.get(one))
        for one, text in texts_of(prepared).items()
    )


def _told(text: SafeString, said: SafeString | None, key: PartKey | None) -> Choice:
    given, told = str(said or ""), str(key.words if key else "")
    return Choice(text, given, told, given == told if said is not None else None)


def _option(text: SafeString, said: SafeString | None, key: PartKey | None) -> Choice:
    is_chosen, earns = said is not None, key is not None
    return Choice(
        text,
        _("the pupil's choice") if is_chosen else "",
        _("right option") if earns else "",
        earns if is_chosen else None,
        is_option=True,
    )


def _verdict(value: JSON, score: ItemScore | None) -> str:
    if value in (None, "", {}, []):
        return "empty"
    if score is None:
        return ""
    return "right" if score.fraction == 1 else "partial" if score.fraction > 0 else "wrong"
