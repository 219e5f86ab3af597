"""The librarian's screens: share, stop sharing, withdraw, and the shelf of what is approved."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import Refused
from repository.catalogue.models import LearningMaterial, ShareGrant
from repository.catalogue.policies import may_share, may_withdraw
from repository.catalogue.services.sharing import end_grant, resume_grant, share
from repository.catalogue.sharing_form import SharingForm, WithdrawForm
from repository.curation.lifecycle import retire
from repository.organisations.models import Role
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page, refused
from repository.shell.toasts import toast

PAGE = 50


def library_desk(request: HouseRequest) -> HttpResponse:
    """Approved materials of the librarian's units: first those that nobody else can see yet."""
    units = request.viewer.units_with(Role.LIBRARIAN)
    published = LearningMaterial.objects.published_to(request.viewer).filter(owner_org__in=units)
    in_force = ShareGrant.objects.in_force()
    return render(
        request,
        "repository/catalogue/library_desk.html",
        {
            "unshared": published.exclude(grants__in=in_force)
            .with_labels()
            .order_by("-published_at", "-id")[:PAGE],
            "grants": in_force.filter(material__in=published)
            .select_related("material", "unit", "group", "granted_by")
            .order_by(F("valid_until").asc(nulls_last=True), "-id")[:PAGE],
        },
    )


def share_material(request: HouseRequest, public_id: str) -> HttpResponse:
    """Form and list of the grants in force."""
    material = _published(request, public_id)
    if not may_share(request.viewer, material):
        return refused(
            request,
            reason=_("Only the school's librarian shares, and only what has been approved."),
            status=403,
        )
    form = SharingForm(request.POST if request.method == "POST" else None, material=material)
    if request.method == "POST" and form.is_valid():
        try:
            share(request.user, material=material, terms=form.terms())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("Shared: %(title)s") % {"title": material.title})
            return redirect("share_material", public_id)
    grants = material.grants.in_force().select_related("unit", "group", "granted_by")
    context = {"material": material, "form": form, "grants": grants}
    return render(request, "repository/catalogue/share.html", context, status=400 if form.errors else 200)


def end_sharing(request: HouseRequest, public_id: str, grant_id: str) -> HttpResponse:
    """Stop one grant at once."""
    material = _published(request, public_id)
    grant = get_object_or_404(material.grants.select_related("material"), public_id=grant_id)
    try:
        end_grant(request.user, grant=grant)
    except Refused as refusal:
        return refusal_page(request, refusal)
    undo = reverse("resume_sharing", args=[public_id, grant_id])
    toast(request, _("No longer shared: %(title)s") % {"title": material.title}, undo_url=undo)
    return redirect("share_material", public_id)


def resume_sharing(request: HouseRequest, public_id: str, grant_id: str) -> HttpResponse:
    """Undo: the grant holds again as it was."""
    material = _published(request, public_id)
    grant = get_object_or_404(material.grants.select_related("material"), public_id=grant_id)
    try:
        resume_grant(request.user, grant=grant)
    except Refused as refusal:
        return refusal_page(request, refusal)
    toast(request, _("Shared again: %(title)s") % {"title": material.title})
    return redirect("share_material", public_id)


def withdraw_material(request: HouseRequest, public_id: str) -> HttpResponse:
    """Ask for a reason, then take the work out of use."""
    material = _published(request, public_id)
    if not may_withdraw(request.viewer, material):
        return refused(
            request, reason=_("Only the librarian or the head of the school can withdraw this."), status=403
        )
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        retire(request.user, work=material, reason=data["reason"], show_title=data["show_title"])
        toast(request, _("Withdrawn: %(title)s") % {"title": material.title})
        return redirect("library_desk")
    status = 400 if form.errors else 200
    return render(
        request, "repository/catalogue/withdraw.html", {"material": material, "form": form}, status=status
    )


def _published(request: HouseRequest, public_id: str) -> LearningMaterial:
    works = LearningMaterial.objects.published_to(request.viewer).select_related(
        "owner_org", "licence", "created_by"
    )
    return get_object_or_404(works, public_id=public_id)
