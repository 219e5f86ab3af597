"""May they? Rights over one quiz; which quizzes exist for a viewer at all is `visible_to`."""

from __future__ import annotations

from questionbank.quizzes.models import Quiz, QuizState
from repository.organisations.policies import may_contribute
from repository.organisations.viewer import Viewer


def may_create(viewer: Viewer) -> bool:
    """Staff who teach or lead somewhere may compose quizzes; inspectors and pupils may not."""
    return may_contribute(viewer)


def is_author(viewer: Viewer, quiz: Quiz) -> bool:
    """The quiz is the viewer's own, and they work at its school today."""
    made = viewer.user is not None and viewer.user.pk == quiz.author_id
    return made and viewer.is_staff and viewer.works_in(quiz.organisation_id)


def may_compose(viewer: Viewer, quiz: Quiz) -> bool:
    """The author, until it is published: afterwards its content never changes."""
    return is_author(viewer, quiz) and quiz.state == QuizState.DRAFT


def may_run(viewer: Viewer, quiz: Quiz) -> bool:
    """Author and teachers of the classes: codes, window, closing, release. One query for teachers of the classes."""
    if is_author(viewer, quiz):
        return True
    return quiz.state != QuizState.DRAFT and type(quiz).objects.run_by(viewer).filter(pk=quiz.pk).exists()
