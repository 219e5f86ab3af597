"""May they? Rights over corrections of a key, and what takers may see by now; what exists for a viewer is `visible_to`."""

from __future__ import annotations

from datetime import datetime

from questionbank.attempts.models import RegradeRun
from questionbank.attempts.querysets import schools_of_heads
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
    quiz = run.slot.part.quiz
    return leads(viewer, quiz) or may_run(viewer, quiz)


def leads(viewer: Viewer, quiz: Quiz) -> bool:
    """Leader of the quiz's school, or head of one of its subject groups."""
    units = viewer.units_with(*LEADER_ROLES) | schools_of_heads(viewer)
    return viewer.is_staff and quiz.organisation_id in units


def is_out(when: str, quiz: Quiz, now: datetime) -> bool:
    """Who has handed in may see by now what the quiz shows at this moment (`when`: a ShowWhen)."""
    if when == ShowWhen.AFTER_RELEASE:
        return quiz.released_at is not None and quiz.released_at <= now
    if when == ShowWhen.AFTER_CLOSE:
        return standing_of(quiz, now) == QuizState.CLOSED
    return when == ShowWhen.AFTER_HAND_IN
