"""The question editor: a form that works without scripts, the saves of the script, the preview."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.answers import status_of
from config.errors import Conflict, Refused
from questionbank.items.authoring.classification import ClassificationForm, guess_for
from questionbank.items.authoring.copying import copy_as_new
from questionbank.items.authoring.editor import Editor, open_editor
from questionbank.items.authoring.preview import preview_of
from questionbank.items.authoring.words import editor_words
from questionbank.items.incoming import incoming_of
from questionbank.items.models import Question
from questionbank.items.policies import may_edit, may_offer, may_read_draft, may_write
from questionbank.items.services.writing import create_question as create
from questionbank.items.services.writing import save_draft
from questionbank.types.registry import QUESTION_TYPES
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast


def create_question(request: HouseRequest) -> HttpResponse:
    """GET: which type. POST (`type`): an empty question where the teacher's last one belongs, open in the editor."""
    if not may_write(request.viewer):
        raise PermissionDenied
    if request.method == "GET":
        return render(request, "questionbank/items/editor_new.html", {"types": QUESTION_TYPES.values()})
    return _start(request, request.POST.get("type", ""))


def edit_question(request: HouseRequest, public_id: str) -> HttpResponse:
    """The editor; POST is the form without scripts, or one of its last buttons (`do`): saved first, then done."""
    question = editable_question(request, public_id)
    editor = open_editor(question)
    if request.method == "GET":
        editor.check()
        return _page(request, editor, ClassificationForm(question=question))
    form = _read(request, editor)
    verb = request.POST.get("do", "save")
    changed = editor.change(verb)
    try:
        if verb == "copy":
            return _copy(request, editor, form)
        _save(request, editor, form)
    except Refused as refusal:
        editor.check()
        is_conflict = isinstance(refusal, Conflict)
        return _page(
            request, editor, form, problem=str(refusal), is_conflict=is_conflict, status=status_of(refusal)
        )
    return _do(request, editor, "save" if changed else verb)


def save_question(request: HouseRequest, public_id: str) -> HttpResponse:
    """The saves of the script: the same form; ← what `_answer` says, or {conflict} or {error}."""
    question = editable_question(request, public_id)
    editor = open_editor(question)
    form = _read(request, editor)
    try:
        _save(request, editor, form)
    except Conflict as conflict:
        return JsonResponse({"conflict": str(conflict)}, status=status_of(conflict))
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse(_answer(editor, form))


def preview_question(request: HouseRequest, public_id: str) -> HttpResponse:
    """The question as on a phone and as on paper, on a page of its own."""
    question = readable_question(request, public_id)
    editor = open_editor(question)
    preview = preview_of(question, editor.kind, editor.work)
    context = {
        "editor": editor,
        "question": question,
        "preview": preview,
        "may_edit": may_edit(request.viewer, question),
    }
    return render(request, "questionbank/items/editor_preview.html", context)


def editable_question(request: HouseRequest, public_id: str) -> Question:
    """A question that the person may change, or 404."""
    rows = Question.objects.editable_by(request.viewer).with_labels()
    question = rows.filter(public_id=public_id).first()
    if question is None:
        raise Http404
    return question


def readable_question(request: HouseRequest, public_id: str) -> Question:
    """A question whose work in progress the person may read, or 404."""
    question = Question.objects.visible_to(request.viewer).with_labels().filter(public_id=public_id).first()
    if question is None or not may_read_draft(request.viewer, question):
        raise Http404
    return question


def _read(request: HouseRequest, editor: Editor) -> ClassificationForm:
    """Everything typed goes into the editor; the number says which state it was typed over."""
    editor.read(request.POST)
    number = request.POST.get("edit_number", "")
    editor.edit_number = int(number) if number.isdecimal() and len(number) < 10 else 0
    return ClassificationForm(request.POST, question=editor.question)


def _save(request: HouseRequest, editor: Editor, form: ClassificationForm) -> None:
    saved = save_draft(
        request.user,
        question=editor.question,
        edit_number=editor.edit_number,
        body=editor.work.body,
        key=editor.work.key,
        classification=form.classification(),
    )
    editor.question, editor.edit_number = saved.question, saved.question.edit_number
    editor.problems, editor.findings = saved.problems, saved.findings


def _copy(request: HouseRequest, editor: Editor, form: ClassificationForm) -> HttpResponse:
    copied = copy_as_new(request.user, editor=editor, classification=form.classification())
    toast(request, _("Kept as a question of its own; the other one stays as it is."))
    return redirect("edit_question", copied.public_id)


def _answer(editor: Editor, form: ClassificationForm) -> dict[str, object]:
    preview = preview_of(editor.question, editor.kind, editor.work)
    remarks = [
        {"path": one.path, "sentence": one.sentence, "missing": one.is_missing} for one in editor.remarks
    ]
    return {
        "saved": _("Saved at %(when)s") % {"when": timezone.localtime().strftime("%H:%M")},
        "edit_number": editor.edit_number,
        "problems": remarks,
        "remarks": render_to_string("questionbank/items/_remarks.html", {"editor": editor}),
        "preview": preview.to_json() if preview else None,
        "lists": form.lists(),
        "ready": not editor.problems,
    }


def _do(request: HouseRequest, editor: Editor, verb: str) -> HttpResponse:
    """What one of the last buttons asks for, after everything was saved."""
    question = editor.question
    if verb == "done":
        return redirect("question", question.public_id)
    if verb == "another":
        return _start(request, question.type_key)
    if verb == "offer":
        return _offer(request, editor)
    return redirect("edit_question", question.public_id)


def _start(request: HouseRequest, type_key: str) -> HttpResponse:
    try:
        question = create(request.user, type_key=type_key)
        guess = guess_for(question)
        save_draft(request.user, question=question, edit_number=question.edit_number, classification=guess)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("create_question"))
    return redirect("edit_question", question.public_id)


def _offer(request: HouseRequest, editor: Editor) -> HttpResponse:
    """On to the page that hands it in; while something is missing, it stands at its field instead."""
    if not editor.problems:
        return redirect("offer_question", editor.question.public_id)
    editor.shows_missing = True
    form = ClassificationForm(question=editor.question)
    sentence = _("The question is not complete yet: see what is marked below.")
    return _page(request, editor, form, problem=sentence, status=422)


def _page(
    request: HouseRequest,
    editor: Editor,
    form: ClassificationForm,
    *,
    problem: str = "",
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "editor": editor,
        "question": editor.question,
        "form": form,
        "preview": preview_of(editor.question, editor.kind, editor.work),
        "words": editor_words(),
        "incoming": incoming_of(editor.question),
        "problem": problem,
        "is_conflict": is_conflict,
        "may_offer": may_offer(request.viewer, editor.question),
    }
    return render(request, "questionbank/items/editor.html", context, status=status)
