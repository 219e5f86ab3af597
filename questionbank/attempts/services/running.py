"""What a teacher does while a test runs: more minutes, letting a pupil in again, taking the work in, late answers.

Time is never shortened here, and nothing a pupil wrote is ever dropped: whatever is decided only says what counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.spelling import looks_empty, tidy_line
from questionbank.attempts.late_answers import undecided_late_answers
from questionbank.attempts.ledger import Book, lock_attempt
from questionbank.attempts.models import Attempt, AttemptState, ClosedBy, LateDecision
from questionbank.attempts.policies import key_is_known
from questionbank.attempts.services.closing import close_attempt
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.policies import may_run
from repository.organisations.viewer import viewer_for

MOST_MINUTES = 180


@transaction.atomic
def give_minutes(
    actor: User, *, quiz: Quiz, minutes: int, attempts: Sequence[Attempt] | None = None, reason: str = ""
) -> int:
    """More time for the given attempts, or (None) for everybody who has not handed in; returns for how many.

    Whoever is at work gets it on the deadline, or from now on where that has passed already; whoever has not started
    yet gets it when they start.
    """
    _must_run(actor, quiz)
    _must_be_minutes(minutes)
    if attempts is not None and not attempts:
        raise Refused(_("Choose at least one pupil."), code="nobody")
    rows = Attempt.objects.filter(quiz=quiz)
    if attempts is not None:
        rows = rows.filter(pk__in=[attempt.pk for attempt in attempts])
    given = _extend(rows, minutes)
    if not given:
        raise Refused(_("Nobody chosen is still at work."), code="nobody")
    record(
        actor,
        verb="quiz.give_minutes",
        subject=quiz.subject_key,
        minutes=minutes,
        reason=reason,
        attempts=None if attempts is None else [str(attempt.public_id) for attempt in attempts],
        count=given,
    )
    return given


@transaction.atomic
def let_in_again(
    actor: User, *, attempt: Attempt, minutes: int, reason: str = "", despite_key: bool = False
) -> Attempt:
    """Open a handed-in attempt for another round; what was answered is still there.

    The epoch rises, so that whatever device held the attempt before has to take it up again. Refused while results are
    out. Who may know the key goes on only when a person says so (`despite_key`) with a reason; the attempt is marked.
    """
    _must_run(actor, attempt.quiz)
    _must_be_minutes(minutes)
    quiz = Quiz.objects.get(pk=attempt.quiz_id)
    if quiz.released_at is not None:
        raise Refused(_("The results are out already, so nobody can be let in again."), code="released")
    now = timezone.now()
    standing = Attempt.objects.select_related("quiz").get(pk=attempt.pk)
    knows = key_is_known(standing, now)
    if knows and not (despite_key and tidy_line(reason)):
        raise Refused(_key_known(standing), code="key_known")
    opened = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.SUBMITTED, round=attempt.round).update(
        state=AttemptState.IN_PROGRESS,
        round=F("round") + 1,
        epoch=F("epoch") + 1,
        holder=None,
        last_seq=0,
        has_gaps=False,
        deadline=now + timedelta(minutes=minutes),
        submitted_at=None,
        needs_grading=False,
        graded_at=None,
        score=None,
        knew_key=standing.knew_key or knows,
    )
    if not opened:
        raise Conflict(_("This pupil has not handed in, or was let in already."))
    record(
        actor,
        verb="attempt.let_in_again",
        subject=attempt.subject_key,
        minutes=minutes,
        reason=reason,
        knew_key=knows,
    )
    attempt.refresh_from_db()
    return attempt


@transaction.atomic
def void_attempt(actor: User, *, attempt: Attempt, reason: str) -> None:
    """The attempt does not count and cannot go on; its answers are kept. Twice is harmless."""
    _must_run(actor, attempt.quiz)
    if looks_empty(reason):
        raise Refused(_("Say why this attempt does not count."), code="reason")
    changed = (
        Attempt.objects.filter(pk=attempt.pk)
        .exclude(state=AttemptState.VOID)
        .update(state=AttemptState.VOID, needs_grading=False)
    )
    if changed:
        record(
            actor,
            verb="attempt.void",
            subject=attempt.subject_key,
            reason=tidy_line(reason),
            before=attempt.state,
        )


@transaction.atomic
def collect(actor: User, *, quiz: Quiz, attempts: Sequence[Attempt] | None = None) -> int:
    """Hand in, in the teacher's name, what the school has received of the given attempts, or of everybody at work.

    Closing and "needs grading" are one commit. Returns how many were closed; who handed in meanwhile is left alone.
    """
    _must_run(actor, quiz)
    if attempts is not None and not attempts:
        raise Refused(_("Choose at least one pupil."), code="nobody")
    rows = Attempt.objects.filter(quiz=quiz, state=AttemptState.IN_PROGRESS)
    if attempts is not None:
        rows = rows.filter(pk__in=[attempt.pk for attempt in attempts])
    now, closed = timezone.now(), []
    for row_id in list(rows.order_by("pk").values_list("pk", flat=True)):
        attempt = lock_attempt(row_id)
        if attempt is not None and attempt.state == AttemptState.IN_PROGRESS:
            close_attempt(attempt, now, by=ClosedBy.TEACHER)
            closed.append(str(attempt.public_id))
    if not closed:
        raise Refused(_("Nobody chosen is still at work."), code="nobody")
    record(actor, verb="quiz.collect", subject=quiz.subject_key, attempts=closed)
    return len(closed)


@transaction.atomic
def decide_late(actor: User, *, attempt: Attempt, accept: bool, reason: str = "") -> LateDecision:
    """All late answers that nobody has decided over yet count from now on, or stay out; they are kept either way.

    The snapshot is projected again from the events, and a handed-in attempt is marked for grading in the same commit.
    """
    _must_run(actor, attempt.quiz)
    locked = lock_attempt(attempt.pk)
    late = undecided_late_answers(attempt.quiz, [attempt]).get(attempt.pk)
    if locked is None or locked.state == AttemptState.VOID or late is None:
        raise Conflict(_("No late answers are waiting for a decision here."))
    decision = LateDecision.objects.create(
        attempt=locked,
        event_ids=list(late.event_ids),
        accepted=accept,
        reason=tidy_line(reason),
        decided_by=actor,
    )
    if accept:
        Book(locked).write_into(locked)
        locked.needs_grading = locked.state == AttemptState.SUBMITTED
        locked.revision += 1
        locked.save()
    record(
        actor,
        verb="attempt.late_accept" if accept else "attempt.late_refuse",
        subject=attempt.subject_key,
        events=len(late.event_ids),
        reason=tidy_line(reason),
    )
    return decision


def _key_known(attempt: Attempt) -> str:
    """Why a reason is asked for, with what is known."""
    if attempt.key_shown_at is not None:
        seen = date_format(timezone.localtime(attempt.key_shown_at), "H:i d/m/Y")
        return _(
            "This pupil saw the right answers at %(time)s. To let them in all the same, tick “although the answers "
            "are known” and say why; the attempt is marked."
        ) % {"time": seen}
    return _(
        "The right answers of this quiz have been on show. To let somebody in all the same, tick “although the answers "
        "are known” and say why; the attempt is marked."
    )


def _extend(rows: QuerySet[Attempt], minutes: int) -> int:
    """Conditional UPDATEs only, so that nobody who hands in meanwhile is touched."""
    now, more = timezone.now(), timedelta(minutes=minutes)
    seconds = F("extra_seconds") + 60 * minutes
    running = rows.filter(state=AttemptState.IN_PROGRESS)
    given = running.filter(deadline__gte=now).update(deadline=F("deadline") + more, extra_seconds=seconds)
    given += running.filter(deadline__lt=now).update(deadline=now + more, extra_seconds=seconds)
    return given + rows.filter(state=AttemptState.NOT_STARTED).update(extra_seconds=seconds)


def _must_run(actor: User, quiz: Quiz) -> None:
    if not may_run(viewer_for(actor), quiz):
        raise NotAllowed(_("Only the author of the quiz and teachers of its classes can do this."))


def _must_be_minutes(minutes: int) -> None:
    if not 1 <= minutes <= MOST_MINUTES:
        sentence = _("Between 1 and %(most)d minutes can be given at once.")
        raise Refused(sentence % {"most": MOST_MINUTES}, code="minutes")
