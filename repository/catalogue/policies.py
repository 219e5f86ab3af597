"""May they? Rights over one material; which materials exist for a viewer at all is `visible_to`."""

from __future__ import annotations

from repository.catalogue.models import LearningMaterial, MaterialState, ShareGrant
from repository.organisations.models import Role
from repository.organisations.viewer import LEADER_ROLES, Viewer

EDITABLE = frozenset(
    {
        MaterialState.DRAFT,
        MaterialState.RETURNED,
        MaterialState.SUBMITTED,
        MaterialState.APPRAISED,
        MaterialState.APPROVED,
    }
)


def is_author(viewer: Viewer, material: LearningMaterial) -> bool:
    """Made it, and works today where it belongs: authorship ends with the last role there."""
    made = viewer.user is not None and viewer.user.pk == material.created_by_id
    return made and viewer.works_in(material.owner_org_id)


def may_edit(viewer: Viewer, material: LearningMaterial) -> bool:
    """The author, while the work stands; an edit after sending for review takes the round back."""
    standing = material.state in EDITABLE and material.deleted_at is None
    return is_author(viewer, material) and viewer.is_staff and standing


def may_watch(viewer: Viewer, material: LearningMaterial) -> bool:
    """May read drafts, older versions and history: the rule of `in_progress_for`, said for one row at hand."""
    if viewer.user is None or viewer.is_pupil:
        return False
    if is_author(viewer, material):
        return True
    units = {material.owner_org_id, material.subject_group_id}
    return material.state != MaterialState.DRAFT and bool(units & viewer.staff_unit_ids)


def may_share(viewer: Viewer, material: LearningMaterial) -> bool:
    """Librarians of the owner share what is published; its licence must allow it (asked by the service)."""
    return material.is_published and material.owner_org_id in viewer.units_with(Role.LIBRARIAN)


def may_withdraw(viewer: Viewer, material: LearningMaterial) -> bool:
    """Librarians and leaders of the owner take a published work out of use."""
    keepers = viewer.units_with(Role.LIBRARIAN, *LEADER_ROLES)
    return material.is_published and material.owner_org_id in keepers


def may_delete(viewer: Viewer, material: LearningMaterial) -> bool:
    """The author bins what was never published; published works are withdrawn instead."""
    return may_edit(viewer, material) and material.current_version_id is None


def may_download(viewer: Viewer, material: LearningMaterial) -> bool:
    """Own staff always; own pupils when the licence says so; others when a grant in force and the licence say so."""
    own = material.owner_org_id in viewer.unit_ids
    if material.owner_org_id in viewer.staff_unit_ids or (own and not viewer.is_pupil):
        return True
    if material.licence and not material.licence.allows_download:
        return False
    if own:
        return True
    known: bool | None = getattr(material, "download_granted", None)  # `with_download_for` has asked already
    if known is not None:
        return known
    return (
        ShareGrant.objects.in_force().reaching(viewer).filter(material=material, may_download=True).exists()
    )
