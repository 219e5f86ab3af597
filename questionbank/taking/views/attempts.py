"""The one page of a test, by state lobby, player or receipt; and its result when the quiz allows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from config.answers import status_of
from config.errors import Conflict, Refused
from config.notices.services import mark_read
from questionbank.attempts.models import Attempt, AttemptState, Guest
from questionbank.attempts.services.adopting import adopt, dispute
from questionbank.attempts.services.joining import refuse_when_closed
from questionbank.attempts.services.releasing import note_shown
from questionbank.attempts.takers import taker_of
from questionbank.quizzes.codes import spoken_code
from questionbank.quizzes.standing import has_opened
from questionbank.taking.guests import held_guests
from questionbank.taking.late import late_numbers
from questionbank.taking.lobby import lobby_of
from questionbank.taking.showing import may_see_score, result_of, when_answers_shown, when_shown
from repository.organisations.idleness import hold_session
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page

ROOM = "questionbank/taking"
HEAVY = ("form__package", "form__prepared", "form__sealed")


@never_cache
def show(request: HouseRequest, attempt_id: UUID) -> HttpResponse:
    """Lobby, player or receipt of an attempt that this browser may go on with."""
    attempt = _taken(request, attempt_id)
    if attempt is None:
        return _not_here(request, attempt_id)
    if attempt.state == AttemptState.VOID:
        return render(request, f"{ROOM}/void.html", {"quiz": attempt.quiz}, status=410)
    hold_session(request)
    _note_visit(request, attempt)
    if attempt.state == AttemptState.NOT_STARTED:
        if (answer := _begun_as_guest(request, attempt)) is not None:
            return answer
        try:
            refuse_when_closed(attempt.quiz, timezone.now())
        except Refused as error:
            context = {"quiz": attempt.quiz, "reason": str(error)}
            return render(request, f"{ROOM}/closed.html", context, status=status_of(error))
    return render(request, f"{ROOM}/attempt.html", _context(attempt))


@never_cache
def result(request: HouseRequest, attempt_id: UUID) -> HttpResponse:
    """Score by part and, when the quiz allows them, the questions with key and solution."""
    attempt = _taken(request, attempt_id, heavy=True)
    if attempt is None:
        return _not_here(request, attempt_id)
    if attempt.state != AttemptState.SUBMITTED:
        return redirect("attempt_page", attempt.public_id)
    _note_visit(request, attempt)
    now = timezone.now()
    shown = result_of(attempt, now)
    if shown is not None:
        note_shown(attempt, key=shown.with_answers)
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "name": taker_of(attempt).name,
        "result": shown,
        "waits": when_shown(attempt.quiz, attempt, now),
        "answers_wait": when_answers_shown(attempt.quiz, attempt, now),
    }
    return render(request, f"{ROOM}/result.html", context)


def claim(request: HouseRequest, attempt_id: UUID) -> HttpResponse:
    """The pupil says whether what was begun under their name is theirs: it becomes their own, or a teacher decides."""
    attempt = _taken(request, attempt_id)
    if attempt is None or attempt.pupil is None:
        raise Http404
    guest = Guest.objects.begun_as(attempt.quiz, attempt.pupil).first()
    if guest is not None and request.POST.get("verdict") == "mine":
        try:
            return redirect("attempt_page", adopt(attempt.pupil, guest=guest).public_id)
        except Conflict as refusal:
            return refusal_page(request, refusal, back_url=reverse("home"))
    if guest is not None:
        dispute(attempt.pupil, guest=guest)
    return redirect("attempt_page", attempt.public_id)


def _begun_as_guest(request: HouseRequest, attempt: Attempt) -> HttpResponse | None:
    """The test was begun under this pupil's name: on this very browser it is theirs, otherwise they are asked."""
    if attempt.pupil is None:
        return None
    guest = Guest.objects.begun_as(attempt.quiz, attempt.pupil).select_related("attempt").first()
    if guest is None:
        return None
    if str(guest.public_id) in held_guests(request):
        return redirect("attempt_page", adopt(attempt.pupil, guest=guest).public_id)
    context = {"attempt": attempt, "quiz": attempt.quiz, "begun": guest.attempt}
    return render(request, f"{ROOM}/is_this_you.html", context)


def _taken(request: HouseRequest, attempt_id: UUID, *, heavy: bool = False) -> Attempt | None:
    viewer = request.viewer
    rows = Attempt.objects.taken_by(viewer, held_guests(request)).filter(public_id=attempt_id)
    rows = rows.select_related("quiz", "form", "pupil", "guest__pupil")
    return (rows if heavy else rows.defer(*HEAVY, "answers")).first()


def _not_here(request: HouseRequest, attempt_id: UUID) -> HttpResponse:
    """Not of this browser, or nobody's: the same words. A refused guest is told so."""
    held = held_guests(request)
    refused = held and Attempt.objects.filter(
        public_id=attempt_id, guest__public_id__in=held, guest__refused_at__isnull=False
    )
    if refused and (attempt := refused.select_related("quiz").first()):
        return render(request, f"{ROOM}/refused.html", {"quiz": attempt.quiz}, status=403)
    card_url = f"{reverse('pupil_sign_in')}?next={request.path}"
    return render(request, f"{ROOM}/not_here.html", {"card_url": card_url}, status=404)


def _note_visit(request: HouseRequest, attempt: Attempt) -> None:
    """The teacher sees who is in the lobby; what the pupil was told about this test counts as read."""
    if attempt.seen_at is None:
        Attempt.objects.filter(pk=attempt.pk, seen_at__isnull=True).update(seen_at=timezone.now())
    if request.user.is_authenticated and attempt.pupil_id == request.user.pk:
        for subject in (attempt.subject_key, attempt.quiz.subject_key):
            mark_read(request.user, subject=subject)


def _context(attempt: Attempt) -> dict[str, Any]:
    now = timezone.now()
    quiz = attempt.quiz
    submission = attempt.submissions.filter(round=attempt.round).first() if attempt.submitted_at else None
    return {
        "attempt": attempt,
        "quiz": quiz,
        "name": taker_of(attempt).name,
        "lobby": lobby_of(attempt.form),
        "server_now": now,
        "time_zone": timezone.get_current_timezone_name(),
        "is_early": not has_opened(quiz, now),
        "late": late_numbers(attempt) if submission else None,
        "receipt": spoken_code(submission.receipt) if submission else "",
        "has_result": may_see_score(quiz, attempt, now),
        "waits": when_shown(quiz, attempt, now) if submission else "",
        "sign_in_url": _sign_in_url(attempt),
        "home_url": reverse("home") if attempt.pupil_id else reverse("join"),
    }


def _sign_in_url(attempt: Attempt) -> str:
    """Where the session comes back: the card for pupils, the join link for guests."""
    if attempt.pupil_id:
        return f"{reverse('pupil_sign_in')}?next={reverse('attempt_page', args=[attempt.public_id])}"
    return reverse("join_link", args=[attempt.quiz.join_code])
