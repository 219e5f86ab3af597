"""Freezing what is asked somewhere, and mending a key without touching what pupils saw."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from config.spelling import looks_empty, tidy_line
from questionbank.items.checking import check_question, cleaned
from questionbank.items.models import AnswerKey, Question, QuestionState, QuestionVersion
from questionbank.items.policies import may_edit, may_revise_key
from questionbank.items.reading import draft_input, key_in_force
from questionbank.items.services.changes import announce
from questionbank.types.base import JSON
from repository.curation.lifecycle import locked, open_rounds, reopen
from repository.organisations.viewer import viewer_for


@transaction.atomic
def freeze_version(actor: User, *, question: Question) -> tuple[QuestionVersion, AnswerKey]:
    """What the actor may ask of this question, unchangeable from now on, with the key in force.

    Of questions they may edit: the latest work. Of others': the approved version. Freezing twice gives the same.
    Raises Refused (codes "not_ready", "retired") in words that name what is missing.
    """
    viewer = viewer_for(actor)
    row = locked(question)
    if row.state == QuestionState.RETIRED:
        raise Refused(_("This question is no longer in use."), code="retired")
    if may_edit(viewer, row):
        return _freeze(row)
    key = key_in_force(row.published)
    if (
        row.published is None
        or key is None
        or not Question.objects.visible_to(viewer).filter(pk=row.pk).exists()
    ):
        raise NotAllowed(_("This question is not open to you."))
    return row.published, key


@transaction.atomic
def revise_key(actor: User, *, version: QuestionVersion, key: JSON, reason: str) -> AnswerKey:
    """A corrected key of a frozen version, written down under the next number: it counts nowhere until a second person
    approves it (`put_in_force`); what was marked before is marked anew by a regrade.

    Raises Refused (codes "reason_missing", "not_frozen", "invalid_key", "unchanged").
    """
    row = locked(version.question)
    version = row.versions.get(pk=version.pk)
    if not may_revise_key(viewer_for(actor), row):
        raise NotAllowed(_("Only its author can correct the key of this question."))
    if not version.is_frozen:
        raise Refused(
            _("This version is still being written: correct its key in the editor."), code="not_frozen"
        )
    if looks_empty(reason):
        raise Refused(
            _("Please say why the key changes: whoever is concerned will read it."), code="reason_missing"
        )
    content = check_question(row, version.body, cleaned(key))
    if content.key is None:
        raise Refused(" ".join(content.problems), code="invalid_key")
    standing = key_in_force(version)
    if standing and standing.key == content.key:
        raise Refused(_("This is the key that is in force already."), code="unchanged")
    number = 1 + (version.keys.aggregate(highest=Max("number"))["highest"] or 0)
    made = AnswerKey.objects.create(
        version=version,
        number=number,
        key=content.key,
        author=actor,
        reason=tidy_line(reason)[:300],
        in_force_at=None,
    )
    record(
        actor, verb="question.key", subject=row.subject_key, version=version.number, key=number, reason=reason
    )
    return made


@transaction.atomic
def put_in_force(actor: User, *, key: AnswerKey) -> None:
    """The key counts from now on wherever its version is asked anew. Whether `actor` may decide is known to the caller:
    whoever approves the correction of a test. A waiting round of the question was opened over the other key and is
    taken back."""
    row = locked(key.version.question)
    standing = key_in_force(key.version)
    if standing is not None and standing.pk == key.pk:
        return
    AnswerKey.objects.filter(pk=key.pk).update(in_force_at=timezone.now())
    if row.draft_id == key.version_id:
        for review_round in open_rounds(row):
            reopen(review_round.submitted_by, row)
    record(
        actor,
        verb="question.key_in_force",
        subject=row.subject_key,
        version=key.version.number,
        key=key.number,
        before=standing.number if standing else None,
    )
    announce([row])


def _freeze(question: Question) -> tuple[QuestionVersion, AnswerKey]:
    draft, key = question.draft, key_in_force(question.draft)
    if draft is None or key is None or not draft.is_ready:
        raise Refused(_not_ready(question), code="not_ready")
    if not draft.is_frozen:
        draft.frozen_at = timezone.now()
        QuestionVersion.objects.filter(pk=draft.pk).update(frozen_at=draft.frozen_at)
    return draft, key


def _not_ready(question: Question) -> str:
    standing = draft_input(question)
    content = check_question(question, standing.body, standing.key)
    return _("The question is not complete. %(problems)s") % {"problems": " ".join(content.problems)}
