"""The list of quizzes, a new one, and the door to each: the composer before publication, the share page after."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import NotAllowed, Refused
from config.spelling import tidy_line
from questionbank.quizzes.listing import quiz_page
from questionbank.quizzes.models import QuizState
from questionbank.quizzes.policies import is_author, may_create
from questionbank.quizzes.services.composing import create_quiz
from questionbank.quizzes.services.copying import discard_draft
from questionbank.quizzes.views.fetching import own_quiz, seen_quiz
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast


def quizzes(request: HouseRequest) -> HttpResponse:
    """Own quizzes and those of classes taught or schools led, the newest first."""
    context = {"page": quiz_page(request, request.viewer), "may_create": may_create(request.viewer)}
    return render(request, "questionbank/quizzes/list.html", context)


def new_quiz(request: HouseRequest) -> HttpResponse:
    """A draft, and straight into its composer."""
    title = tidy_line(request.POST.get("title", "")[:1000]) or _("New quiz")
    try:
        quiz = create_quiz(request.user, title=title)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    return redirect("compose_quiz", quiz.public_id)


def quiz(request: HouseRequest, public_id: str) -> HttpResponse:
    """Where work on this quiz goes on."""
    found = seen_quiz(request, public_id)
    is_draft = found.state == QuizState.DRAFT and is_author(request.viewer, found)
    return redirect("compose_quiz" if is_draft else "share_quiz", found.public_id)


def discard(request: HouseRequest, public_id: str) -> HttpResponse:
    """Delete a draft, asked on the composer's page."""
    found = own_quiz(request, public_id)
    try:
        discard_draft(request.user, quiz=found)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("quiz", args=[public_id]))
    toast(request, _("The draft was deleted. Its questions are still in the bank."))
    return redirect("quizzes")
