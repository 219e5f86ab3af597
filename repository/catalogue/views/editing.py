"""Editing one work: the same questions as at first, the reviewer's notes beside their fields, its files."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import Refused
from media.files.models import Upload, UploadState
from media.files.services import receive_plain, upload_token
from repository.catalogue.forms import SendForm
from repository.catalogue.models import LearningMaterial
from repository.catalogue.notes import return_notes
from repository.catalogue.services.manifest import add_files, remove_file, replace_file
from repository.catalogue.views.authoring import describe_card, own_material
from repository.catalogue.views.cards import DraftCard, cards_for
from repository.curation import lifecycle
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast

ADD = "them"


def edit_material(request: HouseRequest, public_id: str) -> HttpResponse:
    """The description with the notes of the last return; POST saves it and, if asked, sends it again."""
    material = own_material(request, public_id)
    sends = request.POST.get("do") == "send"
    data = request.POST if request.method == "POST" else None
    [card] = cards_for(request, [material], data=data, for_review={public_id} if sends else frozenset())
    if data is None or card.is_sent:
        return _edit_page(request, card)
    if not card.form.is_valid():
        return _edit_page(request, card, status=422)
    try:
        describe_card(request, card)
        if card.form.collisions:
            return _edit_page(request, card, status=422)
        if sends:
            lifecycle.submit(request.user, work=material, message=_message(request))
    except Refused as refusal:
        card.form.add_error(None, str(refusal))
        return _edit_page(request, card, status=422)
    if sends:
        toast(request, _("Sent for review: %(title)s.") % {"title": card.form.cleaned_data["title"]})
        return redirect("my_materials")
    toast(request, _("Draft saved."))
    return redirect("edit_material", public_id)


def place_files(request: HouseRequest, public_id: str) -> HttpResponse:
    """Files that have arrived join the draft, or take the place of one of its files (`cho`)."""
    material = own_material(request, public_id)
    purpose = purpose_of(material)
    try:
        for file in request.FILES.getlist("file")[:10]:
            receive_plain(
                request.user,
                uploaded_file=file,
                purpose=purpose,
                quota_holder=f"unit:{material.owner_org.public_id}",
            )
        text = _place_ready(request, material)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("edit_material", args=[public_id]))
    toast(request, text or _("The file has arrived and is being checked. Reload the page in a moment."))
    return redirect(f"{reverse('edit_material', args=[public_id])}#tep")


def drop_file(request: HouseRequest, public_id: str, entry_id: str) -> HttpResponse:
    """Takes a file out of the draft."""
    material = own_material(request, public_id)
    try:
        remove_file(request.user, material=material, entry_id=entry_id)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("edit_material", args=[public_id]))
    toast(request, _("The file was taken out of the draft."))
    return redirect(f"{reverse('edit_material', args=[public_id])}#tep")


def purpose_of(material: LearningMaterial) -> str:
    """Uploads of the edit page carry this, so that they never turn up among new materials."""
    return f"file-of:{material.public_id}"


def _place_ready(request: HouseRequest, material: LearningMaterial) -> str:
    """Puts the uploads that are ready where the form says; the sentence to show, "" when none is ready yet."""
    arrived = Upload.objects.of(request.user).filter(purpose=purpose_of(material), state=UploadState.READY)
    ids = [row.public_id for row in arrived.filter(public_id__in=request.POST.getlist("uploads"))]
    if not ids:
        return ""
    place = request.POST.get("cho", ADD)
    if place == ADD:
        add_files(request.user, material=material, upload_ids=ids)
        return _("The file was added to the draft.")
    if len(ids) > 1:
        raise Refused(_("One file can be replaced by one file only. Please choose a single one."))
    replace_file(request.user, material=material, entry_id=place, upload_id=ids[0])
    return _(
        "The file was replaced in the draft. What is approved stays visible until the new version is approved."
    )


def _edit_page(request: HouseRequest, card: DraftCard, *, status: int = 200) -> HttpResponse:
    material = card.material
    notes = return_notes(request.viewer, material)
    if notes is not None and not card.is_sent:
        card.notes = notes.by_field
    waiting = Upload.objects.of(request.user).filter(purpose=purpose_of(material)).pending()
    context = {
        "card": card,
        "cards": [card],
        "notes": notes,
        "material": material,
        "has_errors": card.form.is_bound and bool(card.form.errors or card.form.collisions),
        "send_form": SendForm(request.POST or None, replaces_version=material.current_version is not None),
        "token": upload_token(request.user, quota_holder=f"unit:{material.owner_org.public_id}"),
        "purpose": purpose_of(material),
        "waiting": list(waiting),
    }
    return render(request, "repository/catalogue/edit.html", context, status=status)


def _message(request: HouseRequest) -> str:
    form = SendForm(request.POST)
    return str(form.cleaned_data["message"]) if form.is_valid() else ""
