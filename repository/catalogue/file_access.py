"""Who may have which file: the guards that the content host asks, at each opening, before it hands out a byte."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from config.accounts.models import User
from media.files.delivery import FILE_GUARDS, FileAccess
from repository.catalogue.covers import COVER_GUARD, DRAFT_GUARD
from repository.catalogue.models import LearningMaterial, MaterialFile
from repository.catalogue.policies import is_author, may_download
from repository.catalogue.querysets import LearningMaterialQuerySet
from repository.catalogue.showing import DOWNLOAD_GUARD, FILE_GUARD, ORIGINAL_GUARD
from repository.curation.models import ReviewRound
from repository.organisations.viewer import Viewer, viewer_for


@FILE_GUARDS.register(FILE_GUARD)
def may_open_file(guard_id: str, user: User | None) -> FileAccess:
    """A file of a version that is visible to the person now."""
    viewer = viewer_for(user)
    if MaterialFile.objects.visible_to(viewer).filter(public_id=guard_id).exists():
        return FileAccess.OPEN
    withdrawn = LearningMaterial.objects.tombstones_for(viewer).filter(versions__files__public_id=guard_id)
    return _gone_or_closed(withdrawn)


@FILE_GUARDS.register(DOWNLOAD_GUARD)
def may_keep_file(guard_id: str, user: User | None) -> FileAccess | bool:
    """The same, and the work may be downloaded by the person."""
    viewer = viewer_for(user)
    files = MaterialFile.objects.visible_to(viewer).select_related("version__material__licence")
    file = files.filter(public_id=guard_id).first()
    if file is None:
        return may_open_file(guard_id, user)
    return FileAccess.OPEN if may_download(viewer, file.version.material) else FileAccess.CLOSED


@FILE_GUARDS.register(DRAFT_GUARD)
def may_open_draft(guard_id: str, user: User | None) -> bool:
    """Files of work in progress: its author, those who watch over what was sent for review, and whoever decides it now."""
    return drafts_open_to(viewer_for(user)).filter(public_id=guard_id).exists()


def drafts_open_to(viewer: Viewer) -> LearningMaterialQuerySet:
    """Works in progress that the viewer may read: any role can hold a step of review, and reads what it decides."""
    waiting = ReviewRound.objects.waiting_for(viewer).filter(kind="material").values("subject_id")
    watched = LearningMaterial.objects.in_progress_for(viewer).values("pk")
    return LearningMaterial.objects.standing().filter(Q(pk__in=watched) | Q(public_id__in=waiting))


@FILE_GUARDS.register(ORIGINAL_GUARD)
def may_have_original(guard_id: str, user: User | None) -> FileAccess:
    """The bytes as they were uploaded, with all that a camera noted: the work's author, nobody else."""
    viewer = viewer_for(user)
    own = LearningMaterial.objects.in_progress_for(viewer).filter(public_id=guard_id).first()
    return FileAccess.ORIGINAL if own is not None and is_author(viewer, own) else FileAccess.CLOSED


@FILE_GUARDS.register(COVER_GUARD)
def may_open_cover(guard_id: str, user: User | None) -> FileAccess:
    """The picture in lists: whoever sees the published work."""
    viewer = viewer_for(user)
    if _published(viewer, guard_id).exists():
        return FileAccess.OPEN
    return _gone_or_closed(LearningMaterial.objects.tombstones_for(viewer).filter(public_id=guard_id))


def _published(viewer: Viewer, public_id: str) -> QuerySet[LearningMaterial]:
    return LearningMaterial.objects.published_to(viewer).filter(public_id=public_id)


def _gone_or_closed(withdrawn: QuerySet[LearningMaterial]) -> FileAccess:
    return FileAccess.GONE if withdrawn.exists() else FileAccess.CLOSED
