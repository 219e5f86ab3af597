"""Rounds: opening, claiming and deciding them. Every decision is one conditional update: of two deciders one wins.

The work is locked before its round, here as in `lifecycle`: an edit and a decision wait for each other, never crosswise.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.notices.services import mark_read, tell
from config.spelling import tidy
from repository.curation.chains import first_step, following_step
from repository.curation.deciders import noted, tell_deciders
from repository.curation.deciding import DECIDING
from repository.curation.life import ForReview, Life, WorkState
from repository.curation.models import ReviewDecision, ReviewRound, ReviewStep, RoundState, Verdict
from repository.curation.reviewable import REVIEWABLE
from repository.organisations.viewer import viewer_for


@dataclass(frozen=True)
class Decision:
    """What a reviewer says, over the content whose digest they saw."""

    verdict: Verdict
    digest: str
    note: str = ""
    anchors: list[dict[str, str]] = field(default_factory=list)


@transaction.atomic
def open_round(actor: User, *, sent: ForReview) -> ReviewRound:
    """Hand content in. Raises Conflict when a round over the same subject is open already."""
    first = first_step(sent.kind, sent.organisation, in_group=sent.subject_group is not None)
    if first is None:
        raise Refused(
            _("Nobody has set up the review steps of this school yet. Please tell the administrator.")
        )
    if ReviewRound.objects.open().filter(kind=sent.kind, subject_id=sent.subject_id).exists():
        raise Conflict(_("This has already been sent for review."))
    review_round = ReviewRound.objects.create(
        kind=sent.kind,
        subject_id=sent.subject_id,
        title=sent.title[:255],
        frozen=sent.frozen,
        digest=sent.digest,
        organisation=sent.organisation,
        subject_group=sent.subject_group,
        submitted_by=actor,
        message=sent.message,
        step=first,
        due_at=timezone.now() + timedelta(days=first.days),
    )
    review_round.editors.set({actor, *sent.editors})
    tell_deciders(review_round, noted(actor, review_round, "review.submit"))
    return review_round


@transaction.atomic
def withdraw_round(actor: User, *, review_round: ReviewRound) -> None:
    """The author takes a round back. Raises Conflict when it was decided meanwhile."""
    work = locked_work(review_round)
    require_sender(actor, review_round)
    call_off(actor, review_round=review_round, work=work)


def call_off(actor: User, *, review_round: ReviewRound, work: Any) -> None:
    """Close an open round over a locked work without a decision; who may is the caller's to ask."""
    _close(review_round, RoundState.WITHDRAWN)
    record(actor, verb="review.withdraw", subject=review_round.subject, round=review_round.public_id)
    life = _life(review_round)
    life.set_state(work, WorkState.DRAFT)
    life.announce(work)


def require_sender(actor: User, review_round: ReviewRound) -> None:
    """Raises NotAllowed unless the actor has handed it in or written it."""
    if actor.pk != review_round.submitted_by_id and not review_round.editors.filter(pk=actor.pk).exists():
        raise NotAllowed(_("Only the author can take this back."))


def locked_work(review_round: ReviewRound) -> Any:
    """What the round is about, locked until the transaction ends."""
    work = _life(review_round).lock(review_round.subject_id)
    if work is None:
        raise Conflict(_("This no longer exists."))
    return work


def claim_round(actor: User, *, review_round: ReviewRound) -> None:
    """Show the others that somebody is on it. Raises Conflict with the name of whoever was faster."""
    if not DECIDING.allows(viewer_for(actor), review_round):
        raise NotAllowed(_("This is not for you to decide."))
    free = ReviewRound.objects.open().filter(pk=review_round.pk, claimed_by__isnull=True)
    if not free.update(claimed_by=actor, claimed_at=timezone.now()):
        review_round.refresh_from_db()
        if review_round.claimed_by_id not in {None, actor.pk}:
            raise Conflict(_("%(name)s is already on it.") % {"name": review_round.claimed_by})


def release_round(actor: User, *, review_round: ReviewRound) -> None:
    """Give a claimed round back to the queue."""
    ReviewRound.objects.open().filter(pk=review_round.pk, claimed_by=actor).update(
        claimed_by=None, claimed_at=None
    )


@transaction.atomic
def decide(actor: User, *, review_round: ReviewRound, decision: Decision) -> ReviewDecision:
    """Pass the step or send back. Refuses own work, changed content, a missing note, and whoever comes second."""
    work = locked_work(review_round)
    _check_decision(actor, review_round, decision)
    viewer = viewer_for(actor)
    step = review_round.step
    if step is None or not DECIDING.allows(viewer, review_round):
        raise _too_late_or_not_allowed(actor, review_round)
    role = DECIDING.role_of(viewer, review_round)
    following = None if decision.verdict == Verdict.RETURN else following_step(review_round, step)
    _advance(review_round, step, decision.verdict, following)
    row = _append(review_round, step, actor, role.role, role.acting_for, decision)
    entry = noted(actor, review_round, f"review.{decision.verdict}", acting_for=role.acting_for)
    mark_read(actor, subject=review_round.subject)
    _follow_up(review_round, work, row, following, entry)
    return row


def _check_decision(actor: User, review_round: ReviewRound, decision: Decision) -> None:
    if actor.pk == review_round.submitted_by_id or review_round.editors.filter(pk=actor.pk).exists():
        raise NotAllowed(_("Nobody decides over their own work. The vice principal or a delegate does."))
    if decision.verdict == Verdict.RETURN and not (tidy(decision.note).strip() or decision.anchors):
        raise Refused(_("Please write what is to be changed, so that the author knows."), code="note_missing")
    standing = REVIEWABLE[review_round.kind].current_digest(review_round)
    if decision.digest != review_round.digest or standing != review_round.digest:
        raise Conflict(_("The content has changed since you opened it. Please look at it again."))


def _too_late_or_not_allowed(actor: User, review_round: ReviewRound) -> Refused:
    last = review_round.decisions.select_related("actor").last()
    if last is None or last.at < timezone.now() - timedelta(days=1):
        return NotAllowed(_("This is not for you to decide."))
    if last.actor_id == actor.pk:
        return Conflict(_("You have already decided this. Nothing was done twice."))
    return Conflict(_("%(name)s has already decided this.") % {"name": last.actor})


def _advance(
    review_round: ReviewRound, step: ReviewStep, verdict: Verdict, following: ReviewStep | None
) -> None:
    """The one conditional update that decides who was first."""
    now = timezone.now()
    standing = ReviewRound.objects.open().filter(pk=review_round.pk, step=step, digest=review_round.digest)
    if following:
        changed = standing.update(
            step=following, claimed_by=None, claimed_at=None, due_at=now + timedelta(days=following.days)
        )
    else:
        state = RoundState.RETURNED if verdict == Verdict.RETURN else RoundState.APPROVED
        changed = standing.update(step=None, state=state, claimed_by=None, claimed_at=None, closed_at=now)
    if not changed:
        raise Conflict(_("Somebody else has just decided this. Please reload the page."))
    review_round.refresh_from_db()


def _append(
    review_round: ReviewRound,
    step: ReviewStep,
    actor: User,
    role: str,
    acting_for: int | None,
    decision: Decision,
) -> ReviewDecision:
    verdict = Verdict.RETURN if decision.verdict == Verdict.RETURN else Verdict(step.code)
    previous = review_round.decisions.last()
    row = ReviewDecision(
        round=review_round,
        step_code=step.code,
        step_label=step.label_vi,
        actor=actor,
        acting_for_id=acting_for,
        acting_role=role,
        verdict=verdict,
        note=tidy(decision.note).strip(),
        anchors=decision.anchors,
        digest=review_round.digest,
        at=timezone.now(),
        previous_hash=previous.entry_hash if previous else "",
    )
    row.entry_hash = entry_hash(row)
    row.save()
    return row


def entry_hash(row: ReviewDecision) -> str:
    """SHA-256 over the decision's content and the hash before it: a changed row breaks the chain."""
    content = [
        row.round_id, row.step_code, row.actor_id, row.acting_for_id, row.acting_role, row.verdict, row.note,
        row.anchors, row.digest, row.at.isoformat(), row.previous_hash,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _close(review_round: ReviewRound, state: RoundState) -> None:
    closed = (
        ReviewRound.objects.open()
        .filter(pk=review_round.pk)
        .update(state=state, step=None, closed_at=timezone.now())
    )
    if not closed:
        raise Conflict(_("This has already been decided."))
    review_round.refresh_from_db()


def _follow_up(
    review_round: ReviewRound,
    work: Any,
    row: ReviewDecision,
    following: ReviewStep | None,
    entry: AuditEntry,
) -> None:
    life = _life(review_round)
    if row.verdict == Verdict.RETURN:
        life.set_state(work, WorkState.RETURNED)
        life.announce(work)
        _tell_author(review_round, "review.returned", entry)
    elif following:
        life.set_state(work, WorkState.APPRAISED)
        life.announce(work)
        _tell_author(review_round, "review.step", entry)
        tell_deciders(review_round, entry)
    else:
        life.publish(work, review_round, row)
        _tell_author(review_round, "review.approved", entry)


def _tell_author(review_round: ReviewRound, kind: str, entry: AuditEntry) -> None:
    url = REVIEWABLE[review_round.kind].subject_url(review_round)
    tell([review_round.submitted_by], kind=kind, entry=entry, url=url)


def _life(review_round: ReviewRound) -> Life[Any]:
    return REVIEWABLE[review_round.kind].life
