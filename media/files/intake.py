"""From the last byte to a checked file: hash and store in one pass, inspect in a child, accept or reject.

Every step may be cut off by kill -9 and is then done again: the part file goes away only after the row knows
its blob, and the row turns READY only after text and findings are stored.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from config.errors import HouseError
from config.jobs.services import enqueue
from media.files import cleaning, parts, sections
from media.files.models import BlobState, CleanState, StoredBlob, Upload, UploadState
from media.formats import problems
from media.formats.base import Finding, Inspection
from media.formats.registry import FORMATS
from media.formats.sandbox import inspect_in_child
from media.storage.base import NotStored, StoredFile, blob_key
from media.storage.stores import blob_store

log = logging.getLogger(__name__)

PREVIEWS = "media.previews.render"
_DECIDED = ("handler", "handler_version", "media_type", "inspection", "state", "clean_state", "cleaned_by")
Progress = Callable[[int, str], None]


class PartLost(HouseError):
    """The bytes of an upload are gone although the row counts them as arrived."""


def take_in(upload: Upload, progress: Progress) -> None:
    """Check one completely received upload; harmless for any other state."""
    if upload.state != UploadState.CHECKING:
        return
    progress(5, _("Storing the file"))
    blob = _stored(upload)
    progress(45, _("Checking the content"))
    with blob_store().local_copy(blob_key(blob.sha256)) as path:
        inspection = inspect_in_child(path, upload.name)
        if inspection.accepted and blob.cleaned_by < cleaning.CLEANER:
            progress(70, _("Taking out positions"))
            cleaning.clean(blob, path, handler=inspection.handler)
            if blob.clean_state == CleanState.REFUSED:
                inspection.findings.append(problems.NOT_CLEANED.at())
    progress(90, _("Checking the content"))
    if inspection.accepted:
        _accept(upload, blob, inspection)
    else:
        reject(upload, inspection.findings)


def reject(upload: Upload, findings: list[Finding], *, error: str = "") -> None:
    """Keep the sentences, delete the bytes unless somebody else holds the same ones."""
    blob = upload.blob
    rows = [finding_row(finding) for finding in findings]
    Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKING).update(
        state=UploadState.REJECTED, blob=None, findings=rows, error=error
    )
    parts.forget_part(upload.public_id)
    if blob is not None:
        forget_blob(blob)


def forget_blob(blob: StoredBlob) -> bool:
    """Delete row and bytes if nobody holds them; True when they are gone. The row is locked meanwhile, so that an
    upload of the same content either is seen here or stores its bytes anew."""
    try:
        with transaction.atomic():
            row = StoredBlob.objects.select_for_update(of=("self",)).unheld().filter(pk=blob.pk).first()
            if row is None:
                return False
            row.uploads.filter(state=UploadState.TAKEN).delete()
            row.delete()
            blob_store().delete_blob(row.sha256)
    except ProtectedError:
        log.warning("blob %s is still referred to and stays", blob.pk)
        return False
    return True


def finding_row(finding: Finding) -> dict[str, object]:
    """A finding as it is kept on an upload; the sentence is made when it is shown."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "where": finding.where,
        "params": dict(finding.params),
    }


def _stored(upload: Upload) -> StoredBlob:
    """The blob of the upload, its bytes in the store; the part file goes once the row knows the blob."""
    with contextlib.suppress(NotStored), parts.opened(upload.public_id, upload.length) as part:
        blob = _note_blob(upload, _adopted(part))
        # Between "stored" and "noted" somebody may have thrown the same content away: then it is stored again.
        if not blob_store().exists(blob_key(blob.sha256)):
            _adopted(part)
        parts.forget_part(upload.public_id)
        return blob
    if upload.blob is None or not blob_store().exists(blob_key(upload.blob.sha256)):
        raise PartLost(upload.public_id)
    return upload.blob


def _note_blob(upload: Upload, stored: StoredFile) -> StoredBlob:
    with transaction.atomic():
        blob, _new = StoredBlob.objects.get_or_create(sha256=stored.sha, defaults={"size": stored.size})
        Upload.objects.filter(pk=upload.pk).update(blob=blob)
    upload.blob = blob
    return blob


def _adopted(part: Path) -> StoredFile:
    """Store the bytes under a second name, so that the part file survives until the row is written."""
    second = part.with_suffix(".adopt")
    second.unlink(missing_ok=True)
    try:
        os.link(part, second)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV}:
            raise
        with part.open("rb") as source:
            return blob_store().put(source)
    try:
        return blob_store().adopt(second)
    finally:
        with contextlib.suppress(OSError):
            second.unlink(missing_ok=True)


def _accept(upload: Upload, blob: StoredBlob, inspection: Inspection) -> None:
    version = FORMATS[inspection.handler].version
    if blob.state != BlobState.READY or (blob.handler, blob.handler_version) != (inspection.handler, version):
        blob.handler, blob.handler_version, blob.media_type = (
            inspection.handler,
            version,
            inspection.media_type,
        )
        sections.write(blob, inspection.sections)
        blob.inspection = {key: value for key, value in inspection.to_json().items() if key != "sections"}
        blob.state = BlobState.READY
    expires = timezone.now() + timedelta(days=settings.UPLOAD_EXPIRY_DAYS)
    rows = [finding_row(finding) for finding in inspection.findings]
    with transaction.atomic():
        blob.save(update_fields=_DECIDED)
        done = Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKING).update(
            state=UploadState.READY, blob=blob, findings=rows, error="", expires_at=expires
        )
        if done:
            enqueue(PREVIEWS, actor=upload.owner, subject=f"blob:{blob.sha256}", unique=True, blob=blob.pk)
    if not done:  # given up meanwhile
        forget_blob(blob)


def sweep_blobs(*, days: int, limit: int = 200) -> int:
    """Two phases, `days` apart: mark what nobody holds, delete what was marked long ago; how many were deleted."""
    now = timezone.now()
    StoredBlob.objects.held().filter(unheld_since__isnull=False).update(unheld_since=None)
    StoredBlob.objects.unheld().filter(unheld_since__isnull=True).update(unheld_since=now)
    old = StoredBlob.objects.marked_before(now - timedelta(days=days)).order_by("unheld_since")[:limit]
    return sum(forget_blob(blob) for blob in old)


def sweep_uploads(*, limit: int = 200) -> int:
    """Forget uploads that nobody attached to anything in time; how many."""
    gone = 0
    for upload in Upload.objects.expired().order_by("expires_at")[:limit]:
        deleted, _rows = Upload.objects.filter(pk=upload.pk).exclude(state=UploadState.TAKEN).delete()
        parts.forget_part(upload.public_id)
        gone += bool(deleted)
    leftovers = parts.leftover_ids()
    known = set(Upload.objects.filter(public_id__in=leftovers).values_list("public_id", flat=True))
    for keeps in parts.PART_KEEPERS:
        known |= keeps(leftovers)
    for public_id in leftovers - known:
        parts.forget_part(public_id)
    return gone
