"""What changes of a question share: who may edit, who has written, the domain signal. They begin with `locked`."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from config.accounts.models import User
from config.errors import NotAllowed
from questionbank.items.models import Question, QuestionVersion
from questionbank.items.policies import may_edit
from questionbank.items.signals import question_changed
from repository.curation.life import announce_change
from repository.organisations.viewer import viewer_for

KIND = "question"
NOT_YOURS = gettext_lazy("Only its author can change this question, and only while it is in use.")


def announce(questions: Iterable[Question]) -> None:
    """Count the change and tell who listens."""
    announce_change(questions, question_changed)


def require_edit(actor: User, question: Question) -> None:
    """Raises NotAllowed unless the actor may change the question."""
    if not may_edit(viewer_for(actor), question):
        raise NotAllowed(str(NOT_YOURS))


def editors_since_publication(question: Question) -> list[User]:
    """Everyone who wrote a version of what is sent for review: none of them decides."""
    versions = QuestionVersion.objects.filter(question=question)
    if question.published:
        versions = versions.filter(number__gt=question.published.number)
    authors = User.objects.filter(pk__in=versions.values("author"))
    return list(authors | User.objects.filter(pk__in=versions.values("editors")))
