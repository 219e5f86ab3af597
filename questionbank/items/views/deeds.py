"""What is done with a question beside writing it: send for review, take back, put away, take out of use."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import Refused
from questionbank.items.forms import OfferForm, ReasonForm
from questionbank.items.listing import schools_of
from questionbank.items.models import Question
from questionbank.items.policies import may_offer, may_retire
from questionbank.items.services.banks import school_bank
from questionbank.items.services.offering import missing_words
from questionbank.items.views.question import back, visible_question
from questionbank.items.wording import spoken_title
from repository.curation import lifecycle
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast


def offer_question(request: HouseRequest, public_id: str) -> HttpResponse:
    """To the school's bank: GET asks for the school and a message, POST sends."""
    row = visible_question(request, public_id)
    if not may_offer(request.viewer, row):
        toast(request, _("This has been sent for review already, or it is not yours to send."))
        return back(row)
    form = OfferForm(request.POST or None, schools=schools_of(request.viewer))
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            bank = school_bank(form.chosen_school)
            lifecycle.submit(request.user, work=row, to=bank, message=form.cleaned_data["message"])
        except Refused as refusal:
            problem = str(refusal)
        else:
            toast(request, _("Sent for review. You will find the answer in your inbox."))
            return back(row)
    context = {
        "question": row,
        "title": spoken_title(row.draft),
        "form": form,
        "problem": problem,
        "missing": missing_words(row),
    }
    status = 409 if problem else 400 if form.errors else 200
    return render(request, "questionbank/items/offer.html", context, status=status)


def take_back_question(request: HouseRequest, public_id: str) -> HttpResponse:
    """Takes a round back."""
    said = _("Taken back from review. You can edit it and send it again.")
    return _do(request, public_id, lifecycle.take_back, said)


def bin_question(request: HouseRequest, public_id: str) -> HttpResponse:
    """Into the bin, with an undo."""
    row = visible_question(request, public_id)
    try:
        lifecycle.move_to_bin(request.user, work=row)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("question", args=[public_id]))
    toast(request, _("Moved to the bin."), undo_url=reverse("restore_question", args=[public_id]))
    return redirect("question_bank")


def restore_question(request: HouseRequest, public_id: str) -> HttpResponse:
    """Out of the bin again; harmless when it is out already."""
    mine = Question.objects.by(request.viewer) | Question.objects.in_bin_of(request.viewer)
    row = get_object_or_404(mine, public_id=public_id)
    lifecycle.restore_from_bin(request.user, work=row)
    toast(request, _("Taken out of the bin."))
    return back(row)


def retire(request: HouseRequest, public_id: str) -> HttpResponse:
    """Out of use: GET asks why, POST does it."""
    row = visible_question(request, public_id)
    if not may_retire(request.viewer, row):
        raise Http404
    form = ReasonForm(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.retire(request.user, work=row, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            problem = str(refusal)
        else:
            toast(request, _("Taken out of use. Quizzes made before keep it."))
            return back(row)
    context = {"question": row, "title": spoken_title(row.published), "form": form, "problem": problem}
    return render(request, "questionbank/items/retire.html", context, status=400 if form.errors else 200)


def reinstate(request: HouseRequest, public_id: str) -> HttpResponse:
    """Back into use."""
    return _do(request, public_id, lifecycle.reinstate, _("Back in use."))


def _do(request: HouseRequest, public_id: str, deed: Callable[..., None], said: str) -> HttpResponse:
    row = visible_question(request, public_id)
    try:
        deed(request.user, work=row)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("question", args=[public_id]))
    toast(request, said)
    return back(row)
