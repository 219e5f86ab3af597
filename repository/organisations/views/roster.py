"""Importing a roster: template, upload, preview of every problem, commit."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from config.errors import Refused
from repository.organisations import policies
from repository.organisations.forms import RosterForm
from repository.organisations.models import ClassGroup, OrgUnit, RosterRun
from repository.organisations.requests import HouseRequest
from repository.organisations.roster import commit_roster, revert_roster, start_roster
from repository.organisations.roster_check import plan_roster
from repository.organisations.roster_sheet import RosterSheets, read_roster, template_workbook
from repository.organisations.roster_staff import ROLE_WORDS
from repository.organisations.views.fetching import administered_import
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast

ROOM = "repository/organisations"
SHOWN = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(request: HouseRequest) -> HttpResponse:
    """Choose the unit and the filled template; nothing is written but the rows to look at."""
    form = RosterForm(request.viewer, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        unit, file = form.cleaned_data["unit"], form.cleaned_data["file"]
        try:
            run = start_roster(request.user, unit=unit, file_name=file.name, sheets=_read(file))
        except Refused as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("roster_preview", run.public_id)
    done = RosterRun.objects.filter(unit__in=policies.administered_units(request.viewer)).finished()
    context = {"form": form, "runs": done.select_related("unit", "actor")[:SHOWN]}
    return render(request, f"{ROOM}/roster_upload.html", context, status=422 if form.errors else 200)


def template(request: HouseRequest) -> HttpResponse:
    """The empty roster for a unit, with the words it accepts."""
    unit = get_object_or_404(
        policies.administered_units(request.viewer), public_id=request.GET.get("unit", "")
    )
    roles = [word for word, role in ROLE_WORDS.items() if policies.may_grant(request.viewer, role, unit)]
    groups = OrgUnit.objects.below(unit).subject_groups().valid_on(request.viewer.today)
    classes = ClassGroup.objects.filter(school=unit, closed_at__isnull=True)
    content = template_workbook(
        unit.code, unit.name, roles, [group.name for group in groups], [group.name for group in classes]
    )
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="danh-sach-{unit.code}.xlsx"'
    return response


@never_cache
def preview(request: HouseRequest, run_id: str) -> HttpResponse:
    """Every row and every problem; the commit writes all or nothing and shows the one-time passwords once."""
    runs = RosterRun.objects.filter(actor=request.user).select_related("unit__kind")
    run = get_object_or_404(runs, public_id=run_id)
    if request.method == "POST":
        try:
            result = commit_roster(request.user, run=run, answers=request.POST.dict())
        except Refused as problem:
            return refusal_page(request, problem, back_url=reverse("roster_upload"))
        return render(
            request, f"{ROOM}/one_time_passwords.html", {"accounts": result.accounts, "result": result}
        )
    waiting = run.state == RosterRun.State.WAITING
    plan = (
        plan_roster(request.user, unit=run.unit, sheets=RosterSheets.from_json(run.rows)) if waiting else None
    )
    status = 422 if plan and plan.problems else 200
    return render(request, f"{ROOM}/roster_preview.html", {"run": run, "plan": plan}, status=status)


def revert(request: HouseRequest, run_id: str) -> HttpResponse:
    """Takes an import back; what was changed by hand since stays."""
    run = administered_import(request, run_id)
    try:
        kept = revert_roster(request.user, run=run)
    except Refused as problem:
        return refusal_page(request, problem, back_url=reverse("roster_upload"))
    if kept:
        toast(
            request,
            _("The import has been taken back, but for %(count)d changes made since.") % {"count": kept},
        )
    else:
        toast(request, _("The import has been taken back."))
    return redirect("roster_upload")


def _read(file: UploadedFile) -> RosterSheets:
    """The guard works on a path; the copy is gone when this returns."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return read_roster(Path(copy.name))
