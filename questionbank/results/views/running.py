"""The class table: live by small fragments, plain by reload; every button is one service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from config.errors import Refused
from questionbank.attempts.models import Attempt, Guest
from questionbank.attempts.services import joining, running
from questionbank.attempts.services.adopting import adopt
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.policies import may_run
from questionbank.quizzes.services import opening
from questionbank.results.class_table import read_class_table
from questionbank.results.forms import RunningForm
from questionbank.results.views.given import chosen_attempts, given_quiz, run_quiz
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast

ROOM = "questionbank/results"
POLL_SECONDS = 5
LATEST = 2**33  # the year 2242: a clock of no test


@never_cache
def class_table(request: HouseRequest, public_id: str) -> HttpResponse:
    """The whole page, with the bar of actions for those who run the quiz."""
    quiz = given_quiz(request, public_id)
    return render(request, f"{ROOM}/class_table.html", _context(request, quiz))


@never_cache
def class_table_rows(request: HouseRequest, public_id: str) -> HttpResponse:
    """Only what changes: counts, people waiting, lines; fetched every few seconds."""
    quiz = given_quiz(request, public_id)
    return render(request, f"{ROOM}/_class_rows.html", _context(request, quiz))


def give_minutes(request: HouseRequest, public_id: str) -> HttpResponse:
    """Minutes for those chosen, or for everybody when `all` is sent."""

    def act(quiz: Quiz) -> str:
        chosen = None if "all" in request.POST else chosen_attempts(request, quiz)
        minutes, reason = _typed(request)
        count = running.give_minutes(request.user, quiz=quiz, attempts=chosen, minutes=minutes, reason=reason)
        sentence = ngettext(
            "%(minutes)d more minutes for %(count)d pupil.",
            "%(minutes)d more minutes for %(count)d pupils.",
            count,
        )
        return sentence % {"minutes": minutes, "count": count}

    return _run(request, public_id, act)


def collect_attempts(request: HouseRequest, public_id: str) -> HttpResponse:
    """Take in the work of those chosen, or of everybody."""

    def act(quiz: Quiz) -> str:
        chosen = None if "all" in request.POST else chosen_attempts(request, quiz)
        count = running.collect(request.user, quiz=quiz, attempts=chosen)
        return ngettext(
            "The work of %(count)d pupil was taken in.", "The work of %(count)d pupils was taken in.", count
        ) % {"count": count}

    return _run(request, public_id, act)


def let_in_again(request: HouseRequest, public_id: str) -> HttpResponse:
    """Open the chosen handed-in attempts for another round."""

    def act(quiz: Quiz) -> str:
        chosen = chosen_attempts(request, quiz)
        if not chosen:
            raise Refused(_("Choose at least one pupil."))
        minutes, reason = _typed(request)
        despite = "despite_key" in request.POST
        with transaction.atomic():  # all of them, or nobody
            for attempt in chosen:
                running.let_in_again(
                    request.user, attempt=attempt, minutes=minutes, reason=reason, despite_key=despite
                )
        sentence = ngettext(
            "%(count)d pupil may go on for %(minutes)d minutes.",
            "%(count)d pupils may go on for %(minutes)d minutes.",
            len(chosen),
        )
        return sentence % {"minutes": minutes, "count": len(chosen)}

    return _run(request, public_id, act)


def decide_late(request: HouseRequest, public_id: str, attempt_id: UUID) -> HttpResponse:
    """Late answers count, or do not."""

    def act(quiz: Quiz) -> str:
        attempt = get_object_or_404(Attempt.objects.select_related("quiz"), quiz=quiz, public_id=attempt_id)
        accept = request.POST.get("verdict") == "accept"
        running.decide_late(request.user, attempt=attempt, accept=accept, reason=_typed(request)[1])
        return _("The late answers count.") if accept else _("The late answers do not count; they are kept.")

    return _run(request, public_id, act)


def decide_guest(request: HouseRequest, public_id: str, guest_id: UUID) -> HttpResponse:
    """A guest who waits is let in, or not; a name taken at a device that is gone can be chosen once more."""

    def act(quiz: Quiz) -> str:
        guest = get_object_or_404(Guest.objects.select_related("quiz"), quiz=quiz, public_id=guest_id)
        if request.POST.get("verdict") == "admit":
            joining.admit_guest(request.user, guest=guest)
            return _("Let in: %(name)s") % {"name": guest.name}
        if request.POST.get("verdict") == "free":
            joining.free_name(request.user, guest=guest)
            return _("%(name)s can be chosen at another device now and goes on there.") % {"name": guest.name}
        if request.POST.get("verdict") == "adopt":
            adopt(request.user, guest=guest)
            return _("What was taken as a guest counts as the work of %(name)s.") % {"name": guest.name}
        joining.refuse_guest(request.user, guest=guest)
        return _("Not let in: %(name)s") % {"name": guest.name}

    return _run(request, public_id, act)


def close(request: HouseRequest, public_id: str) -> HttpResponse:
    """Nobody starts any more; the toast opens it again as it was."""
    quiz = run_quiz(request, public_id)
    back, until = reverse("share_quiz", args=[public_id]), quiz.closes_at
    try:
        opening.close_quiz(request.user, quiz=quiz)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=back)
    undo = reverse("reopen_quiz", args=[public_id, int(until.timestamp()) if until else 0])
    toast(
        request,
        _("The quiz is closed. Pupils who have started may finish in their own time."),
        undo_url=undo,
    )
    return redirect(back)


def reopen(request: HouseRequest, public_id: str, until: int) -> HttpResponse:
    """Undo of a closing: open again until `until` (seconds; 0: no end), unless answers have been shown meanwhile."""
    quiz = run_quiz(request, public_id)
    back = reverse("share_quiz", args=[public_id])
    if until > LATEST:
        raise Http404
    closes_at = datetime.fromtimestamp(until, UTC) if until else None
    try:
        opening.change_window(request.user, quiz=quiz, opens_at=quiz.opens_at, closes_at=closes_at)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=back)
    toast(request, _("The quiz is open again."))
    return redirect(back)


def _context(request: HouseRequest, quiz: Quiz) -> dict[str, object]:
    table = read_class_table(quiz, timezone.now())
    return {
        "quiz": quiz,
        "table": table,
        "may_run": may_run(request.viewer, quiz),
        "form": RunningForm(),
        "again": POLL_SECONDS,
    }


def _run(request: HouseRequest, public_id: str, act: Callable[[Quiz], str]) -> HttpResponse:
    """Do it, say so, and go back to the table; a refusal is a sentence on its own page."""
    quiz = given_quiz(request, public_id)
    back = reverse("class_table", args=[public_id])
    try:
        sentence = act(quiz)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=back)
    toast(request, sentence)
    return redirect(back)


def _typed(request: HouseRequest) -> tuple[int, str]:
    """Minutes and reason; 0 minutes (which every service refuses in words) when they are nonsense."""
    form = RunningForm(request.POST)
    form.is_valid()
    return form.cleaned_data.get("minutes") or 0, form.cleaned_data.get("reason") or ""
