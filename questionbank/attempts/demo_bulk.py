"""Finished attempts by the thousand for load tests: guests of one large quiz, rows written in chunks, then graded."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.accounts.models import User
from config.accounts.names import sort_key
from config.demo import ProgressReport
from questionbank.attempts.demo_answers import answer_for
from questionbank.attempts.models import Attempt, AttemptEvent, AttemptState, Guest, Submission
from questionbank.attempts.services.grading import grade_waiting
from questionbank.items.models import Question
from questionbank.papers.models import PaperForm
from questionbank.papers.services.arranging import add_questions, spread_points
from questionbank.quizzes.demo import AUTHOR
from questionbank.quizzes.models import GuestPolicy, Quiz
from questionbank.quizzes.services.composing import create_quiz
from questionbank.quizzes.services.publishing import publish_quiz

TITLE = "Khảo sát diện rộng"
QUESTIONS = 40
CHUNK = 100


def grow_attempts(wanted: int, report: ProgressReport) -> None:
    """Until the survey has `wanted` finished attempts."""
    author = User.objects.get(username=AUTHOR)
    quiz = Quiz.objects.filter(author=author, title=TITLE).first() or _survey(author)
    form = quiz.paper.forms.all()[0]
    have = Attempt.objects.filter(quiz=quiz).count()
    for start in range(have, wanted, CHUNK):
        _write(quiz, form, range(start, min(start + CHUNK, wanted)))
        grade_waiting(most=CHUNK)
        report(start, wanted, TITLE)


def _survey(author: User) -> Quiz:
    quiz = create_quiz(author, title=TITLE)
    Quiz.objects.filter(pk=quiz.pk).update(guests=GuestPolicy.APPROVED, minutes=60)
    questions = Question.objects.filter(author=author, deleted_at__isnull=True).order_by("pk")[:QUESTIONS]
    add_questions(
        author, part=quiz.paper.parts.get(), edit_number=quiz.paper.edit_number, questions=list(questions)
    )
    quiz.paper.refresh_from_db()
    spread_points(author, paper=quiz.paper, edit_number=quiz.paper.edit_number)
    return publish_quiz(author, quiz=Quiz.objects.get(pk=quiz.pk))


@transaction.atomic
def _write(quiz: Quiz, form: PaperForm, numbers: range) -> None:
    now = timezone.now()
    names = [f"Học sinh khảo sát {number + 1}" for number in numbers]
    guests = Guest.objects.bulk_create(
        Guest(quiz=quiz, name=name, name_sort=sort_key(name), admitted_at=now) for name in names
    )
    attempts, events = [], []
    for number, guest in zip(numbers, guests, strict=True):
        attempt, given = _taken(quiz, form, guest, number, now)
        attempts.append(attempt)
        events.append(given)
    made = Attempt.objects.bulk_create(attempts)
    for attempt, given in zip(made, events, strict=True):
        for event in given:
            event.attempt = attempt
    AttemptEvent.objects.bulk_create([event for given in events for event in given], batch_size=1000)
    Submission.objects.bulk_create(Submission(attempt=attempt, at=now) for attempt in made)


def _taken(
    quiz: Quiz, form: PaperForm, guest: Guest, number: int, now: datetime
) -> tuple[Attempt, list[AttemptEvent]]:
    chance = Random(f"{TITLE}|{number}")  # noqa: S311 - a demo, no secret
    client = UUID(int=chance.getrandbits(128), version=4)
    skill = chance.uniform(0.3, 0.95)
    events = [
        AttemptEvent(
            client_id=client,
            seq=seq,
            uuid=UUID(int=chance.getrandbits(128), version=4),
            epoch=1,
            item=slot,
            value=answer_for(slot, quiz, skill, chance),
            client_elapsed_ms=seq * 30_000,
            received_at=now,
        )
        for seq, slot in enumerate(form.prepared, start=1)
    ]
    attempt = Attempt(
        quiz=quiz,
        guest=guest,
        form=form,
        state=AttemptState.SUBMITTED,
        started_at=now - timedelta(minutes=20),
        deadline=now + timedelta(minutes=40),
        submitted_at=now,
        last_contact=now,
        epoch=1,
        holder=client,
        holders={"1": str(client)},
        last_seq=len(events),
        answers={event.item: [1, event.seq, event.value] for event in events},
        needs_grading=True,
    )
    return attempt, events
