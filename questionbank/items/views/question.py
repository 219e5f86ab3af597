"""The page of one question: what a pupil sees, the key, the history, and what the person may do with it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from questionbank.items.components import last_return, type_label, version_lines
from questionbank.items.drawing import draw, draw_key
from questionbank.items.models import Question, QuestionVersion
from questionbank.items.policies import may_delete, may_edit, may_offer, may_read_draft, may_retire
from questionbank.items.reading import key_in_force
from questionbank.items.services.changes import KIND
from questionbank.items.wording import spoken_title
from repository.curation.components import history_of_subject
from repository.curation.life import IN_REVIEW
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer


def question(request: HouseRequest, public_id: str) -> HttpResponse:
    """The work in progress for those who may read it, the approved version for everyone else; `ban=duyet` chooses."""
    row = visible_question(request, public_id)
    reads_draft = may_read_draft(request.viewer, row)
    wants_approved = request.GET.get("ban") == "duyet" and row.published is not None
    version = row.draft if reads_draft and not wants_approved else row.published
    return _page(request, row, version, reads_draft=reads_draft)


def question_version(request: HouseRequest, public_id: str, number: int) -> HttpResponse:
    """An older version, for those who may read the history."""
    row = visible_question(request, public_id)
    version = row.versions.filter(number=number).first()
    if version is None or not may_read_draft(request.viewer, row):
        raise Http404
    return _page(request, row, version, reads_draft=True)


def visible_question(request: HouseRequest, public_id: str) -> Question:
    """A question that exists for the person, or 404."""
    rows = Question.objects.visible_to(request.viewer).with_labels().select_related("offered_to", "outcome")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def _page(
    request: HouseRequest, row: Question, version: QuestionVersion | None, *, reads_draft: bool
) -> HttpResponse:
    if version is None:
        raise Http404
    version.question = row
    key = key_in_force(version)
    context = {
        "question": row,
        "version": version,
        "title": spoken_title(version),
        "type_label": type_label(row.type_key),
        "drawn": draw(version),
        "drawn_key": draw_key(version, key),
        "is_draft": version.pk == row.draft_id and version.pk != row.published_id,
        "is_published": version.pk == row.published_id,
        "versions": version_lines(row) if reads_draft else [],
        "returned": last_return(request.viewer, row) if reads_draft else None,
        "history": history_of_subject(KIND, row.public_id, request.viewer) if reads_draft else [],
        "actions": actions_of(request.viewer, row),
    }
    return render(request, "questionbank/items/question.html", context)


def actions_of(viewer: Viewer, row: Question) -> dict[str, Any]:
    """What the person may do, for the template: name -> True."""
    is_waiting = row.state in IN_REVIEW
    has_news = row.draft_id != row.published_id
    return {
        "edit": may_edit(viewer, row),
        "offer": may_offer(viewer, row) and has_news,
        "take_back": is_waiting and may_edit(viewer, row),
        "retire": may_retire(viewer, row) and row.state != "retired",
        "reinstate": may_retire(viewer, row) and row.state == "retired",
        "delete": may_delete(viewer, row),
    }


def back(row: Question) -> HttpResponse:
    """To the page of the question."""
    return redirect("question", row.public_id)
