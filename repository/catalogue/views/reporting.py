"""What the education office counts and what an inspection reads. Nothing here changes anything."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.catalogue.models import LearningMaterial
from repository.catalogue.statistics import counts_per_school, decisions_as_of, schools_under, versions_as_of
from repository.organisations.models import OrgUnit, Role
from repository.organisations.requests import HouseRequest
from repository.shell.spreadsheets import xlsx_response

LIST_LIMIT = 200


class DayForm(forms.Form):
    """The day as of which an inspection reads."""

    ngay = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def day(self) -> date:
        """The day asked for; today when nothing sensible was asked."""
        today = timezone.localdate()
        chosen = self.cleaned_data.get("ngay") if self.is_valid() else None
        return min(chosen, today) if chosen else today


def statistics(request: HouseRequest) -> HttpResponse:
    """Counts per school of the officer's area; `?tep=xlsx` gives the same as a spreadsheet."""
    rows = counts_per_school(schools_under(request.viewer, Role.CITY_OFFICER))
    if request.GET.get("tep") == "xlsx":
        header = [_("School"), _("Approved"), _("Shared"), _("In review"), _("Authors"), _("Teachers")]
        table = [
            (row.school.name, row.approved, row.shared, row.in_review, row.authors, row.teachers)
            for row in rows
        ]
        return xlsx_response("hoc-lieu-theo-truong", header, table)
    totals = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("approved", "shared", "in_review", "authors", "teachers")
    }
    return render(request, "repository/catalogue/statistics.html", {"rows": rows, "totals": totals})


def inspection(request: HouseRequest) -> HttpResponse:
    """The schools that this inspection may read."""
    rows = counts_per_school(schools_under(request.viewer, Role.INSPECTOR))
    return render(request, "repository/catalogue/inspection.html", {"rows": rows})


def inspect_school(request: HouseRequest, public_id: str) -> HttpResponse:
    """Everything of a school as of a day: what was in force, what was decided by whom, what is being reviewed."""
    school: OrgUnit = get_object_or_404(schools_under(request.viewer, Role.INSPECTOR), public_id=public_id)
    form = DayForm(request.GET)
    day = form.day()
    sent = LearningMaterial.objects.in_progress_for(request.viewer).filter(
        owner_org=school, created_at__date__lte=day
    )
    context = {
        "school": school,
        "form": DayForm(initial={"ngay": day}),
        "day": day,
        "is_today": day == timezone.localdate(),
        "versions": versions_as_of(school, day)[:LIST_LIMIT],
        "decisions": decisions_as_of(school, day)[:LIST_LIMIT],
        "in_review": sent.exclude(state="approved").with_labels()[:LIST_LIMIT],
    }
    return render(request, "repository/catalogue/inspect_school.html", context)
