"""Where a person's work belongs: the organisation that will own it and the subject group that appraises it."""

from __future__ import annotations

from dataclasses import dataclass

from repository.organisations.models import OrgUnit, path_ids
from repository.organisations.viewer import CONTRIBUTING_ROLES, Viewer


@dataclass(frozen=True)
class Place:
    """An organisation and, where the person belongs to one, a subject group in it."""

    organisation: OrgUnit
    subject_group: OrgUnit | None

    @property
    def key(self) -> str:
        """What a form sends back: public ids joined by a dot."""
        return f"{self.organisation.public_id}.{self.subject_group.public_id if self.subject_group else ''}"

    @property
    def label(self) -> str:
        """ "Tổ Toán, Trường THCS Nguyễn Du"."""
        parts = [self.subject_group.label] if self.subject_group else []
        return ", ".join([*parts, self.organisation.label])


def places_for(viewer: Viewer) -> list[Place]:
    """Every place this person may contribute to, from their own roles today; a delegate contributes for nobody else.

    A subject group stands for its school: whoever is in one is not also listed under the bare school.
    """
    own = {
        held.unit_id for held in viewer.held if held.acting_for is None and held.role in CONTRIBUTING_ROLES
    }
    if viewer.is_pupil or not own:
        return []
    wanted = own | {unit for held in viewer.held if held.unit_id in own for unit in path_ids(held.unit_path)}
    units = {unit.pk: unit for unit in OrgUnit.objects.filter(pk__in=wanted).select_related("kind")}
    groups = [
        Place(_organisation_above(unit, units, viewer), unit)
        for unit in units.values()
        if unit.pk in own and unit.kind.is_subject_group
    ]
    covered = {place.organisation.pk for place in groups}
    bare = [
        Place(unit, None)
        for unit in units.values()
        if unit.pk in own and not unit.kind.is_subject_group and unit.pk not in covered
    ]
    return sorted([*groups, *bare], key=lambda place: (place.organisation.path, place.label))


def _organisation_above(unit: OrgUnit, units: dict[int, OrgUnit], viewer: Viewer) -> OrgUnit:
    """The school on the way up; outside schools the unit directly above."""
    way = path_ids(unit.path)
    school = next((pk for pk in way if pk in viewer.school_ids), None)
    above = school or (way[-2] if len(way) > 1 else unit.pk)
    return units.get(above, unit)
