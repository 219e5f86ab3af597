"""Chains of review on pages: what holds for an organisation, and changing it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import Conflict, Refused
from repository.curation.chains import Step, chain_for, changes_of, drop_chain, set_chain
from repository.curation.components import chain_cards, chain_history
from repository.curation.forms import ChainForm
from repository.curation.policies import may_set_chain
from repository.curation.reviewable import REVIEWABLE
from repository.organisations.models import OrgUnit
from repository.organisations.requests import HouseRequest
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast

ROOM = "repository/curation"


def show(request: HouseRequest, unit_id: str = "") -> HttpResponse:
    """The chain of every kind of reviewed work, who decides today, and who changed it when."""
    unit = _unit(request, unit_id)
    return render(request, f"{ROOM}/chains.html", {"unit": unit, "cards": chain_cards(unit)})


def edit(request: HouseRequest, kind: str, unit_id: str = "") -> HttpResponse:
    """Steps are added, removed and moved on the page; saving puts the whole chain in force."""
    unit = _unit(request, unit_id)
    if kind not in REVIEWABLE:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = ChainForm(posted, steps=_offered(request, unit, kind), least=_least(request))
    answer: dict[str, Any] = {"base": request.POST.get("base") or chain_for(kind, unit).base}
    if form.act == "save":
        if not form.is_valid():
            answer["problem"] = _("Please look at the marked places.")
        elif done := _save(request, unit, kind, form, answer):
            return done
    context = {
        "unit": unit,
        "kind": kind,
        "label": REVIEWABLE[kind].label,
        "form": form,
        "back": _overview(unit),
        **answer,
    }
    return render(request, f"{ROOM}/chain_form.html", context, status=422 if "problem" in answer else 200)


def drop(request: HouseRequest, unit_id: str, kind: str) -> HttpResponse:
    """Back to the common chain."""
    unit = _unit(request, unit_id)
    if unit is None or kind not in REVIEWABLE:
        raise Http404
    try:
        drop_chain(request.user, unit=unit, kind=kind, base=request.POST.get("base", ""))
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=_overview(unit))
    toast(request, _("The common chain holds again for what is sent from now on."))
    return redirect(_overview(unit))


def _unit(request: HouseRequest, unit_id: str) -> OrgUnit | None:
    """The organisation whose chain the viewer may set, None for the house; 404 for everything else."""
    units = OrgUnit.objects.select_related("kind")
    unit = get_object_or_404(units, public_id=unit_id) if unit_id else None
    if not may_set_chain(request.viewer, unit):
        raise Http404
    return unit


def _save(
    request: HouseRequest, unit: OrgUnit | None, kind: str, form: ChainForm, answer: dict[str, Any]
) -> HttpResponse | None:
    """Where to go when it is stored; else what to say."""
    try:
        changed = set_chain(request.user, unit=unit, kind=kind, base=answer["base"], steps=form.steps())
    except Conflict as conflict:
        standing = chain_for(kind, unit)
        latest = chain_history(unit, kind)[:1]
        answer |= {"problem": str(conflict), "standing": standing, "latest": latest, "base": standing.base}
        return None
    except Refused as refusal:
        answer["problem"] = str(refusal)
        return None
    said = _("Saved. What is sent from now on goes through these steps; what is in review keeps its own.")
    toast(request, said if changed else _("These steps hold already: nothing was changed."))
    return redirect(_overview(unit))


def _offered(request: HouseRequest, unit: OrgUnit | None, kind: str) -> list[Step]:
    """The steps to start from: those in force, or those of an earlier chain (`tu`)."""
    wanted = request.GET.get("tu", "")
    for entry in changes_of(unit, kind) if wanted else ():
        if entry.details["chain"] == wanted:
            return [Step(**one) for one in entry.details["after"]]
    return chain_for(kind, unit).plan


def _least(request: HouseRequest) -> int:
    """How many rows the page had when a lapsed session interrupted it: the device fills them again."""
    text = request.GET.get("dong", "")
    return int(text) if text.isdecimal() and len(text) == 1 else 0


def _overview(unit: OrgUnit | None) -> str:
    return reverse("unit_chains", args=[unit.public_id]) if unit else reverse("house_chains")
