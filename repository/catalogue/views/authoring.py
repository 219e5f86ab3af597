"""Adding materials: files become drafts, one page describes the whole batch, typing saves itself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.answers import status_of
from config.errors import Refused
from media.files.models import Upload, UploadState
from media.files.services import receive_plain, upload_token
from repository.catalogue.forms import DescriptionForm, SendForm
from repository.catalogue.guessing import PURPOSE
from repository.catalogue.models import LearningMaterial, MaterialState
from repository.catalogue.policies import may_edit
from repository.catalogue.services.authoring import (
    copy_description,
    describe,
    start_materials,
    undo_last_edit,
)
from repository.catalogue.views.cards import DraftCard, cards_for, still_guessed
from repository.curation import lifecycle
from repository.curation.life import IN_REVIEW
from repository.organisations.places import Place, places_for
from repository.organisations.policies import may_contribute
from repository.organisations.requests import HouseRequest
from repository.shell.responses import by_script, refusal_page
from repository.shell.toasts import toast

MOST_AT_ONCE = 60


def upload_materials(request: HouseRequest) -> HttpResponse:
    """The drop area and, below it, the cards of the batch (`?hl=` names the drafts). POST: files without script."""
    if not may_contribute(request.viewer):
        raise PermissionDenied
    if request.method == "POST":
        return _take_plain_files(request)
    return _batch_page(request, cards_for(request, _batch(request, request.GET)))


def start(request: HouseRequest) -> HttpResponse:
    """Uploads that are ready become drafts. To a script: their cards; else the page with them."""
    place = _chosen_place(request)
    ids = request.POST.getlist("uploads")[:MOST_AT_ONCE]
    try:
        made = start_materials(
            request.user, organisation=place.organisation, subject_group=place.subject_group, upload_ids=ids
        )
    except Refused as refusal:
        return _refusal(request, refusal)
    if not by_script(request):
        return redirect(_batch_url([*request.POST.getlist("hl"), *(material.public_id for material in made)]))
    cards = cards_for(request, made)
    html = "".join(
        render_to_string("repository/catalogue/_card.html", {"card": card}, request) for card in cards
    )
    return JsonResponse({"cards": html, "ids": [material.public_id for material in made], "uploads": ids})


def describe_batch(request: HouseRequest) -> HttpResponse:
    """The one form of the page: everything typed is saved first, then what the pressed button says is done."""
    verb, _colon, target = request.POST.get("do", "save").partition(":")
    materials = _batch(request, request.POST)
    open_ids = {row.public_id for row in materials if row.state not in IN_REVIEW}
    asked = {"send": {target} & open_ids, "send-all": open_ids}.get(verb, set())
    cards = cards_for(request, materials, data=request.POST, for_review=asked)
    saved = [card for card in cards if not card.is_sent and _save(request, card)]
    if verb == "copy":
        return _copy(request, cards, target)
    sent = _send(request, [card for card in saved if card.material.public_id in asked])
    _tell(request, verb, cards, sent)
    if any(card.form.errors or card.form.collisions for card in cards):
        return _batch_page(request, cards, status=422)
    left = [card.material.public_id for card in cards if not card.is_sent]
    return redirect(_batch_url(left) if left else reverse("my_materials"))


def autosave(request: HouseRequest, public_id: str) -> HttpResponse:
    """Keeps one card while its author types; answers with the hour and what is still missing."""
    material = own_material(request, public_id)
    [card] = cards_for(request, [material], data=request.POST)
    if card.is_sent:
        return JsonResponse({"saved": _("It has been sent for review."), "missing": [], "sent": True})
    if not card.form.is_valid():
        errors = {card.form[name].html_name: rows[0] for name, rows in card.form.errors.items() if rows}
        return JsonResponse(
            {"error": _("Not saved yet: please check the marked field."), "fields": errors}, status=422
        )
    try:
        describe_card(request, card)
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=status_of(refusal))
    return JsonResponse(_kept(request, card.form, public_id))


def _kept(request: HouseRequest, form: DescriptionForm, public_id: str) -> dict[str, object]:
    """What the page is told after a save by itself; of what two windows changed it offers the choice."""
    [card] = cards_for(request, [own_material(request, public_id)])
    answer: dict[str, object] = {
        "seen": form.seen_still,
        "title": card.draft.title,
        "missing": card.missing,
        "details": render_to_string("repository/catalogue/_details.html", {"card": card}, request),
    }
    if not form.collisions:
        return answer | {"saved": _("Saved at %(hour)s") % {"hour": timezone.localtime().strftime("%H:%M")}}
    labels = ", ".join(f"“{label}”" for label in form.collision_labels)
    sentence = _("Also changed in another window: %(fields)s. Your words stand here, not saved yet.")
    return answer | {"error": sentence % {"fields": labels}, "choose": _("Compare and choose")}


def undo_copy(request: HouseRequest) -> HttpResponse:
    """Takes a copied description back from the drafts named in `?hl=`."""
    targets = _batch(request, request.GET)
    try:
        for material in targets:
            undo_last_edit(request.user, material=material)
    except Refused as refusal:
        return _refusal(request, refusal)
    toast(request, _("The descriptions are as they were before."))
    return redirect(_batch_url(request.GET.getlist("tat-ca") or request.GET.getlist("hl")))


def own_material(request: HouseRequest, public_id: str) -> LearningMaterial:
    """One of the person's own works outside the bin that they may still edit, or 404."""
    material = LearningMaterial.objects.by(request.viewer).with_labels().filter(public_id=public_id).first()
    if material is None or not may_edit(request.viewer, material):
        raise Http404
    return material


def describe_card(request: HouseRequest, card: DraftCard) -> None:
    """Saves a valid card."""
    describe(
        request.user,
        material=card.material,
        description=card.form.description_of(),
        still_guessed=still_guessed(card, request.POST),
        window=card.form.window,
    )


def _save(request: HouseRequest, card: DraftCard) -> bool:
    if not card.form.is_bound or not card.form.is_valid():
        return False
    describe_card(request, card)
    return not card.form.collisions


def _send(request: HouseRequest, cards: list[DraftCard]) -> list[DraftCard]:
    """Hands the cards in; a refusal (no review steps, nothing changed) stands on its card."""
    form, sent = SendForm(request.POST), []
    message = form.cleaned_data["message"] if form.is_valid() else ""
    for card in cards:
        try:
            lifecycle.submit(request.user, work=card.material, message=message)
            card.material.state = MaterialState.SUBMITTED
            sent.append(card)
        except Refused as refusal:
            card.form.add_error(None, str(refusal))
    return sent


def _copy(request: HouseRequest, cards: list[DraftCard], source_id: str) -> HttpResponse:
    source = next((card.material for card in cards if card.material.public_id == source_id), None)
    targets = [card.material for card in cards if not card.is_sent and card.material != source]
    everything = [card.material.public_id for card in cards]
    if source is None or not targets:
        return redirect(_batch_url(everything))
    source = own_material(request, source_id)
    copy_description(request.user, source=source, targets=targets)
    text = ngettext(
        "Description copied to %(count)s file.", "Description copied to %(count)s files.", len(targets)
    )
    ids = [target.public_id for target in targets]
    undo = f"{reverse('undo_copy')}?{urlencode({'hl': ids, 'tat-ca': everything}, doseq=True)}"
    toast(request, text % {"count": len(targets)}, undo_url=undo)
    return redirect(_batch_url(everything))


def _tell(request: HouseRequest, verb: str, cards: list[DraftCard], sent: list[DraftCard]) -> None:
    if verb == "save" and not any(card.form.errors for card in cards):
        toast(request, _("Drafts saved."))
    if sent:
        text = ngettext(
            "%(count)s material sent for review.", "%(count)s materials sent for review.", len(sent)
        )
        toast(request, text % {"count": len(sent)})
    elif verb.startswith("send") and any(card.is_sent for card in cards):
        toast(request, _("This has been sent for review already. Nothing was sent twice."))


def _take_plain_files(request: HouseRequest) -> HttpResponse:
    """Without script the files come with the form; they are checked in the background like all others."""
    place = _chosen_place(request)
    holder = f"unit:{place.organisation.public_id}"
    try:
        for file in request.FILES.getlist("file")[:MOST_AT_ONCE]:
            receive_plain(request.user, uploaded_file=file, quota_holder=holder)
    except Refused as refusal:
        return _refusal(request, refusal)
    arrived = Upload.objects.of(request.user).filter(
        public_id__in=request.POST.getlist("uploads"), state=UploadState.READY
    )
    if ids := [upload.public_id for upload in arrived]:
        made = start_materials(
            request.user, organisation=place.organisation, subject_group=place.subject_group, upload_ids=ids
        )
        return redirect(_batch_url([material.public_id for material in made]))
    toast(request, _("The files have arrived and are being checked. Reload the page in a moment."))
    return redirect("upload_materials")


def _batch_page(request: HouseRequest, cards: list[DraftCard], *, status: int = 200) -> HttpResponse:
    places = places_for(request.viewer)
    ready = Upload.objects.of(request.user).filter(state=UploadState.READY, purpose=PURPOSE)
    context = {
        "cards": cards,
        "open_cards": [card for card in cards if not card.is_sent],
        "has_errors": any(card.form.errors for card in cards if card.form.is_bound),
        "places": places,
        "ready_uploads": ready[:MOST_AT_ONCE],
        "token": upload_token(request.user, quota_holder=f"unit:{places[0].organisation.public_id}")
        if places
        else "",
        "send_form": SendForm(request.POST or None),
    }
    return render(request, "repository/catalogue/upload.html", context, status=status)


def _batch(request: HouseRequest, source: QueryDict) -> list[LearningMaterial]:
    """The person's own drafts named in `hl`, in that order; others are left out."""
    ids = list(dict.fromkeys(source.getlist("hl")))[:MOST_AT_ONCE]
    rows = LearningMaterial.objects.by(request.viewer).with_labels().filter(public_id__in=ids)
    found = {row.public_id: row for row in rows if may_edit(request.viewer, row)}
    return [found[public_id] for public_id in ids if public_id in found]


def _batch_url(ids: list[str]) -> str:
    query = urlencode({"hl": list(dict.fromkeys(ids))}, doseq=True)
    return f"{reverse('upload_materials')}?{query}" if ids else reverse("upload_materials")


def _chosen_place(request: HouseRequest) -> Place:
    """Where the new drafts belong; the first place unless the form names another one of the person's own."""
    places = places_for(request.viewer)
    if not places or not may_contribute(request.viewer):
        raise PermissionDenied
    return next((place for place in places if place.key == request.POST.get("place")), places[0])


def _refusal(request: HouseRequest, refusal: Refused) -> HttpResponse:
    return refusal_page(request, refusal, back_url=reverse("upload_materials"))
