"""The one lifecycle of reviewed work: send for review, take back, edit again, bin, restore, out of use and back.

Every act begins with the lock of the work, before anything is judged: what stands in a window may have been published,
binned or withdrawn since. What differs between kinds is their `Life`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.spelling import looks_empty, tidy, tidy_line
from repository.curation.life import IN_REVIEW, Act, Life, W, Work, WorkState
from repository.curation.models import ReviewRound
from repository.curation.reviewable import REVIEWABLE
from repository.curation.services import call_off, open_round, require_sender
from repository.organisations.viewer import viewer_for

ERASED_AT_ONCE, LOOKED_AT = 100, 1000
MESSAGE_LIMIT, REASON_LIMIT = 1000, 300


def life_of(work: Work) -> Life[Any]:
    """What the work's kind has of its own."""
    return REVIEWABLE[work.subject_key.partition(":")[0]].life


def open_rounds(work: Work) -> Iterable[ReviewRound]:
    """The open round of a work, if any."""
    kind, _colon, public_id = work.subject_key.partition(":")
    return ReviewRound.objects.open().filter(kind=kind, subject_id=public_id)


def locked(work: W) -> W:
    """The row as it stands now, locked until the transaction ends."""
    row: W | None = life_of(work).lock(work.public_id)
    if row is None:
        raise Conflict(_("This no longer exists."))
    return row


def locked_for(act: Act, actor: User, work: W) -> W:
    """The row, locked, once the actor may do this to it as it stands now. Raises NotAllowed."""
    row = locked(work)
    rule = life_of(row).rules.get(act)
    if rule is None:
        raise Refused(_("This cannot be done with this kind of work."))
    if not rule.may(viewer_for(actor), row):
        raise NotAllowed(str(rule.refusal))
    return row


@transaction.atomic
def submit(actor: User, *, work: Work, message: str = "", to: Any = None) -> ReviewRound:
    """Hand the draft in: it is frozen, an edit from now on takes it back. `to` is where, for kinds that are asked that.

    A second click finds the round of the first one and opens none. Raises Refused when it is not complete or not new.
    """
    row = locked_for(Act.EDIT, actor, work)
    if row.state in IN_REVIEW and (standing := next(iter(open_rounds(row)), None)):
        return standing
    life = life_of(row)
    sent = life.freeze(actor, row, to)
    said = tidy(message).strip()[:MESSAGE_LIMIT]
    review_round = open_round(actor, sent=replace(sent, message=said))
    life.set_state(row, WorkState.SUBMITTED)
    life.announce(row)
    return review_round


@transaction.atomic
def take_back(actor: User, *, work: Work) -> None:
    """Take an open round back, to go on working. Harmless when there is none."""
    _call_off_own(actor, locked_for(Act.TAKE_BACK, actor, work))


def reopen(actor: User, work: W) -> W:
    """The locked row as a draft again: what was sent is taken back, what was approved stays published meanwhile."""
    life = life_of(work)
    if work.state in IN_REVIEW:
        _call_off_own(actor, work)
    elif work.state in life.ended_by_edit:
        life.set_state(work, WorkState.DRAFT)
    return work


@transaction.atomic
def move_to_bin(actor: User, *, work: Work) -> None:
    """Hide it for some weeks before it is really deleted; an open round is taken back."""
    row = locked_for(Act.BIN, actor, work)
    _call_off_own(actor, row)
    life = life_of(row)
    life.put(row, deleted_at=timezone.now(), state=WorkState.DRAFT)
    record(actor, verb=life.verb(Act.BIN), subject=row.subject_key)
    life.announce(row)


@transaction.atomic
def restore_from_bin(actor: User, *, work: Work) -> None:
    """Undo `move_to_bin`; harmless when it is out already."""
    row = locked_for(Act.RESTORE, actor, work)
    if row.deleted_at is None:
        return
    life = life_of(row)
    life.put(row, deleted_at=None)
    record(actor, verb=life.verb(Act.RESTORE), subject=row.subject_key)
    life.announce(row)


@transaction.atomic
def retire(actor: User, *, work: Work, reason: str, **marks: Any) -> None:
    """Take what was approved out of use; an open round ends. `marks` are the kind's own, such as a successor."""
    row = locked_for(Act.RETIRE, actor, work)
    life = life_of(row)
    said = tidy_line(reason)[:REASON_LIMIT]
    if looks_empty(reason):
        raise Refused(_("Please give a reason: others will read it."), code="reason_missing")
    if row.state == life.out_of_use:
        raise Conflict(_("This is out of use already."))
    for review_round in open_rounds(row):
        call_off(actor, review_round=review_round, work=row)
    life.set_state(row, life.out_of_use)
    entry = record(actor, verb=life.verb(Act.RETIRE), subject=row.subject_key, reason=said)
    life.on_retire(entry, row, marks)
    life.announce(row)


@transaction.atomic
def reinstate(actor: User, *, work: Work) -> None:
    """Back into use; harmless when it is."""
    row = locked_for(Act.REINSTATE, actor, work)
    life = life_of(row)
    if row.state != life.out_of_use:
        return
    life.set_state(row, life.state_back_in_use(row))
    record(actor, verb=life.verb(Act.REINSTATE), subject=row.subject_key)
    life.announce(row)


def empty_bin(kind: str) -> int:
    """Delete what has lain in the bin for its days, each by itself; returns how many. Called by the ticker."""
    life = REVIEWABLE[kind].life
    limit = timezone.now() - timedelta(days=settings.BIN_DAYS)
    due = life.erasable(limit).order_by("deleted_at").values_list("public_id", flat=True)[:LOOKED_AT]
    erased = 0
    for public_id in list(due):
        erased += _erase(life, public_id, limit)
        if erased == ERASED_AT_ONCE:
            break
    return erased


def _erase(life: Life[Any], public_id: str, limit: datetime) -> bool:
    """False for what something still names, which stays in the bin, and for what was taken out of it meanwhile."""
    try:
        with transaction.atomic():
            row = life.lock(public_id)
            if row is None or not life.erasable(limit).filter(pk=row.pk).exists():
                return False
            record(None, verb=f"{life.kind}.delete", subject=row.subject_key)
            life.erase(row)
    except ProtectedError:
        return False
    return True


def _call_off_own(actor: User, work: Work) -> None:
    for review_round in open_rounds(work):
        require_sender(actor, review_round)
        call_off(actor, review_round=review_round, work=work)
