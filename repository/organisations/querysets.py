"""Units, memberships and other dated rows by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

if TYPE_CHECKING:
    from repository.organisations.models import OrgUnit, SchoolYear
    from repository.organisations.viewer import Viewer


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with `valid_from` and `valid_to` (both days included)."""

    def valid_on(self, day: date) -> Self:
        """Rows that hold on `day`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class OrgUnitQuerySet(DatedQuerySet):
    """Units of the tree."""

    def schools(self) -> Self:
        """Units whose kind is a school."""
        return self.filter(kind__is_school=True)

    def subject_groups(self) -> Self:
        """Units whose kind is a subject group."""
        return self.filter(kind__is_subject_group=True)

    def below(self, unit: OrgUnit) -> Self:
        """`unit` and everything under it."""
        return self.filter(path__startswith=unit.path)


class PupilCardQuerySet(models.QuerySet[Any]):
    """Cards, and the cards before them."""

    def with_old_in_force(self) -> Self:
        """Those whose card before still opens the account."""
        return self.filter(old_until__gt=timezone.now())

    def end_old(self) -> int:
        """The cards before these open nothing any more; how many did."""
        return self.filter(old_until__isnull=False).update(old_pin_hash="", old_qr_hash="", old_until=None)

    def keep_old(self) -> int:
        """The cards before are the ones in force again, these are dropped; how many."""
        return self.with_old_in_force().update(
            pin_hash=F("old_pin_hash"),
            qr_hash=F("old_qr_hash"),
            old_pin_hash="",
            old_qr_hash="",
            old_until=None,
        )


class RosterRunQuerySet(models.QuerySet[Any]):
    """Imports."""

    def finished(self) -> Self:
        """Written, whether taken back since or not; newest first."""
        return self.filter(state__in=("done", "reverted"))


class ClassGroupQuerySet(models.QuerySet[Any]):
    """Classes."""

    def taught_by(self, viewer: Viewer) -> Self:
        """Classes the viewer teaches while holding a role at the school today: being on the list alone gives nothing."""
        return (
            self.filter(teachers=viewer.user, school__in=viewer.unit_ids) if viewer.is_staff else self.none()
        )

    def with_teachers_known(self) -> Self:
        """Each class's `has_teacher`."""
        teaching: Any = self.model._meta.get_field("teachers").remote_field.through
        rows = teaching._default_manager.filter(classgroup=OuterRef("pk"))
        return self.annotate(has_teacher=Exists(rows))

    def with_pupil_count(self, year: SchoolYear, today: date) -> Self:
        """Each class's `pupil_count`, on the day that `ClassGroup.day_shown` says; classes of one year."""
        sitting = Q(closed_at__isnull=True) & _seat_on(max(today, year.starts))
        sat = Q(closed_at__isnull=False) & _seat_on(year.ends)
        return self.annotate(pupil_count=Count("enrolments", filter=sitting | sat, distinct=True))


def _seat_on(day: date) -> Q:
    lasts = Q(enrolments__valid_to__isnull=True) | Q(enrolments__valid_to__gte=day)
    return Q(enrolments__valid_from__lte=day) & lasts


class DelegationQuerySet(DatedQuerySet):
    """Delegations."""

    def in_force_on(self, day: date) -> Self:
        """Not ended; the giver holds the role that day, and the delegate some role of staff at the same school.

        Whoever has left a school acts for nobody there, and nobody acts for those who have left.
        """
        path = models.CharField()
        held = self._related("unit", "memberships").valid_on(day)
        given = held.filter(user=OuterRef("from_user"), unit=OuterRef("unit"), role=OuterRef("role"))
        own = held.filter(user=OuterRef("to_user")).annotate(
            delegated=ExpressionWrapper(OuterRef("unit__path"), path)
        )
        schools = (
            self._related("unit")
            .filter(kind__is_school=True)
            .annotate(
                of_role=ExpressionWrapper(OuterRef("unit__path"), path),
                of_delegation=ExpressionWrapper(OuterRef("delegated"), path),
            )
        )
        shared = schools.filter(of_role__startswith=F("path"), of_delegation__startswith=F("path"))
        works = own.filter(Exists(shared) | Q(unit__path__startswith=F("delegated")))
        return self.valid_on(day).filter(Exists(given), Exists(works), ended_at__isnull=True)

    def _related(self, *steps: str) -> Any:
        model: Any = self.model
        for step in steps:
            model = model._meta.get_field(step).related_model
        return model._default_manager.all()


class MembershipQuerySet(DatedQuerySet):
    """Roles held."""

    def holding(self, *roles: str) -> Self:
        """Only these roles."""
        return self.filter(role__in=roles)
