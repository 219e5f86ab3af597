"""Before and after the point of no return: the look as a pupil, the check, publishing, a new edition."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import NotAllowed, Refused
from questionbank.papers.packages import package_bytes
from questionbank.papers.services.freezing import NotReady, preview_package
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.services import copying
from questionbank.quizzes.services.publishing import publish_quiz, readiness_of
from questionbank.quizzes.views.fetching import own_quiz, seen_quiz
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast


def publish(request: HouseRequest, public_id: str) -> HttpResponse:
    """GET: what is still missing and what pupils will get; POST publishes."""
    quiz = own_quiz(request, public_id)
    if quiz.state != QuizState.DRAFT:
        return redirect("share_quiz", public_id)
    if request.method == "POST":
        return _publish(request, quiz)
    context = {"quiz": quiz, "readiness": readiness_of(quiz), "classes": list(quiz.class_groups.all())}
    return render(request, "questionbank/quizzes/publish.html", context)


def preview(request: HouseRequest, public_id: str) -> HttpResponse:
    """The quiz as a pupil sees it; nothing is stored."""
    quiz = seen_quiz(request, public_id)
    back = reverse("quiz", args=[public_id])
    return render(request, "questionbank/quizzes/preview.html", {"quiz": quiz, "back_url": back})


def preview_content(request: HouseRequest, public_id: str) -> HttpResponse:
    """The package of a throw-away form, in the clear: for staff who may see the quiz."""
    quiz = seen_quiz(request, public_id)
    package = preview_package(quiz.paper, title=quiz.title, minutes=quiz.minutes)
    response = HttpResponse(package_bytes(package), content_type="application/json")
    response["Cache-Control"] = "private, no-store"
    return response


def new_edition(request: HouseRequest, public_id: str) -> HttpResponse:
    """A draft with the same questions, to be changed freely."""
    quiz = own_quiz(request, public_id)
    try:
        copy = copying.copy_quiz(request.user, quiz=quiz)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    toast(request, _("This is a new edition. The published quiz stays as it is."))
    return redirect("compose_quiz", copy.public_id)


def give_again(request: HouseRequest, public_id: str) -> HttpResponse:
    """A draft that gives the same paper, form by form, to other classes or at another time."""
    quiz = own_quiz(request, public_id)
    try:
        again = copying.give_again(request.user, quiz=quiz)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("quiz", args=[public_id]))
    toast(
        request, _("The same paper, to be given again. Choose classes and time; its questions stand still.")
    )
    return redirect("compose_quiz", again.public_id)


def _publish(request: HouseRequest, quiz: Quiz) -> HttpResponse:
    try:
        publish_quiz(request.user, quiz=quiz)
    except NotReady:
        return redirect("publish_quiz", quiz.public_id)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("quiz", args=[quiz.public_id]))
    toast(request, _("Published. Pupils can join with the code below."))
    return redirect("share_quiz", quiz.public_id)
