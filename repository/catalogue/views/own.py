"""A person's own materials: the list by state, returned ones first, the bin, what is under way."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.errors import Refused
from config.jobs.services import cancel_job, retry_job
from config.spelling import tidy_line
from media.files.services import cancel_upload
from repository.catalogue.covers import with_covers
from repository.catalogue.models import LearningMaterial, MaterialState
from repository.catalogue.notes import last_returns
from repository.catalogue.running import in_progress
from repository.catalogue.views.authoring import own_material
from repository.curation import lifecycle
from repository.curation.life import IN_REVIEW
from repository.organisations.policies import may_contribute
from repository.organisations.requests import HouseRequest
from repository.shell.keyset import keyset_page
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast

PAGE_SIZE = 20
CHIPS = (
    ("", gettext_lazy("All"), ()),
    ("nhap", gettext_lazy("Drafts"), (MaterialState.DRAFT,)),
    ("tra-lai", gettext_lazy("Returned"), (MaterialState.RETURNED,)),
    ("cho-duyet", gettext_lazy("In review"), (MaterialState.SUBMITTED, MaterialState.APPRAISED)),
    ("da-duyet", gettext_lazy("Approved"), (MaterialState.APPROVED,)),
    ("thu-hoi", gettext_lazy("Withdrawn"), (MaterialState.WITHDRAWN, MaterialState.RETIRED)),
)


def my_materials(request: HouseRequest) -> HttpResponse:
    """The person's own works outside the bin."""
    if not may_contribute(request.viewer):
        raise PermissionDenied
    mine = LearningMaterial.objects.by(request.viewer)
    wanted, words = request.GET.get("trang-thai", ""), tidy_line(request.GET.get("q", "")[:100])
    shown = mine.with_labels()
    if states := next((states for word, _label, states in CHIPS if word == wanted), ()):
        shown = shown.filter(state__in=states)
    if words:
        shown = shown.filter(title__icontains=words)
    page = keyset_page(request, shown, by="updated_at", size=PAGE_SIZE)
    rows = with_covers(request.viewer, page.rows, drafts=True)
    returned = [] if wanted or words or "sau" in request.GET else _returned(request)
    context = {
        "rows": [row for row in rows if row.pk not in {other.pk for other in returned}],
        "returned": returned,
        "page": page,
        "chips": _chips(mine, wanted),
        "words": words,
        "wanted": wanted,
    }
    return render(request, "repository/catalogue/my_materials.html", context)


def bin_page(request: HouseRequest) -> HttpResponse:
    """What was put away in the last 30 days."""
    rows = (
        LearningMaterial.objects.in_bin_of(request.viewer).with_labels().order_by("-deleted_at", "-id")[:200]
    )
    return render(
        request, "repository/catalogue/bin.html", {"rows": with_covers(request.viewer, rows, drafts=True)}
    )


def put_in_bin(request: HouseRequest, public_id: str) -> HttpResponse:
    """Into the bin, with an undo."""
    material = own_material(request, public_id)
    try:
        lifecycle.move_to_bin(request.user, work=material)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("my_materials"))
    undo = reverse("restore_material", args=[public_id])
    toast(request, _("Moved to the bin: %(title)s.") % {"title": material.title}, undo_url=undo)
    return redirect("my_materials")


def restore(request: HouseRequest, public_id: str) -> HttpResponse:
    """Out of the bin again; harmless when it is out already."""
    mine = LearningMaterial.objects.by(request.viewer) | LearningMaterial.objects.in_bin_of(request.viewer)
    material = get_object_or_404(mine, public_id=public_id)
    lifecycle.restore_from_bin(request.user, work=material)
    toast(request, _("Taken out of the bin: %(title)s.") % {"title": material.title})
    return redirect("my_materials")


def submit(request: HouseRequest, public_id: str) -> HttpResponse:
    """Sends one saved draft for review; sending twice says so calmly."""
    material = own_material(request, public_id)
    if material.state in IN_REVIEW:
        toast(request, _("This has been sent for review already. Nothing was sent twice."))
        return redirect("my_materials")
    try:
        lifecycle.submit(request.user, work=material, message=request.POST.get("message", ""))
    except Refused as refusal:
        toast(request, str(refusal), level=30)
        return redirect("edit_material", public_id)
    toast(request, _("Sent for review: %(title)s.") % {"title": material.title})
    return redirect("my_materials")


def take_back_material(request: HouseRequest, public_id: str) -> HttpResponse:
    """Takes a round back and opens it for editing."""
    material = own_material(request, public_id)
    try:
        lifecycle.take_back(request.user, work=material)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("my_materials"))
    toast(request, _("Taken back from review. You can edit it now and send it again."))
    return redirect("edit_material", public_id)


def running(request: HouseRequest) -> HttpResponse:
    """What is under way: uploads and background work, with retry and cancel."""
    work = in_progress(request.user)
    return render(request, "repository/catalogue/in_progress.html", {"work": work})


def change_job(request: HouseRequest, public_id: str) -> HttpResponse:
    """Tries a failed job again or stops a waiting one."""
    job = next((job for job in in_progress(request.user).jobs if job.public_id == public_id), None)
    if job is None:
        raise Http404
    change = retry_job if request.POST.get("do") == "retry" else cancel_job
    try:
        change(request.user, job=job)
    except Refused as refusal:
        toast(request, str(refusal), level=30)
    return redirect("in_progress")


def give_up_upload(request: HouseRequest, public_id: str) -> HttpResponse:
    """Removes an upload that belongs to nothing."""
    upload = next((row for row in in_progress(request.user).uploads if row.public_id == public_id), None)
    if upload is None:
        raise Http404
    try:
        cancel_upload(request.user, upload=upload)
    except Refused as refusal:
        toast(request, str(refusal), level=30)
    return redirect("in_progress")


def _returned(request: HouseRequest) -> list[LearningMaterial]:
    """Returned works with the note, first of all."""
    mine = LearningMaterial.objects.by(request.viewer).with_labels().filter(state=MaterialState.RETURNED)
    rows = with_covers(request.viewer, mine.order_by("-updated_at", "-id")[:PAGE_SIZE], drafts=True)
    notes = last_returns(request.viewer, rows) if rows else {}
    for row in rows:
        row.return_notes = notes.get(row.public_id)  # type: ignore[attr-defined]
    return rows


def _chips(mine: QuerySet[LearningMaterial], wanted: str) -> list[dict[str, Any]]:
    """Tabs with counts; those without a work are left out, except the one shown."""
    counts = dict(mine.order_by().values_list("state").annotate(count=Count("pk")))
    chips = []
    for word, label, states in CHIPS:
        count = sum(counts.get(state, 0) for state in states) if states else sum(counts.values())
        if count or not word or word == wanted:
            url = f"?trang-thai={word}" if word else reverse("my_materials")
            chips.append({"label": label, "url": url, "selected": word == wanted, "count": count})
    return chips
