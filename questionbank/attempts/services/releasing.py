"""Releasing results: asked about while the test is open, and what is known afterwards of who has seen what."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import NotAllowed, Refused
from questionbank.attempts.models import Attempt, AttemptState
from questionbank.attempts.policies import is_settled
from questionbank.attempts.takers import labels_for, taker_of
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.policies import may_run
from questionbank.quizzes.services.opening import close_quiz, note_key_shown, release_results
from questionbank.quizzes.standing import standing_of
from repository.organisations.viewer import viewer_for

NAMED = 40  # names a question lists


class StillOpen(Refused):
    """Somebody can still change their answers: the teacher is asked first. `at_work` are names, `more` how many others;
    `may_begin` is how many pupils have not begun and still can."""

    code = "still_open"

    def __init__(self, at_work: list[str], more: int, may_begin: int) -> None:
        super().__init__(_("This test is still open. Do you want to release the results all the same?"))
        self.at_work, self.more, self.may_begin = at_work, more, may_begin


@transaction.atomic
def release(actor: User, *, quiz: Quiz, knowing: bool = False, close: bool = False) -> Quiz:
    """Release the results. While somebody can still change their answers it takes a second word: `knowing`, or `close`
    to let nobody begin any more in the same breath. Keys wait for the last hand-in either way.

    Raises StillOpen (nothing has happened) or NotAllowed.
    """
    if not may_run(viewer_for(actor), quiz):
        raise NotAllowed(_("Only its author and the teachers of its classes run this quiz."))
    if close:
        close_quiz(actor, quiz=quiz)
    elif not knowing and (question := still_open(quiz)):
        raise question
    return release_results(actor, quiz=quiz)


def note_shown(attempt: Attempt, *, key: bool) -> None:
    """The taker has the score, and with `key` the answers, on the screen: the first time is kept."""
    now = timezone.now()
    row = Attempt.objects.filter(pk=attempt.pk)
    if attempt.score_shown_at is None:
        row.filter(score_shown_at__isnull=True).update(score_shown_at=now)
    if key and attempt.key_shown_at is None:
        row.filter(key_shown_at__isnull=True).update(key_shown_at=now)
        note_key_shown(attempt.quiz)


def still_open(quiz: Quiz) -> StillOpen | None:
    """Who can still change their answers; None once nobody can."""
    quiz = Quiz.objects.get(pk=quiz.pk)
    if is_settled(quiz, timezone.now()):
        return None
    at_work, may_begin = who_is_left(quiz)
    return StillOpen(at_work[:NAMED], len(at_work[NAMED:]), may_begin)


def who_is_left(quiz: Quiz) -> tuple[list[str], int]:
    """Names of those at work, and how many pupils have not begun and still can."""
    rows = Attempt.objects.of_quiz(quiz).select_related("pupil", "guest").defer("answers", "holders")
    working = list(rows.at_work())
    labels = labels_for(working)
    takers = sorted((taker_of(row, labels) for row in working), key=lambda one: (one.name_sort, one.name))
    is_closed = standing_of(quiz, timezone.now()) == QuizState.CLOSED
    may_begin = 0 if is_closed else rows.filter(state=AttemptState.NOT_STARTED).count()
    return [one.name for one in takers], may_begin
