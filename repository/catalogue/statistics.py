"""Counts per school for the education office and the inspection: one query a figure, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from repository.catalogue.models import LearningMaterial, MaterialState, MaterialVersion, ShareGrant
from repository.curation.models import ReviewDecision
from repository.organisations.models import Membership, OrgUnit, Role
from repository.organisations.viewer import Viewer


@dataclass(frozen=True)
class SchoolCounts:
    """What one school has done: works and people."""

    school: OrgUnit
    approved: int
    shared: int
    in_review: int
    authors: int
    teachers: int


def schools_under(viewer: Viewer, *roles: str) -> QuerySet[OrgUnit]:
    """Schools at or below the units where the viewer holds one of `roles`."""
    reach = Q(pk__in=[])
    for held in viewer.held:
        if held.role in roles:
            reach |= Q(path__startswith=held.unit_path)
    return OrgUnit.objects.schools().filter(reach).select_related("parent").order_by("path")


def counts_per_school(schools: Iterable[OrgUnit]) -> list[SchoolCounts]:
    """Counts of every school, in the given order."""
    rows = list(schools)
    ids = [school.pk for school in rows]
    works = LearningMaterial.objects.filter(owner_org__in=ids, deleted_at__isnull=True)
    published = works.filter(live=True, current_version__isnull=False).exclude(state=MaterialState.WITHDRAWN)
    approved = _per_school(published)
    shared = _per_school(published.filter(pk__in=ShareGrant.objects.in_force().values("material")))
    waiting = _per_school(works.filter(state__in=[MaterialState.SUBMITTED, MaterialState.APPRAISED]))
    authors = _per_school(published, "created_by")
    teachers = _teachers(rows)
    return [
        SchoolCounts(
            school,
            approved.get(school.pk, 0),
            shared.get(school.pk, 0),
            waiting.get(school.pk, 0),
            authors.get(school.pk, 0),
            teachers.get(school.pk, 0),
        )
        for school in rows
    ]


def versions_as_of(school: OrgUnit, day: date) -> QuerySet[MaterialVersion]:
    """The version of each work that stood at the end of `day`."""
    until = end_of(day)
    standing = MaterialVersion.objects.filter(material__owner_org=school, approved_at__lte=until)
    newer = Q(
        material__versions__approved_at__gt=F("approved_at"), material__versions__approved_at__lte=until
    )
    return (
        standing.exclude(material__tombstone__at__lte=until)
        .annotate(newer=Count("material__versions", filter=newer))
        .filter(newer=0)
        .select_related("material", "approved_by", "material__created_by")
        .order_by("-approved_at", "-id")
    )


def decisions_as_of(school: OrgUnit, day: date) -> QuerySet[ReviewDecision]:
    """Every decision taken in the school until the end of `day`, newest first."""
    return (
        ReviewDecision.objects.filter(round__organisation=school, at__lte=end_of(day))
        .select_related("round", "round__submitted_by", "actor", "acting_for")
        .order_by("-id")
    )


def end_of(day: date) -> datetime:
    """The last moment of a day in the school's time zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _per_school(works: QuerySet[LearningMaterial], what: str = "pk") -> dict[int, int]:
    counted = works.order_by().values("owner_org").annotate(total=Count(what, distinct=True))
    return dict(counted.values_list("owner_org", "total"))


def _teachers(schools: list[OrgUnit]) -> dict[int, int]:
    """People with a teaching role in the school or a unit below it today."""
    roles = [Role.TEACHER, Role.HEAD, Role.DEPUTY_HEAD]
    held = Membership.objects.filter(role__in=roles).valid_on(timezone.localdate())
    pairs = set(held.values_list("user", "unit__path"))
    found: dict[int, set[int]] = {}
    by_path = {school.path: school.pk for school in schools}
    for user, path in pairs:
        parts = path.split("/")
        for cut in range(2, len(parts)):
            school = by_path.get("/".join(parts[:cut]) + "/")
            if school:
                found.setdefault(school, set()).add(user)
    return {school: len(users) for school, users in found.items()}
