"""What an administrator's places still lack before a school can work there: said on their home page until it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repository.organisations import policies
from repository.organisations.models import ClassGroup, OrgUnit, SchoolYear
from repository.organisations.viewer import Viewer
from repository.organisations.years import may_make_years, to_roll_over


@dataclass(frozen=True)
class ToSetUp:
    """One thing that is missing, why it is needed, and the page that makes it."""

    label: str
    why: str
    url: str
    icon: str


def missing_for(viewer: Viewer) -> list[ToSetUp]:
    """In the order in which it can be done; empty for everybody else, and where all is set up."""
    paths = policies.administered_paths(viewer)
    if not paths:
        return []
    schools = policies.administered_units(viewer).schools().valid_on(viewer.today)
    if not schools.exists():
        return [_first_school(paths)]
    years = SchoolYear.objects.filter(ends__gte=viewer.today)
    if not years.exists():
        return [_year()] if may_make_years(viewer) else []
    found = [_roll_over()] if to_roll_over(viewer).exists() else []
    classes = ClassGroup.objects.filter(school__in=schools, closed_at__isnull=True, school_year__in=years)
    if not classes.exists():
        return found or [_people(), _classes()]
    return found + _teachers(classes.filter(teachers__isnull=True).count())


def _first_school(paths: list[str]) -> ToSetUp:
    place = OrgUnit.objects.get(path=min(paths, key=len))
    why = _("Schools, and below each its subject groups: everybody works in one of them.")
    return ToSetUp(_("Add the first school"), why, reverse("unit_detail", args=[place.public_id]), "school")


def _year() -> ToSetUp:
    why = _("Classes belong to a year, and there is none now or to come.")
    return ToSetUp(_("Add a school year"), why, reverse("year_add"), "calendar")


def _roll_over() -> ToSetUp:
    why = _("The year of some classes is over.")
    return ToSetUp(_("Move the classes up"), why, reverse("school_year"), "calendar")


def _people() -> ToSetUp:
    why = _("One by one, or a whole school by its roster.")
    return ToSetUp(_("Add the people"), why, reverse("people_list"), "people")


def _classes() -> ToSetUp:
    return ToSetUp(_("Add the classes"), _("Then their pupils and cards."), reverse("school_year"), "book")


def _teachers(count: int) -> list[ToSetUp]:
    if not count:
        return []
    label = ngettext("%(count)d class has no teacher yet", "%(count)d classes have no teacher yet", count)
    why = _("Only the teachers of a class give it tests and print its cards.")
    return [ToSetUp(label % {"count": count}, why, reverse("school_year"), "people")]
