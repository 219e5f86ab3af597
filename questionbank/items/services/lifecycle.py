"""End of life: a bin of 30 days for what is the author's own, out of use for what the school's bank holds."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.notices.services import notify
from config.spelling import looks_empty, tidy_line
from media.files.services import release
from questionbank.items.models import Question, QuestionState, QuestionVersion
from questionbank.items.policies import is_author, may_delete, may_retire
from questionbank.items.services.changes import announce, locked, open_rounds, set_state
from repository.curation.services import withdraw_round
from repository.organisations.viewer import viewer_for

SWEPT_AT_ONCE = 100


@transaction.atomic
def move_to_bin(actor: User, *, question: Question) -> None:
    """Hide a question for 30 days before it is really deleted; an open hand-in is taken back. Quizzes keep theirs."""
    row = locked(question)
    if not may_delete(viewer_for(actor), row):
        raise NotAllowed(_("What the school's bank holds is taken out of use, not deleted."))
    for review_round in open_rounds(row):
        withdraw_round(actor, review_round=review_round)
    Question.objects.filter(pk=row.pk).update(deleted_at=timezone.now(), state=QuestionState.DRAFT)
    record(actor, verb="question.bin", subject=row.subject_key)
    announce([row])


@transaction.atomic
def restore_from_bin(actor: User, *, question: Question) -> None:
    """Undo `move_to_bin`; harmless when it is out already."""
    row = locked(question)
    if not is_author(viewer_for(actor), row):
        raise NotAllowed(_("Only its author can take this question out of the bin."))
    Question.objects.filter(pk=row.pk).update(deleted_at=None)
    record(actor, verb="question.restore", subject=row.subject_key)
    announce([row])


@transaction.atomic
def retire_question(actor: User, *, question: Question, reason: str) -> None:
    """Take it out of use: no new quiz gets it, those made before keep their version; the author is told."""
    row = locked(question)
    if not may_retire(viewer_for(actor), row):
        raise NotAllowed(_("Only the keepers of the bank or the author can take this out of use."))
    if looks_empty(reason):
        raise Refused(_("Please give a reason, so that colleagues understand."), code="reason_missing")
    if row.state == QuestionState.RETIRED:
        raise Conflict(_("This question is out of use already."))
    for review_round in open_rounds(row):
        withdraw_round(review_round.submitted_by, review_round=review_round)
    set_state(row, QuestionState.RETIRED)
    record(actor, verb="question.retire", subject=row.subject_key, reason=tidy_line(reason)[:300])
    announce([row])
    if actor.pk != row.author_id:
        notify(
            [row.author],
            kind="question.retired",
            subject=row.subject_key,
            text=_("Your question is no longer in use. Reason: %(reason)s") % {"reason": tidy_line(reason)},
        )


@transaction.atomic
def reinstate_question(actor: User, *, question: Question) -> None:
    """Back into use, as it was approved."""
    row = locked(question)
    if not may_retire(viewer_for(actor), row):
        raise NotAllowed(_("Only the keepers of the bank or the author can put this back into use."))
    if row.state != QuestionState.RETIRED:
        return
    unchanged = row.draft_id == row.published_id
    set_state(row, QuestionState.APPROVED if unchanged else QuestionState.DRAFT)
    record(actor, verb="question.reinstate", subject=row.subject_key)
    announce([row])


@transaction.atomic
def empty_bin() -> int:
    """Delete what has lain in the bin for its days and was never frozen; returns how many. Called by the ticker."""
    frozen = QuestionVersion.objects.filter(question=OuterRef("pk"), frozen_at__isnull=False)
    limit = timezone.now() - timedelta(days=settings.BIN_DAYS)
    due = Question.objects.filter(~Exists(frozen), deleted_at__lt=limit, published__isnull=True)
    count = 0
    for question in due.order_by("deleted_at")[: SWEPT_AT_ONCE * 10]:
        count += _delete(question)
        if count == SWEPT_AT_ONCE:
            break
    return count


def _delete(question: Question) -> bool:
    """False for a question that a quiz still names: it stays in the bin."""
    try:
        with transaction.atomic():
            record(None, verb="question.delete", subject=question.subject_key)
            release(holder=question.subject_key)
            Question.objects.filter(pk=question.pk).update(draft=None)
            question.delete()
    except ProtectedError:
        return False
    return True
