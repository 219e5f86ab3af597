"""A wrong key: the form for another one, and the page on which a second person decides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from config.audit.services import record
from config.errors import NotAllowed, Refused
from questionbank.attempts.models import Attempt, RegradeRun, RegradeState
from questionbank.attempts.policies import may_decide_regrade
from questionbank.attempts.regrade import plan_regrade
from questionbank.attempts.services.regrading import approve_regrade, refuse_regrade
from questionbank.items.models import AnswerKey
from questionbank.items.policies import may_revise_key
from questionbank.items.reading import current_key, typed_question
from questionbank.quizzes.models import Quiz, QuizSlot
from questionbank.quizzes.policies import may_run
from questionbank.results.answers import key_words
from questionbank.results.key_form import KeyForm
from questionbank.results.scores import slots_of
from questionbank.results.services import correct_key as propose_correction
from questionbank.results.wording import safe_html
from questionbank.types.base import Mode
from repository.shell.responses import refused
from repository.shell.toasts import toast

ROOM = "questionbank/results"


@dataclass(frozen=True)
class ChangeLine:
    """One pupil whose score would change, or has changed."""

    name: str
    name_sort: str
    before: Decimal
    after: Decimal


@never_cache
def correct_key(request: HttpRequest, public_id: str, slot_id: str) -> HttpResponse:
    """The question with its key in force; another key and a reason make a proposal."""
    given = Quiz.objects.visible_to(request.viewer).exclude(state="draft")
    quiz = get_object_or_404(given, public_id=public_id)
    slots = list(slots_of(quiz))
    slot = next((one for one in slots if one.public_id == slot_id), None)
    slot = slot or get_object_or_404(QuizSlot, part__quiz=quiz, public_id=slot_id)
    back = f"{reverse('quiz_results', args=[public_id])}#questions"
    if not may_run(request.viewer, quiz):
        return refused(
            request, reason=_("Only who runs the quiz can propose another key."), back_url=back, status=403
        )
    waiting = RegradeRun.objects.filter(slot=slot, state=RegradeState.PROPOSED).first()
    if waiting is not None:
        return redirect("regrade", waiting.public_id)
    newest = current_key(slot.version) or slot.answer_key
    if newest.pk == slot.answer_key_id and not may_revise_key(request.viewer, slot.question):
        reason = _(
            "The key of this question is kept by %(name)s: ask them, or the head of the subject group."
        )
        return refused(request, reason=reason % {"name": slot.question.author}, back_url=back, status=403)
    question = typed_question(slot.version, newest)
    form = KeyForm(request.POST or None, question=question, stored=newest.key)
    if request.method == "POST" and form.is_valid():
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
        "key": _key_words(slot, slot.answer_key),
        "has_newer": newest.pk != slot.answer_key_id,
        "form": form,
        "back": back,
    }
    return render(request, f"{ROOM}/correct_key.html", context, status=400 if form.errors else 200)


@never_cache
def regrade(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Who gains and who loses: as it would be while the proposal waits, as it was once it is decided."""
    run = _run(request, run_id)
    record(request.user, verb="regrade.read", subject=run.slot.part.quiz.subject_key, run=str(run.public_id))
    lines, marked = _lines(run)
    slots = list(slots_of(run.slot.part.quiz))
    question = typed_question(run.slot.version, run.key_from)
    context = {
        "run": run,
        "quiz": run.slot.part.quiz,
        "number": slots.index(run.slot) + 1,
        "stem": safe_html(question.prepared.stem),
        "key_from": _key_words(run.slot, run.key_from),
        "key_to": _key_words(run.slot, run.key_to),
        "lines": lines,
        "gains": sum(line.after > line.before for line in lines),
        "losses": sum(line.after < line.before for line in lines),
        "marked": marked,
        "waits": run.state == RegradeState.PROPOSED,
        "may_decide": may_decide_regrade(request.viewer, run),
        "elsewhere": _elsewhere(request, run),
    }
    return render(request, f"{ROOM}/regrade.html", context)


def decide_regrade(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Approve or refuse, once."""
    run = _run(request, run_id)
    back = reverse("regrade", args=[run_id])
    try:
        if request.POST.get("verdict") == "approve":
            approve_regrade(request.user, run=run)
            toast(request, _("Approved. Scores and totals have changed."))
        else:
            refuse_regrade(request.user, run=run, reason=request.POST.get("reason", "")[:300])
            toast(request, _("Not approved. The key in force stays."))
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 409
        return refused(request, reason=str(refusal), back_url=back, status=status)
    return redirect(back)


def _run(request: HttpRequest, run_id: UUID) -> RegradeRun:
    runs = RegradeRun.objects.visible_to(request.viewer).select_related(
        "slot__part__quiz", "slot__version__question", "key_from", "key_to", "proposed_by", "decided_by"
    )
    return get_object_or_404(runs, public_id=run_id)


def _lines(run: RegradeRun) -> tuple[list[ChangeLine], int | None]:
    """Changes by Vietnamese name, and how many attempts were marked (None once it is decided)."""
    if run.state == RegradeState.PROPOSED:
        plan = plan_regrade(run)
        pairs = {change.attempt_id: (change.before, change.after) for change in plan.changes}
        attempts = _attempts(pk__in=list(pairs))
        found, marked = {attempt: pairs[attempt.pk] for attempt in attempts}, plan.marked
    else:
        kept = {one["attempt"]: (Decimal(one["before"]), Decimal(one["after"])) for one in run.changes}
        found = {attempt: kept[str(attempt.public_id)] for attempt in _attempts(public_id__in=list(kept))}
        marked = None
    lines = [_line(attempt, *scores) for attempt, scores in found.items()]
    return sorted(lines, key=lambda line: (line.name_sort, line.name)), marked


def _elsewhere(request: HttpRequest, run: RegradeRun) -> list[QuizSlot]:
    """The same question with the same old key in other quizzes that the viewer runs."""
    slots = QuizSlot.objects.filter(version=run.slot.version_id, answer_key=run.key_from_id).exclude(
        pk=run.slot_id
    )
    running = Quiz.objects.run_by(request.viewer).exclude(state="draft")
    return list(slots.filter(part__quiz__in=running).select_related("part__quiz"))


def _attempts(**chosen: object) -> list[Attempt]:
    return list(
        Attempt.objects.filter(**chosen).select_related("pupil", "guest").only("public_id", "pupil", "guest")
    )


def _line(attempt: Attempt, before: Decimal, after: Decimal) -> ChangeLine:
    taker = attempt.guest or attempt.pupil
    return ChangeLine(str(getattr(taker, "name", taker)), taker.name_sort, before, after)


def _key_words(slot: QuizSlot, key: AnswerKey) -> SafeString:
    question = typed_question(slot.version, key)
    shown = question.kind.render(question.prepared, Mode.REVIEW, question.key).properties
    return key_words(question.prepared, shown)
