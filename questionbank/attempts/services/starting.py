"""Start and resume: the clock begins with the first delivery of the form's key, whatever the request says."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.errors import Refused
from questionbank.attempts.ledger import Book
from questionbank.attempts.models import Attempt, AttemptState, Guest, Submission
from questionbank.attempts.projection import Answers
from questionbank.attempts.services.closing import close_by_clock
from questionbank.attempts.services.saving import Gone, milliseconds_left
from questionbank.attempts.tokens import Token, make_token
from questionbank.quizzes.models import GuestPolicy, Quiz

STORAGE_KEY_BYTES = 32
# A whole class starts at once: only what a start reads, and what it changes.
_CHANGED = (
    *("state", "started_at", "deadline", "storage_key", "epoch", "holder", "holders"),
    *("last_seq", "has_gaps", "revision", "last_contact"),
)
_READ = (
    *_CHANGED,
    *("public_id", "quiz", "form", "guest", "pupil", "round", "extra_seconds", "answers"),
    *(f"quiz__{name}" for name in ("state", "opens_at", "closes_at", "minutes", "grace_seconds", "guests")),
    *("form__package_key", "form__package_name", "guest__pupil", "guest__admitted_at", "guest__name"),
)


class NotStartable(Refused):
    """The quiz cannot be started now. `code`: not_open, closed, not_admitted, taken; `opens_at` says when it can."""

    def __init__(self, message: str, *, code: str, opens_at: datetime | None = None) -> None:
        super().__init__(message, code=code)
        self.opens_at = opens_at


@dataclass(frozen=True)
class Session:
    """All a player needs to go on. After the hand-in there is a `receipt` and no form key."""

    state: str
    token: str
    storage_key: str
    now: datetime
    epoch: int
    client_id: UUID
    deadline: datetime
    grace: timedelta
    revision: int
    form_key: str | None = None
    package_name: str = ""
    upto: dict[str, int] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    receipt: Submission | None = None

    @property
    def remaining_ms(self) -> int:
        """Milliseconds until the deadline, by the server's clock."""
        return milliseconds_left(self.deadline, self.now)


@transaction.atomic
def start_attempt(attempt: Attempt, *, client_id: UUID) -> Session:
    """Start, or go on with this client. `attempt` was fetched by `Attempt.objects.taken_by(...)`.

    Raises NotStartable (nothing changes), or Gone for an attempt that does not count. Committed when it returns.
    """
    attempt = _lock(attempt)
    now = timezone.now()
    if attempt.state == AttemptState.VOID:
        raise Gone
    if attempt.state == AttemptState.NOT_STARTED:
        _begin(attempt, now)
    elif attempt.state == AttemptState.IN_PROGRESS:
        close_by_clock(attempt, now)
    if attempt.state == AttemptState.SUBMITTED:
        return _ended(attempt, client_id, now)
    upto = _take_hold(attempt, client_id)
    attempt.last_contact = now
    attempt.save(update_fields=_CHANGED)
    return _running(attempt, client_id, now, upto)


def _lock(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_related("quiz", "form", "guest").only(*_READ)
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=attempt.pk).first()
    if found is None:
        raise Gone
    return found


def _begin(attempt: Attempt, now: datetime) -> None:
    _refuse_unless_open(attempt, now)
    _refuse_second(attempt)
    attempt.state = AttemptState.IN_PROGRESS
    attempt.started_at = now
    attempt.deadline = deadline_of(attempt.quiz, now, attempt.extra_seconds)
    attempt.storage_key = _base64(secrets.token_bytes(STORAGE_KEY_BYTES))


def deadline_of(quiz: Quiz, started: datetime, extra_seconds: int) -> datetime:
    """Start plus minutes, not after the closing time; extra time comes on top."""
    ends = started + timedelta(minutes=quiz.minutes)
    if quiz.closes_at is not None:
        ends = min(ends, quiz.closes_at)
    return ends + timedelta(seconds=extra_seconds)


def _refuse_unless_open(attempt: Attempt, now: datetime) -> None:
    quiz, guest = attempt.quiz, attempt.guest
    if guest is not None and guest.pupil_id is None and guest.admitted_at is None:
        raise NotStartable(_("Wait until the teacher lets you in."), code="not_admitted")
    if quiz.is_open(now):
        return
    if quiz.opens_at is not None and now < quiz.opens_at:
        opens = date_format(timezone.localtime(quiz.opens_at), "H:i d/m/Y")
        sentence = _("This quiz opens at %(time)s.") % {"time": opens}
        raise NotStartable(sentence, code="not_open", opens_at=quiz.opens_at)
    raise NotStartable(
        _("This quiz is closed. Tell your teacher if you still have to take it."), code="closed"
    )


def _refuse_second(attempt: Attempt) -> None:
    """One attempt a pupil: not by card while the same name is at work as a guest, nor the other way round.

    The guest's row is what both doors lock, so that of two starts at the same moment one sees the other.
    """
    pupil = attempt.pupil_id or (attempt.guest.pupil_id if attempt.guest else None)
    if pupil is None or attempt.quiz.guests != GuestPolicy.LISTED:
        return
    names = Guest.objects.of_name(attempt.quiz, pupil).only("disputed_at")
    guest = names.select_for_update(of=("self",)).first()
    if guest is None:
        return  # a guest who takes the name only now finds this attempt begun
    others = Attempt.objects.of_quiz(attempt.quiz).exclude(pk=attempt.pk)
    others = others.exclude(state__in=[AttemptState.NOT_STARTED, AttemptState.VOID])
    if attempt.pupil_id and guest.disputed_at is None and others.filter(guest=guest).exists():
        raise NotStartable(
            _("This test was begun under your name on another device. Load this page again."), code="taken"
        )
    if attempt.guest_id and others.filter(pupil=pupil).exists():
        raise NotStartable(
            _("%(name)s has begun this test with the class card. If that is you, go on there.")
            % {"name": guest.name},
            code="taken",
        )


def _take_hold(attempt: Attempt, client_id: UUID) -> dict[str, int]:
    """The same client keeps its epoch, another raises it. Returns the highest contiguous seq of every client."""
    is_fresh = attempt.epoch == 0
    if attempt.holder != client_id:
        attempt.epoch += 1
        attempt.holder = client_id
        attempt.holders = {**attempt.holders, str(attempt.epoch): str(client_id)}
        attempt.revision += 1
    if is_fresh:
        return {}
    book = Book(attempt)
    book.place_holder(attempt)
    return book.upto_of_all()


def _running(attempt: Attempt, client_id: UUID, now: datetime, upto: dict[str, int]) -> Session:
    return Session(
        state=attempt.state,
        form_key=attempt.form.package_key,
        package_name=attempt.form.package_name,
        upto=upto,
        answers=attempt.answers,
        **_shared(attempt, client_id, now),
    )


def _ended(attempt: Attempt, client_id: UUID, now: datetime) -> Session:
    """With token and storage key: a phone that was off the line can still deliver what it holds, as late work."""
    receipt = Submission.objects.filter(attempt=attempt, round=attempt.round).first()
    return Session(state=attempt.state, receipt=receipt, **_shared(attempt, client_id, now))


def _shared(attempt: Attempt, client_id: UUID, now: datetime) -> dict[str, Any]:
    deadline = attempt.deadline or now
    token = Token(attempt.pk, str(attempt.public_id), attempt.form.package_name)
    return {
        "token": make_token(token, deadline=max(deadline, now)),
        "storage_key": attempt.storage_key,
        "now": now,
        "epoch": attempt.epoch,
        "client_id": client_id,
        "deadline": deadline,
        "grace": timedelta(seconds=attempt.quiz.grace_seconds),
        "revision": attempt.revision,
    }


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
