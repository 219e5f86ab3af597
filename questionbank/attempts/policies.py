"""May they? Rights over corrections of a key; which of them exist for a viewer at all is `visible_to`."""

from __future__ import annotations

from questionbank.attempts.models import RegradeRun
from questionbank.attempts.querysets import schools_of_heads
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.policies import may_run
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
