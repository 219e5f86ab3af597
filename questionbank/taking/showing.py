"""What the taker of a test may see of its results, and when: the one place that decides and the one that writes it.

Keys, solutions and right or wrong per question leave the house only through `result_of`, and only while
`may_see_answers` says so; every page for pupils and guests uses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from questionbank.attempts.models import Attempt, AttemptState, ItemScore
from questionbank.attempts.policies import answers_are_out, is_released, scores_are_out
from questionbank.items.pictures import data_uris, picture_ids
from questionbank.items.reading import typed_body
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import Quiz, ShowWhen
from questionbank.types.base import JSON, Mode, Prepared, Rendered, total_points

SLOT_STEP = Decimal("0.01")


@dataclass(frozen=True)
class ShownQuestion:
    """One question with the taker's answer and the key, as `<hoc-question>` draws it in review mode:
    `properties` hold the solution too."""

    number: int
    score: Decimal
    points: Decimal
    state: str  # right, partial, wrong, empty
    component: str
    properties: JSON
    value: JSON
    pictures: dict[str, str]  # data URIs by picture id

    @property
    def pictures_json(self) -> str:
        """For the component's attribute."""
        return json.dumps(self.pictures)

    @property
    def properties_json(self) -> str:
        """For the component's attribute."""
        return json.dumps(self.properties, ensure_ascii=False)

    @property
    def value_json(self) -> str:
        """For the component's attribute."""
        return json.dumps(self.value, ensure_ascii=False)


@dataclass(frozen=True)
class ShownPart:
    """A part with what was earned in it; `questions` is empty while answers are not shown."""

    title: str
    score: Decimal
    points: Decimal
    questions: tuple[ShownQuestion, ...] = ()


@dataclass(frozen=True)
class Result:
    """The result as it may be seen now."""

    score: Decimal
    points: Decimal
    parts: tuple[ShownPart, ...] = field(default=())
    with_answers: bool = False


def may_see_score(quiz: Quiz, attempt: Attempt, now: datetime) -> bool:
    """The taker sees the score: handed in, marked, and the quiz allows it by now."""
    is_marked = attempt.graded_at is not None and not attempt.needs_grading and attempt.score is not None
    return is_marked and attempt.state == AttemptState.SUBMITTED and scores_are_out(quiz, now)


def may_see_answers(quiz: Quiz, attempt: Attempt, now: datetime) -> bool:
    """The taker sees right and wrong, keys and solutions; never without the score."""
    return may_see_score(quiz, attempt, now) and answers_are_out(quiz, now)


def when_shown(quiz: Quiz, attempt: Attempt, now: datetime) -> str:
    """One sentence for the taker while the score is not there yet; "" once it is."""
    if may_see_score(quiz, attempt, now):
        return ""
    if quiz.show_score == ShowWhen.NEVER:
        return _("Your teacher tells you the result.")
    if quiz.show_score == ShowWhen.AFTER_CLOSE and not scores_are_out(quiz, now):
        return _("You see the result when the quiz has closed and nobody is at work any more.")
    if quiz.show_score == ShowWhen.AFTER_RELEASE and not is_released(quiz, now):
        return _("You see the result when your teacher releases it.")
    return _("Your answers are being marked. Look again in a moment.")


def when_answers_shown(quiz: Quiz, attempt: Attempt, now: datetime) -> str:
    """One sentence below a score that is shown without its questions; "" once they are shown."""
    if may_see_answers(quiz, attempt, now):
        return ""
    if quiz.show_answers == ShowWhen.NEVER:
        return _("Questions and answers are not shown.")
    if quiz.show_answers == ShowWhen.AFTER_RELEASE and not is_released(quiz, now):
        return _("You see questions and answers when your teacher releases them.")
    return _("You see questions and answers once nobody can work on this test any more.")


def result_of(attempt: Attempt, now: datetime) -> Result | None:
    """The result of a submitted attempt for its taker; None while nothing may be seen. Four queries, whatever the length.

    `attempt.quiz` and `attempt.form` are loaded by the caller.
    """
    if not may_see_score(attempt.quiz, attempt, now) or attempt.score is None:
        return None
    with_answers = may_see_answers(attempt.quiz, attempt, now)
    slots = list(_slots(attempt.quiz, with_answers))
    scores = {score.slot_id: score for score in ItemScore.objects.filter(attempt=attempt)}
    questions = _questions(attempt, slots, scores) if with_answers else {}
    parts: dict[int, list[PaperSlot]] = {}
    for slot in slots:
        parts.setdefault(slot.part_id, []).append(slot)
    shown = tuple(_part(group, scores, questions) for group in parts.values())
    points = sum((part.points for part in shown), Decimal(0))
    return Result(attempt.score, points, shown, with_answers)


def _slots(quiz: Quiz, with_answers: bool) -> Iterable[PaperSlot]:
    slots = (
        PaperSlot.objects.filter(part__paper=quiz.paper_id)
        .select_related("part")
        .order_by("part__order", "order")
    )
    return slots.select_related("version__question", "answer_key") if with_answers else slots


def _part(
    slots: list[PaperSlot], scores: dict[int, ItemScore], questions: dict[int, ShownQuestion]
) -> ShownPart:
    earned = [(slot.points, scores[slot.pk].fraction) for slot in slots if slot.pk in scores]
    shown = [questions[slot.pk] for slot in slots if slot.pk in questions]
    return ShownPart(
        title=slots[0].part.title,
        score=total_points(earned, step=SLOT_STEP),
        points=sum((slot.points for slot in slots), Decimal(0)),
        questions=tuple(sorted(shown, key=lambda one: one.number)),
    )


def _questions(
    attempt: Attempt, slots: list[PaperSlot], scores: dict[int, ItemScore]
) -> dict[int, ShownQuestion]:
    """Every question by its slot's row, in the numbers of the taker's own form."""
    numbers = {slot: rank for rank, slot in enumerate(attempt.form.package["order"], start=1)}
    drawn = {slot.pk: _draw(attempt, slot) for slot in slots}
    named = {pk: picture_ids(dict(one.properties)) for pk, one in drawn.items()}
    addresses = data_uris(one for ids in named.values() for one in ids)
    return {
        slot.pk: _question(
            attempt,
            slot,
            scores.get(slot.pk),
            drawn[slot.pk],
            number=numbers.get(slot.public_id, 0),
            pictures={one: addresses[one] for one in named[slot.pk] if one in addresses},
        )
        for slot in slots
    }


def _draw(attempt: Attempt, slot: PaperSlot) -> Rendered:
    """The question in the order of the taker's own form, with its key."""
    assert slot.version is not None and slot.answer_key is not None  # fixed at publication
    kind, body = typed_body(slot.version)
    key = kind.read_key(body, slot.answer_key.key, stored=True)
    return kind.render(Prepared.from_json(attempt.form.prepared[slot.public_id]), Mode.REVIEW, key)


def _question(
    attempt: Attempt,
    slot: PaperSlot,
    score: ItemScore | None,
    rendered: Rendered,
    *,
    number: int,
    pictures: dict[str, str],
) -> ShownQuestion:
    fraction = score.fraction if score else Decimal(0)
    held = attempt.answers.get(slot.public_id)
    return ShownQuestion(
        number=number,
        score=total_points([(slot.points, fraction)], step=SLOT_STEP),
        points=slot.points,
        state=_state_of(score),
        component=rendered.component,
        properties=dict(rendered.properties),
        value=score.value if score else (held[2] if held else None),
        pictures=pictures,
    )


def _state_of(score: ItemScore | None) -> str:
    if score is None or not score.answered:
        return "empty"
    if score.fraction >= 1:
        return "right"
    return "partial" if score.fraction > 0 else "wrong"
