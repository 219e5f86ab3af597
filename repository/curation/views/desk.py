"""The reviewer's desk and the inbox: fetch through the viewer's scope, call one service, render."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.answers import status_of
from config.errors import Refused
from config.notices.models import Notice
from config.notices.reading import read_to
from config.notices.services import mark_read
from repository.curation.components import history_of, queue_rows
from repository.curation.deciding import DECIDING
from repository.curation.forms import DecisionForm
from repository.curation.models import ReviewRound, RoundState, Verdict
from repository.curation.reviewable import REVIEWABLE, NoteTarget
from repository.curation.services import claim_round, decide, release_round, withdraw_round
from repository.organisations.requests import HouseRequest
from repository.shell.toasts import toast

QUEUE_PAGE = 50


def review_queue(request: HouseRequest) -> HttpResponse:
    """What waits for this person, the most urgent first."""
    waiting = ReviewRound.objects.waiting_for(request.viewer)
    return render(request, "repository/curation/queue.html", {"rows": queue_rows(waiting, QUEUE_PAGE + 1)})


def review(request: HouseRequest, public_id: str) -> HttpResponse:
    """One round: the queue at the left, what was sent for review, and the decision."""
    review_round = _find(request, public_id)
    mark_read(request.user, subject=review_round.subject)
    form = DecisionForm(targets=_targets(review_round))
    return _desk(request, review_round, form)


def review_decide(request: HouseRequest, public_id: str) -> HttpResponse:
    """Pass the step or send back; what was typed is never lost to a refusal."""
    review_round = _find(request, public_id)
    form = DecisionForm(request.POST, targets=_targets(review_round))
    if not form.is_valid():
        return _desk(request, review_round, form, status=400)
    step_code = review_round.step.code if review_round.step else Verdict.APPROVE
    try:
        row = decide(request.user, review_round=review_round, decision=form.decision(step_code))
    except Refused as refusal:
        review_round.refresh_from_db()
        return _desk(request, review_round, form, refusal=str(refusal), status=status_of(refusal))
    toast(request, _said(row.verdict, review_round.title))
    return _on_to_next(request)


def review_claim(request: HouseRequest, public_id: str) -> HttpResponse:
    """Say "I am on it"."""
    review_round = _find(request, public_id)
    try:
        claim_round(request.user, review_round=review_round)
    except Refused as refusal:
        toast(request, str(refusal))
    return redirect("review", public_id)


def review_release(request: HouseRequest, public_id: str) -> HttpResponse:
    """Give it back to the queue."""
    release_round(request.user, review_round=_find(request, public_id))
    return redirect("review", public_id)


def review_withdraw(request: HouseRequest, public_id: str) -> HttpResponse:
    """The author takes a round back."""
    review_round = _find(request, public_id)
    try:
        withdraw_round(request.user, review_round=review_round)
    except Refused as refusal:
        toast(request, str(refusal))
    else:
        toast(request, _("Taken back. You can edit it again."))
    return redirect("review", public_id)


def inbox(request: HouseRequest) -> HttpResponse:
    """What the house has told this person, unread first."""
    told = Paginator(Notice.objects.of(request.user).unread_first(), QUEUE_PAGE)
    page = told.get_page(request.GET.get("trang"))
    lines = read_to(request.viewer, page.object_list)
    return render(request, "repository/curation/inbox.html", {"page": page, "lines": lines})


def inbox_open(request: HouseRequest, public_id: str) -> HttpResponse:
    """Open what a notice is about; it counts as read."""
    notice = get_object_or_404(Notice.objects.of(request.user), public_id=public_id)
    mark_read(request.user, public_ids=[public_id])
    return HttpResponseRedirect(notice.url or reverse("inbox"))


def inbox_read(request: HouseRequest) -> HttpResponse:
    """Mark everything as read."""
    mine = Notice.objects.of(request.user).unread().values_list("public_id", flat=True)
    mark_read(request.user, public_ids=list(mine))
    return redirect("inbox")


def _find(request: HouseRequest, public_id: str) -> ReviewRound:
    visible = ReviewRound.objects.visible_to(request.viewer) | ReviewRound.objects.waiting_for(request.viewer)
    rounds = visible.select_related(
        "organisation__kind", "subject_group", "submitted_by", "step", "claimed_by"
    )
    return get_object_or_404(rounds, public_id=public_id)


def _desk(
    request: HouseRequest,
    review_round: ReviewRound,
    form: DecisionForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    waiting = ReviewRound.objects.waiting_for(request.viewer)
    context = {
        "round": review_round,
        "form": form,
        "refusal": refusal,
        **_sent(request, review_round),
        "history": history_of(review_round, request.viewer),
        "may_decide": DECIDING.allows(request.viewer, review_round),
        "is_stuck": review_round.state == RoundState.OPEN and not DECIDING.people(review_round).exists(),
        "is_mine": review_round.submitted_by_id == request.user.pk,
        "rows": queue_rows(waiting, QUEUE_PAGE),
    }
    return render(request, "repository/curation/review.html", context, status=status)


def _targets(review_round: ReviewRound) -> list[NoteTarget]:
    return REVIEWABLE[review_round.kind].targets(review_round) if _stands(review_round) else []


def _sent(request: HouseRequest, review_round: ReviewRound) -> dict[str, object]:
    """What was sent, to be read; a round outlives a draft that its author has put in the bin for good."""
    if not _stands(review_round):
        return {"is_gone": True}
    kind = REVIEWABLE[review_round.kind]
    return {"fields": kind.fields(review_round), "preview": kind.preview(request, review_round)}


def _stands(review_round: ReviewRound) -> bool:
    return REVIEWABLE[review_round.kind].life.stands(review_round.subject_id)


def _on_to_next(request: HouseRequest) -> HttpResponse:
    following = ReviewRound.objects.waiting_for(request.viewer).first()
    return redirect("review", following.public_id) if following else redirect("review_queue")


def _said(verdict: str, title: str) -> str:
    sentence = {
        Verdict.APPRAISE: _("Appraised: %(title)s"),
        Verdict.APPROVE: _("Approved: %(title)s"),
        Verdict.RETURN: _("Returned with your notes: %(title)s"),
    }[Verdict(verdict)]
    return sentence % {"title": title}
