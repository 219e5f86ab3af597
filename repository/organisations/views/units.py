"""The tree of the organisation."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import Refused
from repository.organisations import policies, services
from repository.organisations.forms import LastDayForm
from repository.organisations.models import OrgUnit, path_ids
from repository.organisations.requests import HouseRequest
from repository.organisations.teaching import set_teaching
from repository.organisations.unit_forms import TeachingForm, UnitForm
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast

ROOM = "repository/organisations"


def tree(request: HouseRequest) -> HttpResponse:
    """Units of today down to the schools; subject groups stand on the school's own page."""
    groups = Count("children", filter=Q(children__kind__is_subject_group=True))
    units = OrgUnit.objects.valid_on(request.viewer.today).filter(kind__is_subject_group=False)
    ordered = sorted(
        units.select_related("kind").annotate(group_count=groups), key=lambda unit: path_ids(unit.path)
    )
    rows = [(unit, len(path_ids(unit.path)) - 1) for unit in ordered]
    return render(request, f"{ROOM}/unit_tree.html", {"rows": rows})


def show(request: HouseRequest, unit_id: str) -> HttpResponse:
    """One unit: where it stands, what stands below it."""
    unit = get_object_or_404(OrgUnit.objects.select_related("kind"), public_id=unit_id)
    above = OrgUnit.objects.filter(pk__in=unit.ancestor_ids[:-1]).order_by("path")
    context = {
        "unit": unit,
        "crumbs": [(one.label, reverse("unit_detail", args=[one.public_id])) for one in above]
        + [(unit.label, "")],
        "children": unit.children.select_related("kind").order_by("kind__order", "name"),
        "may_change": policies.administers(request.viewer, unit),
        "may_end": unit.parent is not None and policies.administers(request.viewer, unit.parent),
        "today": request.viewer.today,
        "last_day": LastDayForm(),
    }
    return render(request, f"{ROOM}/unit_detail.html", context)


def add(request: HouseRequest, unit_id: str) -> HttpResponse:
    """A new unit below this one."""
    parent = get_object_or_404(policies.administered_units(request.viewer), public_id=unit_id)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = services.add_unit(request.user, parent=parent, **form.cleaned_data)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            toast(request, _("The unit has been added."))
            return redirect("unit_detail", unit.public_id)
    return render(
        request,
        f"{ROOM}/unit_form.html",
        {"form": form, "parent": parent},
        status=422 if form.errors else 200,
    )


def teaching(request: HouseRequest, unit_id: str) -> HttpResponse:
    """The levels of a school, the subjects of a subject group."""
    mine = policies.administered_units(request.viewer).select_related("kind")
    unit = get_object_or_404(mine, public_id=unit_id)
    field = unit.teaching_field
    if not field:
        raise Http404
    form = TeachingForm(request.POST or None, initial={field: getattr(unit, field)})
    form.keep(field)
    if request.method == "POST" and form.is_valid():
        try:
            set_teaching(request.user, unit=unit, seen=form.seen, **form.cleaned_data)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            toast(request, _("What is taught here has been changed."))
            return redirect("unit_detail", unit.public_id)
    status = 422 if form.errors else 200
    return render(request, f"{ROOM}/unit_teaching.html", {"form": form, "unit": unit}, status=status)


def end(request: HouseRequest, unit_id: str) -> HttpResponse:
    """End a unit with a day; it stays in the record."""
    unit = get_object_or_404(policies.administered_units(request.viewer), public_id=unit_id)
    form = LastDayForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Please give the last day."))
        services.end_unit(request.user, unit=unit, last_day=form.cleaned_data["last_day"])
    except Refused as problem:
        return refusal_page(request, problem, back_url=reverse("unit_detail", args=[unit.public_id]))
    toast(request, _("The unit ends on that day."))
    return redirect("unit_detail", unit.public_id)
