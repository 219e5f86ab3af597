"""What an act is about, fetched once for the view and for the question asked before it: 404 for whoever may not see it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from config.accounts.models import User
from repository.organisations import policies
from repository.organisations.models import ClassGroup, Delegation, Membership, RosterRun
from repository.organisations.requests import HouseRequest


def class_of(request: HouseRequest, class_id: str) -> ClassGroup:
    """A class that the viewer may see."""
    visible = policies.classes_visible_to(request.viewer).select_related("school", "school_year")
    return get_object_or_404(visible, public_id=class_id)


def pupils_in(request: HouseRequest, group: ClassGroup) -> QuerySet[User]:
    """Who sits in the class; of a class that has closed who sat in it at its end, leavers too."""
    sitting = group.enrolments.valid_on(group.day_shown(request.viewer.today))
    pupils = User.objects.filter(pk__in=sitting.values("pupil_id")).order_by("name_sort")
    return pupils if group.closed_at else pupils.filter(is_active=True)


def administered_role(request: HouseRequest, membership_id: str) -> Membership:
    """A role in a unit that the viewer administers."""
    mine = Membership.objects.filter(unit__in=policies.administered_units(request.viewer))
    return get_object_or_404(mine.select_related("user", "unit__kind"), public_id=membership_id)


def delegation_to_end(request: HouseRequest, delegation_id: str) -> Delegation:
    """A delegation that the viewer gave, or one in a unit that they administer."""
    reach = Q(from_user=request.user) | Q(unit__in=policies.administered_units(request.viewer))
    found = Delegation.objects.filter(reach).select_related("to_user", "unit")
    return get_object_or_404(found, public_id=delegation_id)


def administered_import(request: HouseRequest, run_id: str) -> RosterRun:
    """An import into a unit that the viewer administers."""
    runs = RosterRun.objects.filter(unit__in=policies.administered_units(request.viewer))
    return get_object_or_404(runs.select_related("unit"), public_id=run_id)
