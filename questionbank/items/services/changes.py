"""What every change of a question begins and ends with: the lock, the states, the counter, the domain signal."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import NotAllowed
from questionbank.items.models import Question, QuestionState, QuestionVersion
from questionbank.items.policies import HANDED_IN, may_edit
from questionbank.items.signals import question_changed
from repository.curation.models import ReviewRound
from repository.curation.services import withdraw_round
from repository.organisations.viewer import viewer_for

KIND = "question"


def announce(questions: Iterable[Question]) -> None:
    """Count the change and tell who listens, inside the caller's transaction. Search follows within a relay cycle."""
    rows = list(questions)
    if not rows:
        return
    Question.objects.filter(pk__in=[row.pk for row in rows]).update(change_number=F("change_number") + 1)
    for row in rows:
        row.change_number += 1
    question_changed.send(sender=Question, public_ids=[row.public_id for row in rows])


def locked(question: Question) -> Question:
    """The row as it stands now, locked until the transaction ends."""
    rows = Question.objects.select_for_update(of=("self",)).select_related("bank", "draft", "published")
    return rows.get(pk=question.pk)


def require_edit(actor: User, question: Question) -> None:
    """Raises NotAllowed unless the actor may change the question."""
    if not may_edit(viewer_for(actor), question):
        raise NotAllowed(_("Only its author can change this question, and only while it is in use."))


def reopen(actor: User, question: Question) -> Question:
    """A draft again: what was handed in is taken back, what was approved stays in the school's bank meanwhile."""
    if question.state in HANDED_IN:
        for review_round in open_rounds(question):
            withdraw_round(actor, review_round=review_round)
        question.refresh_from_db()
    elif question.state in {QuestionState.APPROVED, QuestionState.RETURNED}:
        set_state(question, QuestionState.DRAFT)
    return question


def open_rounds(question: Question) -> Iterable[ReviewRound]:
    """The open hand-in of this question, if any."""
    return ReviewRound.objects.open().filter(kind=KIND, subject_id=question.public_id)


def set_state(question: Question, state: QuestionState) -> None:
    """Write the state alone."""
    Question.objects.filter(pk=question.pk).update(state=state, updated_at=timezone.now())
    question.state = state


def editors_since_publication(question: Question) -> list[User]:
    """Everyone who wrote a version of what is handed in: none of them decides."""
    versions = QuestionVersion.objects.filter(question=question)
    if question.published:
        versions = versions.filter(number__gt=question.published.number)
    authors = User.objects.filter(pk__in=versions.values("author"))
    return list(authors | User.objects.filter(pk__in=versions.values("editors")))
