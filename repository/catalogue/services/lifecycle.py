"""End of life: a bin of 30 days for drafts, withdrawal with a tombstone for what was published."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish import UnpublishAction

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from config.notices.services import notify
from config.spelling import looks_empty, tidy_line
from media.files.services import release
from repository.catalogue.models import LearningMaterial, MaterialState, Tombstone, Usage
from repository.catalogue.policies import is_author, may_delete, may_withdraw
from repository.catalogue.services.changes import announce
from repository.curation.models import ReviewRound
from repository.curation.services import withdraw_round
from repository.organisations.viewer import viewer_for


@transaction.atomic
def move_to_bin(actor: User, *, material: LearningMaterial) -> None:
    """Hide a draft for 30 days before it is really deleted; an open hand-in is taken back."""
    if not may_delete(viewer_for(actor), material):
        raise NotAllowed(_("What has been published is withdrawn by the librarian, not deleted."))
    for review_round in ReviewRound.objects.open().filter(kind="material", subject_id=material.public_id):
        withdraw_round(actor, review_round=review_round)
    LearningMaterial.objects.filter(pk=material.pk).update(
        deleted_at=timezone.now(), state=MaterialState.DRAFT
    )
    material.refresh_from_db()
    record(actor, verb="material.bin", subject=material.subject_key)
    announce([material])


@transaction.atomic
def restore_from_bin(actor: User, *, material: LearningMaterial) -> None:
    """Undo `move_to_bin`."""
    if not is_author(viewer_for(actor), material):
        raise NotAllowed(_("Only the author can take this out of the bin."))
    LearningMaterial.objects.filter(pk=material.pk).update(deleted_at=None)
    material.refresh_from_db()
    record(actor, verb="material.restore", subject=material.subject_key)
    announce([material])


@transaction.atomic
def withdraw(
    actor: User,
    *,
    material: LearningMaterial,
    reason: str,
    successor: LearningMaterial | None = None,
    show_title: bool = True,
) -> Tombstone:
    """Take a published work out of use: grants end, its address answers 410, those who keep it are told."""
    if not may_withdraw(viewer_for(actor), material):
        raise NotAllowed(_("Only the librarian or the head of the school can withdraw this."))
    if looks_empty(reason):
        raise Refused(_("Please give a reason: it is shown under the old address."), code="reason_missing")
    for review_round in ReviewRound.objects.open().filter(kind="material", subject_id=material.public_id):
        withdraw_round(review_round.submitted_by, review_round=review_round)
    UnpublishAction(material, user=actor, log_action=False).execute(skip_permission_checks=True)
    LearningMaterial.objects.filter(pk=material.pk).update(state=MaterialState.WITHDRAWN)
    stone = Tombstone.objects.create(
        material=material,
        reason=tidy_line(reason)[:300],
        show_title=show_title,
        successor=successor,
        by=actor,
    )
    material.refresh_from_db()
    record(actor, verb="material.withdraw", subject=material.subject_key, reason=reason)
    announce([material])
    _tell_users(material, reason)
    return stone


@transaction.atomic
def empty_bin() -> int:
    """Delete drafts that have lain in the bin for 30 days; returns how many. Called by the ticker."""
    due = LearningMaterial.objects.filter(
        deleted_at__lt=timezone.now() - timedelta(days=settings.BIN_DAYS), current_version__isnull=True
    )
    count = 0
    for material in due[:100]:
        record(None, verb="material.delete", subject=material.subject_key)
        release(holder=material.subject_key)
        material.revisions.all().delete()
        material.delete()
        count += 1
    return count


def _tell_users(material: LearningMaterial, reason: str) -> None:
    owners = [
        usage.owner
        for usage in Usage.objects.filter(material=material).select_related("owner")
        if usage.owner
    ]
    notify(
        [material.created_by, *owners],
        kind="material.withdrawn",
        subject=material.subject_key,
        text=_("Withdrawn: %(title)s. Reason: %(reason)s") % {"title": material.title, "reason": reason},
    )
