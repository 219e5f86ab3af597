"""May they? Rights over corrections of a key, and what takers may see by now; what exists for a viewer is `visible_to`."""

from __future__ import annotations

from datetime import datetime

from questionbank.attempts.models import Attempt, RegradeRun
from questionbank.attempts.querysets import AT_WORK, schools_of_heads
from questionbank.papers.models import Paper
from questionbank.quizzes.models import Quiz, QuizState, ShowWhen
from questionbank.quizzes.policies import may_run
from questionbank.quizzes.standing import standing_of
from repository.organisations.policies import LEADER_ROLES
from repository.organisations.viewer import Viewer


def may_decide_regrade(viewer: Viewer, run: RegradeRun) -> bool:
    """A second person: never who proposed it or wrote the new key.

    Author of the quiz, teachers of its classes, heads of the school's subject groups, its leaders.
    """
    if viewer.user is None or viewer.user.pk in {run.proposed_by_id, run.key_to.author_id}:
        return False
    paper = run.slot.part.paper
    return leads(viewer, paper) or any(may_run(viewer, quiz) for quiz in paper.quizzes.all())


def leads(viewer: Viewer, owned: Quiz | Paper) -> bool:
    """Leader of the school of a quiz or paper, or head of one of its subject groups."""
    units = viewer.units_with(*LEADER_ROLES) | schools_of_heads(viewer)
    return viewer.is_staff and owned.organisation_id in units


def is_settled(quiz: Quiz, now: datetime) -> bool:
    """No attempt can still change: nobody may begin any more, and nobody is at work, whatever grace, extra minutes or a
    second round they have. One query, none where the quiz was read by `with_at_work`."""
    if standing_of(quiz, now) != QuizState.CLOSED:
        return False
    known: bool | None = getattr(quiz, AT_WORK, None)
    return not (Attempt.objects.of_quiz(quiz).at_work().exists() if known is None else known)


def scores_are_out(quiz: Quiz, now: datetime) -> bool:
    """Who has handed in may see their score by now."""
    if quiz.show_score == ShowWhen.AFTER_RELEASE:
        return is_released(quiz, now)
    return _is_out(quiz.show_score, quiz, now)


def answers_are_out(quiz: Quiz, now: datetime) -> bool:
    """Who has handed in may see keys and solutions by now.

    Never while an attempt can still change, released or not; only practice, which shows them at once and says so
    when it is published, is otherwise.
    """
    if quiz.show_answers == ShowWhen.AFTER_RELEASE:
        return is_released(quiz, now) and is_settled(quiz, now)
    return _is_out(quiz.show_answers, quiz, now)


def is_released(quiz: Quiz, now: datetime) -> bool:
    """The teacher has released the results and not taken that back."""
    return quiz.released_at is not None and quiz.released_at <= now


def key_is_known(attempt: Attempt, now: datetime) -> bool:
    """The taker has seen the key, can look at it right now, or could have it from a classmate who has seen it."""
    seen = attempt.key_shown_at or attempt.quiz.key_shown_at
    return seen is not None or answers_are_out(attempt.quiz, now)


def _is_out(when: str, quiz: Quiz, now: datetime) -> bool:
    return is_settled(quiz, now) if when == ShowWhen.AFTER_CLOSE else when == ShowWhen.AFTER_HAND_IN
