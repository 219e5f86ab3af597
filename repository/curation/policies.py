"""Who may decide, and in whose name; who may change a chain."""

from __future__ import annotations

from config.caches import remembered
from repository.curation.models import ReviewRound, ReviewStep
from repository.organisations.models import OrgUnit, Role
from repository.organisations.policies import administered_paths, leads_or_administers
from repository.organisations.viewer import GROUP_ROLES, REVIEW_ROLES, HeldRole, Viewer

ROLES_KEY, REMEMBERED_SECONDS = "curation.roles_with_steps", 60


def may_decide(viewer: Viewer, review_round: ReviewRound) -> bool:
    """The viewer holds the right role today and has not written the content."""
    return ReviewRound.objects.filter(pk=review_round.pk).waiting_for(viewer).exists()


def acting_role(viewer: Viewer, review_round: ReviewRound) -> HeldRole:
    """The role in which the viewer decides: an own one before a delegated one. Call only after `may_decide`.

    A leader who stands in for an author does so in their own name, not as the delegate of that author.
    """
    step = review_round.step
    if step is None:
        raise ValueError("a closed round has no step")
    fitting = [held for held in viewer.held if _fits(viewer, held, step.role, review_round)]
    if all(held.acting_for is not None for held in fitting):
        fitting += _standing_in(viewer, step.role, review_round)
    return min(fitting, key=lambda held: held.acting_for is not None)


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


def _fits(viewer: Viewer, held: HeldRole, step_role: str, review_round: ReviewRound) -> bool:
    if step_role in GROUP_ROLES:
        return held.role in GROUP_ROLES and held.unit_id == review_round.subject_group_id
    return held.role == step_role and viewer.holds_within(held, review_round.organisation_id)


def _standing_in(viewer: Viewer, step_role: str, review_round: ReviewRound) -> list[HeldRole]:
    if not ReviewRound.objects.filter(pk=review_round.pk).left_to_stand_in(viewer).exists():
        return []
    post = Role.PRINCIPAL if step_role == Role.VICE_PRINCIPAL else Role.VICE_PRINCIPAL
    return [
        held for held in viewer.held if held.role == post and held.unit_id == review_round.organisation_id
    ]
