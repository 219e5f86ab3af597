"""A wrong key: the form for another one, and the page on which a second person decides."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from config.audit.services import record
from config.errors import Refused
from questionbank.attempts.models import RegradeRun, RegradeState
from questionbank.attempts.policies import may_decide_regrade
from questionbank.attempts.services.regrading import approve_regrade, refuse_regrade
from questionbank.items.authoring.words import editor_words
from questionbank.items.policies import may_revise_key
from questionbank.items.reading import typed_question
from questionbank.quizzes.policies import may_run
from questionbank.results.corrections import (
    effect_of,
    event_of,
    key_in_words,
    key_to_start_from,
    same_key_elsewhere,
)
from questionbank.results.forms import REASON_LENGTH
from questionbank.results.key_form import KeyForm
from questionbank.results.scores import slots_of
from questionbank.results.services import correct_key as propose_correction
from questionbank.results.views.given import given_quiz
from questionbank.results.wording import safe_html
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page, refused
from repository.shell.toasts import toast

ROOM = "questionbank/results"


@never_cache
def correct_key(request: HouseRequest, public_id: str, slot_id: str) -> HttpResponse:
    """The question with its key in force; another key and a reason make a proposal."""
    quiz = given_quiz(request, public_id)
    slots = list(slots_of(quiz.paper_id))
    slot = next((one for one in slots if one.public_id == slot_id), None)
    if slot is None:
        raise Http404
    back = f"{reverse('quiz_results', args=[public_id])}#questions"
    if not may_run(request.viewer, quiz):
        return refused(
            request, reason=_("Only who runs the quiz can propose another key."), back_url=back, status=403
        )
    waiting = RegradeRun.objects.filter(slot=slot, state=RegradeState.PROPOSED).first()
    if waiting is not None:
        return redirect("regrade", waiting.public_id)
    assert slot.version is not None and slot.answer_key is not None  # fixed at publication
    start = key_to_start_from(slot)
    others = slot.version.keys.exclude(pk=slot.answer_key_id)
    if not others.exists() and not may_revise_key(request.viewer, slot.question):
        reason = _(
            "The key of this question is kept by %(name)s: ask them, or the head of the subject group."
        )
        return refused(request, reason=reason % {"name": slot.question.author}, back_url=back, status=403)
    question = typed_question(slot.version, start)
    form = KeyForm(request.POST if request.method == "POST" else None, question=question, stored=start.key)
    changed = form.editor.change(request.POST.get("do", ""))
    if request.method == "POST" and not changed and form.is_valid():
        try:
            run = propose_correction(
                request.user, slot=slot, key=form.new_key(), reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("Proposed. A second person has been told and decides."))
            return redirect("regrade", run.public_id)
    context = {
        "quiz": quiz,
        "slot": slot,
        "number": slots.index(slot) + 1,
        "stem": safe_html(question.prepared.stem),
        "key": key_in_words(slot, slot.answer_key),
        "has_newer": start.pk != slot.answer_key_id,
        "form": form,
        "words": editor_words(),
        "back": back,
    }
    failed = not changed and bool(form.errors)
    return render(request, f"{ROOM}/correct_key.html", context, status=400 if failed else 200)


@never_cache
def regrade(request: HouseRequest, run_id: UUID) -> HttpResponse:
    """Who gains and who loses: as it would be while the proposal waits, as it was once it is decided."""
    run = _run(request, run_id)
    quiz = event_of(run, request.viewer)
    record(request.user, verb="regrade.read", subject=quiz.subject_key, run=str(run.public_id))
    slots = list(slots_of(run.slot.part.paper_id))
    assert run.slot.version is not None  # fixed at publication
    question = typed_question(run.slot.version, run.key_from)
    context = {
        "run": run,
        "quiz": quiz,
        "number": slots.index(run.slot) + 1,
        "stem": safe_html(question.prepared.stem),
        "key_from": key_in_words(run.slot, run.key_from),
        "key_to": key_in_words(run.slot, run.key_to),
        "effect": effect_of(run),
        "waits": run.state == RegradeState.PROPOSED,
        "may_decide": may_decide_regrade(request.viewer, run),
        "elsewhere": same_key_elsewhere(run, request.viewer),
    }
    return render(request, f"{ROOM}/regrade.html", context)


def decide_regrade(request: HouseRequest, run_id: UUID) -> HttpResponse:
    """Approve or refuse, once."""
    run = _run(request, run_id)
    back = reverse("regrade", args=[run_id])
    try:
        if request.POST.get("verdict") == "approve":
            approve_regrade(request.user, run=run)
            toast(request, _("Approved. Scores and totals have changed."))
        else:
            refuse_regrade(request.user, run=run, reason=request.POST.get("reason", "")[:REASON_LENGTH])
            toast(request, _("Not approved. The key in force stays."))
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=back)
    return redirect(back)


def _run(request: HouseRequest, run_id: UUID) -> RegradeRun:
    runs = RegradeRun.objects.visible_to(request.viewer).select_related(
        "slot__part__paper", "slot__version__question", "key_from", "key_to", "proposed_by", "decided_by"
    )
    return get_object_or_404(runs, public_id=run_id)
