"""The hand-in: one transaction, exactly once a round, the same receipt for every repetition."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from questionbank.attempts.form_contents import FormContent
from questionbank.attempts.ledger import Entry, enter_events, is_running, lock_attempt
from questionbank.attempts.messages import HandInMessage
from questionbank.attempts.models import Attempt, AttemptState, ClosedBy, Submission
from questionbank.attempts.services.closing import close_attempt
from questionbank.attempts.services.saving import Gone, Receipt, receipt_of


@dataclass(frozen=True)
class HandedIn:
    """The outcome. `submission` is None when it could not be handed in yet: `problem` says why, events are kept.

    `problem`: missing (send the rest first), conflict, superseded (another device goes on with it).
    """

    receipt: Receipt
    submission: Submission | None
    problem: str = ""


@transaction.atomic
def hand_in(attempt_id: int, form: FormContent, message: HandInMessage) -> HandedIn:
    """Store the missing events and close the attempt; committed when it returns.

    Raises EventsRefused (nothing was stored) or Gone.
    """
    events = form.checked(message.events)
    attempt = lock_attempt(attempt_id)
    if attempt is None or attempt.state in {AttemptState.VOID, AttemptState.NOT_STARTED}:
        raise Gone
    now = timezone.now()
    entry = enter_events(attempt, message.client_id, events, now=now, set_aside=message.set_aside)
    done = _earlier(attempt, message.idempotency_key)
    problem = "" if done else _problem(attempt, message, entry)
    if done is None and not problem:
        by = ClosedBy.PUPIL if is_running(attempt, now) else ClosedBy.CLOCK
        attempt.last_contact = now
        done = close_attempt(attempt, now, by=by, key=message.idempotency_key)
    elif events:
        attempt.last_contact = now
        attempt.save()
    return HandedIn(receipt_of(attempt, message, entry, now), done, problem)


def _earlier(attempt: Attempt, key: UUID) -> Submission | None:
    """What this hand-in made before, whatever happened since; else the hand-in of this round by somebody else."""
    made = list(Submission.objects.filter(attempt=attempt))
    own = next((one for one in made if one.idempotency_key == key), None)
    if own is None and attempt.state == AttemptState.SUBMITTED:
        return next((one for one in made if one.round == attempt.round), None)
    return own


def _problem(attempt: Attempt, message: HandInMessage, entry: Entry) -> str:
    if entry.conflicts:
        return "conflict"
    if attempt.holder != message.client_id:
        return "superseded"
    return "missing" if message.last_seq > entry.upto else ""
