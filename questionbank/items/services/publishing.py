"""What follows from a decision: the frozen version moves into the school's bank, or goes back to its author."""

from __future__ import annotations

from django.utils import timezone

from config.accounts.models import User
from config.audit.services import record
from questionbank.items.models import Question, QuestionState, QuestionVersion
from questionbank.items.services.changes import announce


def publish_version(
    question: Question, version: QuestionVersion, *, bank_id: int, approved_by: User | None
) -> None:
    """Exactly this version is what the bank offers from now on; quizzes made before keep theirs."""
    Question.objects.filter(pk=question.pk).update(
        bank=bank_id,
        offered_to=None,
        published=version,
        state=QuestionState.APPROVED,
        updated_at=timezone.now(),
    )
    question.refresh_from_db()
    record(approved_by, verb="question.publish", subject=question.subject_key, version=version.number)
    announce([question])
