"""School years: adding one, and moving a school's classes up into it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from config.errors import Refused
from repository.organisations import policies, years
from repository.organisations.forms import RollOverForm, SchoolYearForm
from repository.organisations.requests import HouseRequest
from repository.shell.toasts import toast

ROOM = "repository/organisations"


def add(request: HouseRequest) -> HttpResponse:
    """A new school year, by an administrator of the whole city."""
    if not years.may_make_years(request.viewer):
        raise PermissionDenied
    form = SchoolYearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            year = years.add_school_year(request.user, **form.cleaned_data)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            toast(request, _("The school year %(code)s has been added.") % {"code": year.code})
            return redirect("school_year")
    return render(request, f"{ROOM}/year_form.html", {"form": form}, status=422 if form.errors else 200)


def roll_over(request: HouseRequest, unit_id: str) -> HttpResponse:
    """Every class of the year that is over, with what it becomes; done at once or not at all."""
    school = get_object_or_404(policies.administered_units(request.viewer).schools(), public_id=unit_id)
    moves = years.proposed_moves(school, request.viewer.today)
    form = RollOverForm(moves, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = years.roll_over(request.user, school=school, names=form.names())
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            words = {"classes": done.classes, "moved": done.moved, "left": done.left}
            toast(request, _("%(classes)d classes closed; %(moved)d pupils moved up, %(left)d left.") % words)
            return redirect("school_year")
    context = {"form": form, "school": school, "moves": moves}
    return render(request, f"{ROOM}/roll_over.html", context, status=422 if form.errors else 200)
