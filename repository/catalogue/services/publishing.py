"""Publishing: exactly the revision that was approved becomes the current version, frozen with files and passages."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Revision

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.audit.services import record
from config.notices.services import tell
from media.files.services import hold, sections_of
from repository.catalogue.models import (
    LearningMaterial,
    MaterialFile,
    MaterialPassage,
    MaterialState,
    MaterialVersion,
    Usage,
)
from repository.catalogue.services.changes import announce
from repository.catalogue.snapshot import snapshot_of
from repository.curation.models import ReviewRound

PASSAGE_CHUNK = 500


@transaction.atomic
def publish_revision(
    material: LearningMaterial,
    revision: Revision,
    *,
    review_round: ReviewRound | None,
    approved_by: User | None,
) -> MaterialVersion:
    """Make `revision` the published state and freeze it as a version. Doing it twice gives the same version."""
    if existing := MaterialVersion.objects.filter(revision_id=revision.pk).first():
        return existing
    PublishRevisionAction(revision, user=approved_by, log_action=False).execute(skip_permission_checks=True)
    material = LearningMaterial.objects.get(pk=material.pk)
    version = _freeze(material, revision, review_round, approved_by)
    LearningMaterial.objects.filter(pk=material.pk).update(
        state=MaterialState.APPROVED,
        current_version=version,
        published_at=material.published_at or version.approved_at,
    )
    material.refresh_from_db()
    announce([material])
    entry = record(approved_by, verb="material.publish", subject=material.subject_key, version=version.number)
    _tell_users_of_older_version(material, version, entry)
    return version


def _freeze(
    material: LearningMaterial, revision: Revision, review_round: ReviewRound | None, approved_by: User | None
) -> MaterialVersion:
    snapshot = snapshot_of(material)
    last = material.versions.order_by("-number").first()
    version = MaterialVersion.objects.create(
        material=material,
        number=last.number + 1 if last else 1,
        revision_id=revision.pk,
        metadata=asdict(snapshot),
        digest=snapshot.digest,
        change_note=review_round.message[:300] if review_round and last else "",
        is_correction=last is not None,
        round_id=review_round.public_id if review_round else "",
        approved_by=approved_by,
        approved_at=timezone.now(),
    )
    for entry in material.manifest.all():
        file = MaterialFile.objects.create(
            version=version,
            entry_id=entry.public_id,
            role=entry.role,
            name=entry.name,
            blob=entry.blob,
            ordinal=entry.ordinal,
        )
        hold(entry.blob, holder=f"version:{version.pk}")
        _freeze_passages(version, file)
    return version


def _freeze_passages(version: MaterialVersion, file: MaterialFile) -> None:
    MaterialPassage.objects.bulk_create(
        (
            MaterialPassage(
                version=version,
                file=file,
                anchor=section.anchor,
                ordinal=section.ordinal,
                title=section.title[:255],
                text=section.text,
            )
            for section in sections_of(file.blob)
        ),
        batch_size=PASSAGE_CHUNK,
    )


def _tell_users_of_older_version(
    material: LearningMaterial, version: MaterialVersion, entry: AuditEntry
) -> None:
    if version.number == 1:
        return
    usages = Usage.objects.filter(material=material).exclude(owner=None).select_related("owner")
    keepers = [usage.owner for usage in usages if usage.owner and usage.owner_id != material.created_by_id]
    tell(keepers, kind="material.newer", entry=entry, url=reverse("material", args=[material.public_id]))
