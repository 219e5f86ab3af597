"""After publication: code, link, QR and printed sheet; the window. Closing stands with what a running test needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.errors import Refused
from questionbank.quizzes.codes import spoken_code
from questionbank.quizzes.components import quiz_tabs
from questionbank.quizzes.forms import WindowForm
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.policies import is_author, may_run
from questionbank.quizzes.services import opening
from questionbank.quizzes.standing import has_opened, standing_of
from questionbank.quizzes.views.fetching import run_quiz, seen_quiz
from repository.organisations.cards import qr_drawing
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast


def share(request: HouseRequest, public_id: str) -> HttpResponse:
    """How pupils get in, and what the quiz does now. Leaders read it, too, without the code."""
    quiz = seen_quiz(request, public_id)
    if quiz.state == QuizState.DRAFT:
        return redirect("quiz", public_id)
    return _share_page(request, quiz, WindowForm(initial=_window(quiz), label_suffix=""))


def change_code(request: HouseRequest, public_id: str) -> HttpResponse:
    """Revoke the code, or make a new one; the toast brings the old one back."""
    quiz = run_quiz(request, public_id)
    undo = reverse("restore_join_code", args=[public_id, quiz.join_code])
    if request.POST.get("do") == "renew":
        opening.renew_join_code(request.user, quiz=quiz)
        toast(request, _("There is a new code. The old one no longer opens the quiz."), undo_url=undo)
    else:
        opening.revoke_join_code(request.user, quiz=quiz)
        toast(request, _("The code no longer opens the quiz. Pupils who are in go on."), undo_url=undo)
    return redirect("share_quiz", public_id)


def restore_code(request: HouseRequest, public_id: str, code: str) -> HttpResponse:
    """Undo: a code that this quiz had before is its code again."""
    quiz = run_quiz(request, public_id)
    try:
        opening.restore_join_code(request.user, quiz=quiz, code=code)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("share_quiz", args=[public_id]))
    toast(request, _("The old code opens the quiz again."))
    return redirect("share_quiz", public_id)


def change_window(request: HouseRequest, public_id: str) -> HttpResponse:
    """Move the closing later, the opening until it has come."""
    quiz = run_quiz(request, public_id)
    form = WindowForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _share_page(request, quiz, form, status=422)
    try:
        opening.change_window(
            request.user,
            quiz=quiz,
            opens_at=quiz.opens_at
            if has_opened(quiz, timezone.now())
            else _same(form.cleaned_data["opens_at"], quiz.opens_at),
            closes_at=_same(form.cleaned_data["closes_at"], quiz.closes_at),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _share_page(request, quiz, form, status=422)
    toast(request, _("The new times hold at once."))
    return redirect("share_quiz", public_id)


def sheet(request: HouseRequest, public_id: str) -> HttpResponse:
    """One A4 page for the wall of the classroom."""
    quiz = run_quiz(request, public_id)
    if quiz.join_code_revoked:
        raise Http404
    context = {"quiz": quiz, "classes": list(quiz.class_groups.all()), **_entrance(request, quiz)}
    response = render(request, "questionbank/quizzes/sheet.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _share_page(request: HouseRequest, quiz: Quiz, form: WindowForm, *, status: int = 200) -> HttpResponse:
    runs = may_run(request.viewer, quiz)
    now = timezone.now()
    context = {
        "quiz": quiz,
        "standing": standing_of(quiz, now),
        "has_opened": has_opened(quiz, now),
        "classes": list(quiz.class_groups.all()),
        "forms": list(quiz.paper.forms.defer("package", "prepared", "sealed")),
        "tabs": quiz_tabs(quiz, "share_quiz"),
        "runs": runs,
        "is_author": is_author(request.viewer, quiz),
        "form": form,
        **(_entrance(request, quiz) if runs and not quiz.join_code_revoked else {}),
    }
    response = render(request, "questionbank/quizzes/share.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _same(typed: datetime | None, kept: datetime | None) -> datetime | None:
    """The page shows minutes only: a time that was not touched keeps its seconds."""
    return kept if kept and typed == kept.replace(second=0, microsecond=0) else typed


def _entrance(request: HouseRequest, quiz: Quiz) -> dict[str, Any]:
    """Code, link, short address and QR."""
    link = request.build_absolute_uri(_address("join_link", f"/t/vao/{quiz.join_code}/", quiz.join_code))
    return {
        "spoken_code": spoken_code(quiz.join_code),
        "link": link,
        "short_address": request.build_absolute_uri(_address("join", "/t/")).split("://", 1)[-1].rstrip("/"),
        "qr": qr_drawing(link),
    }


def _address(name: str, fallback: str, *arguments: str) -> str:
    """The pupils' room stands above this one; its addresses are those of docs/attempt-protocol.md."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return fallback


def _window(quiz: Quiz) -> dict[str, Any]:
    return {"opens_at": quiz.opens_at, "closes_at": quiz.closes_at}
