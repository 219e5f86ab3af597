"""Delegations ("Ủy quyền"): who acts for me, and when."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import Refused
from repository.organisations import services
from repository.organisations.forms import DelegationForm
from repository.organisations.models import Delegation
from repository.organisations.requests import HouseRequest
from repository.organisations.views.fetching import delegation_to_end
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast

SHOWN = 100


def list_delegations(request: HouseRequest) -> HttpResponse:
    """What I have given and hold, and a form for a new one."""
    form = DelegationForm(request.viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = dict(form.cleaned_data)
        membership = wanted.pop("membership")
        try:
            services.delegate(request.user, unit=membership.unit, role=membership.role, **wanted)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            toast(request, _("The delegation has been recorded."))
            return redirect("delegation_list")
    mine = Delegation.objects.filter(Q(from_user=request.user) | Q(to_user=request.user))
    shown = mine.select_related("from_user", "to_user", "unit")[:SHOWN]
    context = {"form": form, "delegations": shown, "today": request.viewer.today}
    return render(
        request, "repository/organisations/delegation_list.html", context, status=422 if form.errors else 200
    )


def end(request: HouseRequest, delegation_id: str) -> HttpResponse:
    """End a delegation now."""
    delegation = delegation_to_end(request, delegation_id)
    try:
        services.end_delegation(request.user, delegation=delegation)
    except Refused as problem:
        return refusal_page(request, problem, back_url=reverse("delegation_list"))
    toast(request, _("The delegation has ended."))
    return redirect("delegation_list")
