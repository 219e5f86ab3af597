"""Saving answers: what was acknowledged is committed. Two statements when all goes on as usual, the ledger otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.errors import HouseError
from questionbank.attempts import storing
from questionbank.attempts.form_contents import FormContent
from questionbank.attempts.ledger import Entry, enter_events, lock_attempt
from questionbank.attempts.messages import SaveMessage
from questionbank.attempts.models import Attempt, AttemptState

Stored = tuple[tuple[int, UUID], ...]


class Gone(HouseError):
    """The attempt no longer exists for this pupil."""

    code = "void"


@dataclass(frozen=True)
class Receipt:
    """The answer to a save. `stored` names (seq, uuid) of every event of the request that is durably there."""

    stored: Stored
    upto: int
    epoch: int
    superseded: bool
    late: bool
    state: str
    now: datetime
    deadline: datetime
    revision: int
    conflicts: tuple[int, ...] = ()

    @property
    def remaining_ms(self) -> int:
        """Milliseconds until the deadline, by the server's clock."""
        return milliseconds_left(self.deadline, self.now)


def milliseconds_left(deadline: datetime, now: datetime) -> int:
    """What a clock shows: never below zero."""
    return max(0, round((deadline - now).total_seconds() * 1000))


def save_events(attempt_id: int, form: FormContent, message: SaveMessage) -> Receipt:
    """Store the message's events; committed when it returns (outside a transaction of the caller).

    The moment of arrival decides whether they are late, not how long they had to wait for the lock.
    Raises EventsRefused (nothing was stored) or Gone.
    """
    events = form.checked(message.events)
    now = timezone.now()
    if not events:
        return _keep_contact(attempt_id, message, now)
    if events[0].epoch == message.epoch:
        kept = storing.keep_continuation(attempt_id, message.client_id, events, now=now, grace=form.grace)
        if kept is not None:
            stored = tuple((event.seq, event.uuid) for event in events)
            return _usual_receipt(message.epoch, stored, events[-1].seq, now, *kept)
    checked = SaveMessage(message.client_id, message.epoch, events)
    return _save_carefully(attempt_id, checked, now)


def _usual_receipt(
    epoch: int, stored: Stored, upto: int, now: datetime, deadline: datetime, revision: int
) -> Receipt:
    return Receipt(
        stored=stored,
        upto=upto,
        epoch=epoch,
        superseded=False,
        late=False,
        state=AttemptState.IN_PROGRESS,
        now=now,
        deadline=deadline,
        revision=revision,
    )


def _keep_contact(attempt_id: int, message: SaveMessage, now: datetime) -> Receipt:
    beat = storing.keep_contact(attempt_id, message.client_id, message.epoch, now=now)
    if beat is not None:
        return _usual_receipt(message.epoch, (), beat.last_seq, now, beat.deadline, beat.revision)
    attempt = Attempt.objects.filter(pk=attempt_id).first()
    return receipt_of(attempt, message, Entry(), now)


@transaction.atomic
def _save_carefully(attempt_id: int, message: SaveMessage, now: datetime) -> Receipt:
    attempt = lock_attempt(attempt_id)
    if attempt is None or attempt.state == AttemptState.VOID:
        raise Gone
    entry = enter_events(attempt, message.client_id, message.events, now=now)
    attempt.last_contact = now
    attempt.save(update_fields=["answers", "last_seq", "has_gaps", "revision", "last_contact"])
    return receipt_of(attempt, message, entry, now)


def receipt_of(attempt: Attempt | None, message: SaveMessage, entry: Entry, now: datetime) -> Receipt:
    """The receipt of what the ledger says; raises Gone for an attempt that does not exist or does not count."""
    if attempt is None or attempt.state == AttemptState.VOID or attempt.deadline is None:
        raise Gone
    return Receipt(
        stored=tuple(entry.stored),
        upto=entry.upto,
        epoch=attempt.epoch,
        superseded=attempt.holder != message.client_id,
        late=entry.late,
        state=attempt.state,
        now=now,
        deadline=attempt.deadline,
        revision=attempt.revision,
        conflicts=tuple(entry.conflicts),
    )
