"""Demo step: pupils take the quizzes of the demo city, by the services the player speaks to; more in bulk.

Answers come from a pupil's own skill and a seed, so that every city shows the same results. Running it again adds
what is missing.
"""

from __future__ import annotations

from random import Random
from uuid import UUID

from config.demo import DEMO_STEPS, DemoSize, ProgressReport
from questionbank.attempts.demo_answers import answer_for
from questionbank.attempts.demo_bulk import grow_attempts
from questionbank.attempts.form_contents import form_content
from questionbank.attempts.messages import Event, HandInMessage, SaveMessage
from questionbank.attempts.models import Attempt, AttemptState
from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.services.handing_in import hand_in
from questionbank.attempts.services.saving import save_events
from questionbank.attempts.services.starting import start_attempt
from questionbank.quizzes.demo import AUTHOR, QUIZZES
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.services.opening import close_quiz, release_results

PACE_MS = 20_000  # between two answers


@DEMO_STEPS.register("attempts", order=80)
def seed_attempts(size: DemoSize, report: ProgressReport) -> None:
    """Everybody has taken the first two quizzes, a third of the class is at the one that runs."""
    quizzes = list(Quiz.objects.filter(author__username=AUTHOR, title__in=[one.title for one in QUIZZES]))
    for quiz in sorted(quizzes, key=lambda one: one.pk):
        running = quiz.closes_at is not None and quiz.state == "published"
        _take(quiz, share=3 if running else 1, report=report)
        if not running and quiz.state == "published":
            close_quiz(quiz.author, quiz=quiz)
            grade_waiting()
            release_results(quiz.author, quiz=quiz)
    if size.attempts:
        grow_attempts(size.attempts, report)
    while grade_waiting():
        pass


def _take(quiz: Quiz, *, share: int, report: ProgressReport) -> None:
    """Every `share`th pupil of the list, the last one left out; who has begun before is left alone.

    The first pupil, whose card `make run` prints, still has the running quiz to take.
    """
    rows = list(
        Attempt.objects.filter(quiz=quiz, pupil__isnull=False)
        .select_related("form")
        .order_by("pupil__username")
    )
    for number, attempt in enumerate(rows):
        is_chosen = number % share == share - 1 and number != len(rows) - 1
        if is_chosen and attempt.state == AttemptState.NOT_STARTED:
            _answer(attempt, hands_in=share == 1 or number % 2 == 0)
        report(number + 1, len(rows), quiz.title)


def _answer(attempt: Attempt, *, hands_in: bool) -> None:
    chance = Random(f"{attempt.quiz.title}|{attempt.pupil_id}")  # noqa: S311 - a demo, no secret
    client = UUID(int=chance.getrandbits(128), version=4)
    session = start_attempt(attempt, client_id=client)
    form = form_content(attempt.form.package_name)
    skill = chance.uniform(0.45, 0.95)
    slots = list(form.items)[: None if hands_in else len(form.items) // 2]
    given = {slot: answer_for(slot, attempt.quiz, skill, chance) for slot in slots}
    events = tuple(
        Event(seq, UUID(int=chance.getrandbits(128), version=4), session.epoch, slot, value, seq * PACE_MS)
        for seq, (slot, value) in enumerate(given.items(), start=1)
    )
    save_events(attempt.pk, form, SaveMessage(client, session.epoch, events))
    if hands_in:
        key = UUID(int=chance.getrandbits(128), version=4)
        hand_in(attempt.pk, form, HandInMessage(client, session.epoch, (), key, len(events)))
