"""The composer: one form for the whole draft, saved as it is typed; every button first saves what stands in the page."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.errors import Conflict, Refused
from questionbank.items.models import Question
from questionbank.papers.models import PaperPart, PaperSlot
from questionbank.papers.scoring import SCALE, decimal_words
from questionbank.papers.services import arranging
from questionbank.quizzes.composition import Composition
from questionbank.quizzes.forms import TotalForm
from questionbank.quizzes.giving import classes_for
from questionbank.quizzes.listing import Wish, choice_page, filters
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.services.composing import save_composition
from questionbank.quizzes.views.fetching import own_quiz
from repository.organisations.requests import HouseRequest
from repository.shell.responses import by_script, refusal_page, refused
from repository.shell.toasts import toast


def compose(request: HouseRequest, public_id: str) -> HttpResponse:
    """The page, and everything its one form does."""
    quiz = own_quiz(request, public_id)
    if quiz.state != QuizState.DRAFT:
        if request.method == "POST":
            sentence = _(
                "This quiz is published: its questions no longer change. Make a new edition instead."
            )
            return _refusal(request, quiz, sentence)
        return redirect("share_quiz", public_id)
    data = request.POST if request.method == "POST" else None
    composition = Composition(quiz, classes=classes_for(request.viewer, quiz), data=data)
    if data is None:
        return _page(request, composition)
    if not composition.is_valid():
        return _save_what_fits(request, composition)
    try:
        return _act(request, composition, _save(request, composition))
    except Conflict as conflict:
        return _conflict(request, composition, str(conflict))
    except Refused as refusal:
        return _refusal(request, quiz, str(refusal))


def choose_questions(request: HouseRequest, public_id: str) -> HttpResponse:
    """The picker: search, filter, tick many, add them to a part."""
    quiz = own_quiz(request, public_id)
    if quiz.state != QuizState.DRAFT:
        return redirect("share_quiz", public_id)
    if quiz.paper.frozen_at is not None:
        return redirect("compose_quiz", public_id)
    data = request.POST if request.method == "POST" else request.GET
    part = _part(quiz, data.get("phan", "")) or quiz.paper.parts.order_by("order", "id")[0]
    if request.method == "POST":
        return _add(request, quiz, part)
    wish = Wish.read(request.GET)
    context = {
        "quiz": quiz,
        "part": part,
        "parts": list(quiz.paper.parts.order_by("order", "id")),
        "wish": wish,
        "filters": filters(wish),
        "page": choice_page(request, request.viewer, quiz, wish),
    }
    return render(request, "questionbank/quizzes/choose.html", context)


def restore_slot_question(request: HouseRequest, token: str) -> HttpResponse:
    """Undo: the question stands in its old place again."""
    try:
        slot = arranging.restore_slot(request.user, token=token)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("quizzes"))
    quiz = get_object_or_404(Quiz, paper=slot.part.paper, state=QuizState.DRAFT)
    return redirect(f"{reverse('compose_quiz', args=[quiz.public_id])}#cau-{slot.public_id}")


def _save(request: HouseRequest, composition: Composition) -> int:
    """Saves the page; the edit number to go on from."""
    saved = save_composition(
        request.user,
        quiz=composition.quiz,
        edit_number=composition.edit_number,
        settings=composition.settings.settings(),
        parts=composition.edits(),
    )
    return composition.edit_number if saved is composition.quiz else saved.paper.edit_number


def _act(request: HouseRequest, composition: Composition, edit_number: int) -> HttpResponse:
    """What the pressed button says, after the page is saved."""
    quiz = composition.quiz
    verb, _colon, name = request.POST.get("do", "save").partition(":")
    if verb in ("up", "down", "remove"):
        return _act_on_slot(request, quiz, verb, name, edit_number)
    if verb in ("part-up", "part-down", "part-remove", "part-points"):
        return _act_on_part(request, composition, verb, name, edit_number)
    if verb == "add-part":
        part = arranging.add_part(request.user, paper=quiz.paper, edit_number=edit_number)
        return _back(quiz, f"phan-{part.pk}")
    if verb == "spread":
        total = _scale(TotalForm(request.POST))
        arranging.spread_points(request.user, paper=quiz.paper, edit_number=edit_number, total=total)
        return _back(quiz, "thang-diem")
    if verb in ("publish", "preview", "choose"):
        target = {"publish": "publish_quiz", "preview": "preview_quiz", "choose": "choose_questions"}[verb]
        query = f"?phan={name}" if verb == "choose" else ""
        return redirect(reverse(target, args=[quiz.public_id]) + query)
    return _saved(request, quiz, edit_number)


def _scale(form: TotalForm) -> Decimal:
    """The sum to share out: the usual one where the field was left empty. Raises Refused for what is no number."""
    if not form.is_valid():
        raise Refused(str(form.errors["total"][0]))
    typed: Decimal | None = form.cleaned_data["total"]
    return SCALE if typed is None else typed


def _act_on_slot(request: HouseRequest, quiz: Quiz, verb: str, name: str, edit_number: int) -> HttpResponse:
    slots = PaperSlot.objects.filter(part__paper=quiz.paper_id).select_related("part__paper")
    slot = get_object_or_404(slots, public_id=name)
    if verb == "remove":
        token = arranging.remove_slot(request.user, slot=slot, edit_number=edit_number)
        toast(
            request, _("The question was taken out."), undo_url=reverse("restore_slot_question", args=[token])
        )
        return _back(quiz, f"phan-{slot.part_id}")
    arranging.move_slot(request.user, slot=slot, edit_number=edit_number, up=verb == "up")
    return _back(quiz, f"cau-{slot.public_id}")


def _act_on_part(
    request: HouseRequest, composition: Composition, verb: str, name: str, edit_number: int
) -> HttpResponse:
    block = next((one for one in composition.blocks if str(one.part.pk) == name), None)
    if block is None:
        raise Http404
    part, quiz = block.part, composition.quiz
    if verb == "part-remove":
        arranging.remove_part(request.user, part=part, edit_number=edit_number)
        return _back(quiz, "cau-hoi")
    if verb == "part-points":
        points = block.form.cleaned_data["all_points"]
        if points is None:
            raise Refused(_("Write the points first, then give them to all questions of the part."))
        arranging.set_points(request.user, part=part, edit_number=edit_number, points=points)
    else:
        arranging.move_part(request.user, part=part, edit_number=edit_number, up=verb == "part-up")
    return _back(quiz, f"phan-{part.pk}")


def _add(request: HouseRequest, quiz: Quiz, part: PaperPart) -> HttpResponse:
    ids = list(dict.fromkeys(request.POST.getlist("chon")))[: arranging.MOST_QUESTIONS]
    found = {
        one.public_id: one for one in Question.objects.visible_to(request.viewer).filter(public_id__in=ids)
    }
    chosen = [found[one] for one in ids if one in found]
    if not chosen:
        toast(request, _("Tick the questions you want first."))
        return redirect(f"{reverse('choose_questions', args=[quiz.public_id])}?phan={part.order}")
    try:
        arranging.add_questions(request.user, part=part, edit_number=quiz.paper.edit_number, questions=chosen)
    except Refused as refusal:
        return _refusal(request, quiz, str(refusal))
    return _back(quiz, f"phan-{part.pk}")


def _part(quiz: Quiz, order: str) -> PaperPart | None:
    is_number = order.isascii() and order.isdigit() and len(order) < 4
    return quiz.paper.parts.filter(order=int(order)).first() if is_number else None


def _back(quiz: Quiz, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('compose_quiz', args=[quiz.public_id])}#{anchor}")


def _page(
    request: HouseRequest, composition: Composition, *, status: int = 200, error: str = ""
) -> HttpResponse:
    context = {
        "quiz": composition.quiz,
        "composition": composition,
        "total_form": TotalForm(initial={"total": SCALE}),
        "error": error,
    }
    return render(request, "questionbank/quizzes/compose.html", context, status=status)


def _saved(request: HouseRequest, quiz: Quiz, edit_number: int) -> HttpResponse:
    if not by_script(request):
        toast(request, _("Draft saved."))
        return _back(quiz, "")
    slots = PaperSlot.objects.filter(part__paper=quiz.paper_id).values_list("part_id", "points")
    totals: dict[str, Decimal] = {"": Decimal(0)}
    for part, points in slots:
        totals[str(part)] = totals.get(str(part), Decimal(0)) + points
        totals[""] += points
    hour = timezone.localtime().strftime("%H:%M")
    return JsonResponse(
        {
            "saved": _("Saved at %(hour)s") % {"hour": hour},
            "edit_number": edit_number,
            "totals": {name: decimal_words(points) for name, points in totals.items()},
        }
    )


def _save_what_fits(request: HouseRequest, composition: Composition) -> HttpResponse:
    """While typing, one field that does not fit must not keep the others from being saved; a pressed button waits."""
    if not by_script(request) or not composition.keep_standing():
        return _invalid(request, composition)
    try:
        edit_number = _save(request, composition)
    except Conflict as conflict:
        return _conflict(request, composition, str(conflict))
    except Refused as refusal:
        return _refusal(request, composition.quiz, str(refusal))
    sentence = _("Saved, except for the marked places.")
    answer = {"error": sentence, "fields": composition.errors, "edit_number": edit_number}
    return JsonResponse(answer, status=422)


def _invalid(request: HouseRequest, composition: Composition) -> HttpResponse:
    sentence = _("Not saved yet: please check the marked places.")
    if by_script(request):
        return JsonResponse({"error": sentence, "fields": composition.errors}, status=422)
    return _page(request, composition, status=422, error=sentence)


def _conflict(request: HouseRequest, composition: Composition, sentence: str) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"error": sentence, "conflict": True}, status=409)
    return _page(request, composition, status=409, error=sentence)


def _refusal(request: HouseRequest, quiz: Quiz, sentence: str) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"error": sentence}, status=409)
    return refused(request, reason=sentence, back_url=reverse("quiz", args=[quiz.public_id]))
