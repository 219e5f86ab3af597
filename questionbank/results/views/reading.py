"""Results of a quiz: scores by part, each question's figures, one pupil's answers, the export, the release.

Whoever reads pupils' results leaves a line in the audit log.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from config.audit.services import record
from config.errors import Refused
from questionbank.attempts.late_answers import undecided_late_answers
from questionbank.attempts.models import Attempt, RegradeRun, Submission
from questionbank.attempts.services import running
from questionbank.attempts.services.releasing import release
from questionbank.attempts.takers import taker_of
from questionbank.quizzes.policies import may_run
from questionbank.quizzes.services.opening import take_back_release
from questionbank.results.answers import read_answers
from questionbank.results.class_table import LOOKS, standing_of
from questionbank.results.evidence import sentences
from questionbank.results.forms import REASON_LENGTH, RunningForm
from questionbank.results.questions import hardest, read_questions
from questionbank.results.scores import SORTS, read_results
from questionbank.results.sheets import file_name, header_of, rows_of
from questionbank.results.views.given import given_quiz
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page
from repository.shell.spreadsheets import xlsx_response
from repository.shell.toasts import toast

ROOM = "questionbank/results"


@never_cache
def quiz_results(request: HouseRequest, public_id: str) -> HttpResponse:
    """The picture first, then pupils by part, then questions; `?tep=xlsx` gives the table as a spreadsheet."""
    quiz = given_quiz(request, public_id)
    asked = request.GET.get("xep", "")
    sort = asked if asked in SORTS else SORTS[0]
    results = read_results(quiz, sort=sort)
    if request.GET.get("tep") == "xlsx":
        record(request.user, verb="quiz.results_export", subject=quiz.subject_key, rows=len(results.lines))
        return xlsx_response(file_name(results), header_of(results), rows_of(results))
    record(request.user, verb="quiz.results_read", subject=quiz.subject_key)
    questions = read_questions(results)
    context = {
        "quiz": quiz,
        "results": results,
        "questions": questions,
        "hardest": hardest(questions),
        "sort": sort,
        "may_run": may_run(request.viewer, quiz),
        "regrades": RegradeRun.objects.filter(slot__part__paper=quiz.paper_id).select_related(
            "slot", "proposed_by", "decided_by"
        ),
    }
    return render(request, f"{ROOM}/quiz_results.html", context)


@never_cache
def attempt_answers(request: HouseRequest, public_id: str, attempt_id: UUID) -> HttpResponse:
    """Every answer of one pupil beside the key, with points; late answers to decide over."""
    quiz = given_quiz(request, public_id)
    attempt = get_object_or_404(
        Attempt.objects.filter(quiz=quiz)
        .select_related("quiz", "pupil", "guest", "form")
        .defer("form__sealed"),
        public_id=attempt_id,
    )
    record(request.user, verb="attempt.read", subject=attempt.subject_key)
    late = undecided_late_answers(quiz, [attempt]).get(attempt.pk)
    context = {
        "quiz": quiz,
        "attempt": attempt,
        "name": taker_of(attempt).name,
        "look": LOOKS[standing_of(attempt)],
        "lines": read_answers(attempt),
        "hand_ins": Submission.objects.filter(attempt=attempt).order_by("round"),
        "late": late,
        "evidence": sentences(late) if late else [],
        "decisions": attempt.late_decisions.select_related("decided_by"),
        "may_run": may_run(request.viewer, quiz),
        "form": RunningForm(),
    }
    return render(request, f"{ROOM}/attempt_answers.html", context)


def release_quiz_results(request: HouseRequest, public_id: str) -> HttpResponse:
    """Pupils may see from now on what the quiz allows after the release, and are told."""
    quiz = given_quiz(request, public_id)
    back = reverse("quiz_results", args=[public_id])
    knowing, close = "knowing" in request.POST, "close" in request.POST
    try:
        release(request.user, quiz=quiz, knowing=knowing, close=close)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=back)
    undo = reverse("take_back_quiz_release", args=[public_id])
    toast(request, _("The results are out; pupils have been told."), undo_url=undo)
    return redirect(back)


def take_back_quiz_release(request: HouseRequest, public_id: str) -> HttpResponse:
    """Pupils no longer see the results."""
    quiz = given_quiz(request, public_id)
    back = reverse("quiz_results", args=[public_id])
    try:
        take_back_release(request.user, quiz=quiz)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=back)
    toast(request, _("Taken back: pupils no longer see the results."))
    return redirect(back)


def void_attempt(request: HouseRequest, public_id: str, attempt_id: UUID) -> HttpResponse:
    """This attempt does not count, with a reason."""
    quiz = given_quiz(request, public_id)
    attempt = get_object_or_404(Attempt.objects.select_related("quiz"), quiz=quiz, public_id=attempt_id)
    back = reverse("attempt_answers", args=[public_id, attempt_id])
    try:
        running.void_attempt(
            request.user, attempt=attempt, reason=request.POST.get("reason", "")[:REASON_LENGTH]
        )
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=back)
    toast(request, _("This attempt does not count."))
    return redirect(back)
