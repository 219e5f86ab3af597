"""Who may change a chain, and whose desk is shown at all. Who may decide: `deciding.DECIDING`."""

from __future__ import annotations

from config.caches import remembered
from repository.curation.models import ReviewRound, ReviewStep
from repository.organisations.models import OrgUnit
from repository.organisations.policies import administered_paths, leads_or_administers
from repository.organisations.viewer import REVIEW_ROLES, Viewer

ROLES_KEY, REMEMBERED_SECONDS = "curation.roles_with_steps", 60


def may_set_chain(viewer: Viewer, unit: OrgUnit | None) -> bool:
    """Leaders and administrators for their organisation; the house's default is the administrators' of the whole house."""
    if unit is None:
        roots = OrgUnit.objects.filter(parent__isnull=True)
        return roots.filter(path__in=administered_paths(viewer)).exists()
    return not unit.kind.is_subject_group and leads_or_administers(viewer, unit)


def has_review_work(viewer: Viewer) -> bool:
    """Reviews by post, or something has come to a step that a role of theirs decides.

    Asked for every page: of roles that hold no step anywhere, which are nearly all, nothing more is asked.
    """
    if not viewer.is_staff or viewer.has_role(*REVIEW_ROLES):
        return viewer.is_staff
    return viewer.has_role(*roles_with_steps()) and ReviewRound.objects.at_steps_of(viewer).exists()


def roles_with_steps() -> frozenset[str]:
    """Roles that hold a step of some chain; what another process changed is known here within a minute."""
    known: frozenset[str] | None = remembered.get(ROLES_KEY)
    if known is None:
        known = frozenset(ReviewStep.objects.order_by().values_list("role", flat=True).distinct())
        remembered.set(ROLES_KEY, known, REMEMBERED_SECONDS)
    return known
