"""Marks: a pure function of (version, key, rule, answers), written down so that repeating it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import structlog
from django.db import transaction
from django.utils import timezone

from questionbank.attempts.form_contents import FormContent, form_content
from questionbank.attempts.models import Attempt, ItemScore, ScoreSource
from questionbank.attempts.projection import Answers
from questionbank.items.reading import typed_question
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import Quiz
from questionbank.types.base import total_points
from questionbank.types.grading import Mark, Question, mark_answer

log = structlog.get_logger(__name__)

BATCH = 25  # attempts a transaction; a batch of forty questions each stays under 50 ms of SQLite's write lock
_COLUMNS = ("answer_key", "fraction", "parts", "flags", "answered", "value", "source", "needs_human")


@dataclass(frozen=True)
class SlotKey:
    """How one slot is marked: its row, the key in force, and the typed question."""

    slot_id: int
    answer_key_id: int
    question: Question


@dataclass(frozen=True)
class MarkSheet:
    """How a quiz is marked. `slots` by the public id of the slot."""

    step: Decimal
    slots: Mapping[str, SlotKey]


@dataclass(frozen=True)
class SlotMark:
    """What one slot earned."""

    key: SlotKey
    mark: Mark


@dataclass(frozen=True)
class Marks:
    """What an attempt earned: per slot, and the total rounded once by the quiz's step."""

    slots: Mapping[str, SlotMark]
    total: Decimal


def mark_sheet(quiz: Quiz) -> MarkSheet:
    """The keys in force; one query. Only for published quizzes."""
    rows = PaperSlot.objects.filter(part__paper=quiz.paper_id).select_related(
        "part", "version__question", "answer_key"
    )
    return MarkSheet(quiz.paper.rounding_step, {row.public_id: _slot_key(row) for row in rows})


def _slot_key(slot: PaperSlot) -> SlotKey:
    assert slot.version is not None and slot.answer_key is not None  # set when the quiz was published
    rule = slot.part.scoring_rules.get(slot.version.question.type_key)
    question = typed_question(slot.version, slot.answer_key, rule, slot.points)
    return SlotKey(slot.pk, slot.answer_key.pk, question)


def marks_of(sheet: MarkSheet, form: FormContent, answers: Answers) -> Marks:
    """Mark a snapshot: no clock, no database, no chance."""
    slots = {
        slot: _slot_mark(key, form, slot, answers) for slot, key in sheet.slots.items() if slot in form.items
    }
    earned = ((one.key.question.points, one.mark.outcome.fraction) for one in slots.values())
    return Marks(slots, total_points(earned, step=sheet.step))


def _slot_mark(key: SlotKey, form: FormContent, slot: str, answers: Answers) -> SlotMark:
    raw = answers[slot][2] if slot in answers else None
    question = replace(key.question, prepared=form.items[slot].prepared)
    return SlotMark(key, mark_answer(question, raw))


def _grade_attempt(attempt: Attempt, sheet: MarkSheet) -> None:
    """Mark a locked attempt and write it down. What a person decided about a slot stays and counts in the total."""
    marks = marks_of(sheet, form_content(attempt.form.package_name), attempt.answers)
    decided = {
        row.slot_id: row for row in ItemScore.objects.filter(attempt=attempt, source=ScoreSource.PERSON)
    }
    rows = [_item_score(attempt, one) for one in marks.slots.values() if one.key.slot_id not in decided]
    ItemScore.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["attempt", "slot"], update_fields=_COLUMNS
    )
    waits = any(row.needs_human for row in rows)
    attempt.score = None if waits else _total(marks, decided, sheet.step)
    attempt.needs_grading = False
    attempt.graded_at = None if waits else timezone.now()
    attempt.save(update_fields=["score", "needs_grading", "graded_at"])


def _total(marks: Marks, decided: Mapping[int, ItemScore], step: Decimal) -> Decimal:
    earned = []
    for one in marks.slots.values():
        person = decided.get(one.key.slot_id)
        earned.append((one.key.question.points, person.fraction if person else one.mark.outcome.fraction))
    return total_points(earned, step=step)


def _item_score(attempt: Attempt, one: SlotMark) -> ItemScore:
    outcome = one.mark.outcome
    return ItemScore(
        attempt=attempt,
        slot_id=one.key.slot_id,
        answer_key_id=one.key.answer_key_id,
        fraction=outcome.fraction,
        parts={part: str(fraction) for part, fraction in outcome.parts.items()},
        flags=list(one.mark.flags),
        answered=one.mark.is_answered,
        value=one.mark.value,
        source=ScoreSource.AUTO,
        needs_human=outcome.needs_human,
    )


def grade_waiting(*, most: int = 400) -> int:
    """Grade attempts that wait for it, in small transactions; returns how many. Safe to run twice and beside itself."""
    graded = 0
    rows = Attempt.objects.filter(needs_grading=True).order_by("id").values_list("pk", "quiz_id")[:most]
    by_quiz: dict[int, list[int]] = {}
    for pk, quiz_id in rows:
        by_quiz.setdefault(quiz_id, []).append(pk)
    for quiz_id, ids in by_quiz.items():
        try:
            for start in range(0, len(ids), BATCH):
                graded += _grade_batch(quiz_id, ids[start : start + BATCH])
        except Exception:  # one quiz that cannot be marked must not keep the others waiting
            log.exception("a quiz could not be graded", quiz=quiz_id)
    return graded


@transaction.atomic
def _grade_batch(quiz_id: int, ids: list[int]) -> int:
    """The keys are read inside the transaction: a correction that was approved meanwhile counts."""
    sheet = mark_sheet(Quiz.objects.select_related("paper").get(pk=quiz_id))
    attempts = list(_locked_for_grading(ids))
    for attempt in attempts:
        _grade_attempt(attempt, sheet)
    return len(attempts)


def _locked_for_grading(ids: Iterable[int]) -> Iterable[Attempt]:
    """Attempts that still wait; rows that another process holds are left out."""
    rows = Attempt.objects.filter(pk__in=list(ids), needs_grading=True)
    rows = rows.select_related("form").defer("form__prepared", "form__package", "form__sealed")
    return rows.select_for_update(of=("self",), skip_locked=True, no_key=True)
