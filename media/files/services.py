"""What can be done with uploads and blobs: begin, continue, give up, take over, hold and let go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Conflict, NotAllowed, Refused
from config.jobs.services import enqueue
from media.files import parts, sections, tokens
from media.files.admission import file_name, require_kind_and_size
from media.files.models import BlobRef, StoredBlob, Upload, UploadState
from media.files.quota import require_quota
from media.files.tus import Checksum
from media.formats.base import Section
from media.formats.text import clean_line

READ_BYTES = 64 * 1024  # as much as a hung line may hold back
INTAKE = "media.files.intake"


@dataclass(frozen=True)
class TakenFile:
    """A checked file that now belongs to a holder."""

    name: str
    blob: StoredBlob


class UploadedBytes(Protocol):
    """What a form field hands over (`django.core.files.uploadedfile.UploadedFile`)."""

    name: str | None

    @property
    def size(self) -> int | None:
        """In bytes, where the browser told it."""

    def chunks(self, chunk_size: int | None = None, /) -> Iterable[Any]:
        """The bytes, in pieces."""


def upload_token(actor: User, *, quota_holder: str) -> str:
    """A token for the upload element of a page; it outlives the web session by design (7 days).

    `quota_holder` is the key of the school on whose account the files count, e.g. "unit:k7m2x9qd4hvr".
    """
    return tokens.make_token(actor, quota_holder=quota_holder)


def begin_upload(
    actor: User, *, name: str, length: int, purpose: str = "material", quota_holder: str
) -> Upload:
    """Make room for a file of `length` bytes. Raises Refused before the first byte travels: kind, size, quota, disk.

    A file always counts on some school's account: without one (no Upload-Token) nothing begins.
    """
    if actor.is_pupil or not actor.is_active:
        raise NotAllowed(_("This account cannot upload files."))
    if not quota_holder:
        raise NotAllowed(_("Please reload the page and try again."))
    name = file_name(name)
    require_kind_and_size(name, length)
    parts.require_room(length)
    with transaction.atomic():
        require_quota(actor, quota_holder=quota_holder, length=length)
        return Upload.objects.create(
            owner=actor,
            name=name,
            length=length,
            purpose=clean_line(purpose, 40) or "material",
            quota_holder=quota_holder,
            expires_at=upload_expiry(),
        )


def receive_part(
    actor: User,
    *,
    upload: Upload,
    offset: int,
    size: int,
    read: Callable[[int], bytes],
    checksum: Checksum | None = None,
) -> int:
    """Append up to `size` bytes that `read(n)` gives, from `offset` on; the new offset, all of it safely on disk.

    A line cut in between keeps what has arrived, unless the part has a checksum: then all of it or nothing.
    Raises Conflict (another offset, another writer), OutOfRoom, Refused (code "gone", "too_large", "checksum").
    """
    _require_receiving(actor, upload)
    if offset != upload.offset:
        raise Conflict(_("This part has already arrived by another way."), code="offset")
    if size > upload.length - offset:
        raise Refused(_("More data arrived than the file has."), code="too_large")
    parts.require_room(size)
    with parts.appender(upload.public_id, offset) as part:
        part.begin(lambda: _offset_now(upload))
        try:
            _append(upload, part, size, read, checksum)
        except Refused:
            part.roll_back()
            raise
    return part.offset


def _append(
    upload: Upload, part: parts.Appender, size: int, read: Callable[[int], bytes], checksum: Checksum | None
) -> None:
    left, since_commit = size, 0
    while left and (data := _read(read, min(READ_BYTES, left))):
        part.write(data)
        left, since_commit = left - len(data), since_commit + len(data)
        if checksum is not None:
            checksum.update(data)
        elif since_commit >= settings.UPLOAD_PART_BYTES and left:
            part.commit(lambda now: _note_offset(upload, now))
            since_commit = 0
    if checksum is not None:
        checksum.require_match()
    part.commit(lambda now: _note_offset(upload, now))


def _read(read: Callable[[int], bytes], size: int) -> bytes:
    """An end of the line is an end like any other: what came before it counts."""
    try:
        return read(size)
    except OSError:
        return b""


def receive_plain(
    actor: User, *, uploaded_file: UploadedBytes, purpose: str = "material", quota_holder: str
) -> Upload:
    """A file from an ordinary form, for browsers without scripts; the same checks, then the same way on."""
    upload = begin_upload(
        actor,
        name=uploaded_file.name or "",
        length=uploaded_file.size or 0,
        purpose=purpose,
        quota_holder=quota_holder,
    )
    try:
        with parts.appender(upload.public_id, 0) as part:
            part.begin(lambda: _offset_now(upload))
            for data in uploaded_file.chunks(READ_BYTES):
                part.write(data)
            part.commit(lambda now: _note_offset(upload, now))
    except Refused:
        _remove(upload)
        raise
    upload.refresh_from_db()
    return upload


def cancel_upload(actor: User, *, upload: Upload) -> None:
    """Give an upload up. What had not been checked yet is deleted now, a checked file by the sweep."""
    if upload.owner_id != actor.pk:
        raise NotAllowed(_("Only the person who uploaded this file can remove it."))
    if upload.state == UploadState.TAKEN:
        raise Conflict(_("This file is already in use."))
    _remove(upload)


def take_uploads(actor: User, *, public_ids: Sequence[str], holder: str) -> list[TakenFile]:
    """Hand checked uploads over to `holder` ("kind:public_id"), in the given order, all of them or none.

    Only the person's own, only READY ones; anything else raises Refused with the name of the file.
    """
    taken: list[TakenFile] = []
    with transaction.atomic():
        mine = {
            upload.public_id: upload
            for upload in Upload.objects.of(actor).filter(public_id__in=public_ids).select_related("blob")
        }
        for public_id in dict.fromkeys(public_ids):
            upload = mine.get(public_id)
            if upload is None:
                raise Refused(_("One of the files was not found. Please upload it again."), code="unknown")
            taken.append(TakenFile(upload.name, _take(upload, holder)))
    return taken


def hold(blob: StoredBlob, *, holder: str) -> None:
    """Note that `holder` ("kind:public_id") needs these bytes; harmless when noted already."""
    BlobRef.objects.get_or_create(blob=blob, holder=holder)
    StoredBlob.objects.filter(pk=blob.pk, unheld_since__isnull=False).update(unheld_since=None)


def release(*, holder: str, keep: Iterable[StoredBlob] = ()) -> None:
    """`holder` needs its bytes no longer, except those in `keep`; they are swept 30 days after the last holder left."""
    BlobRef.objects.filter(holder=holder).exclude(blob__in=[blob.pk for blob in keep]).delete()


def sections_of(blob: StoredBlob) -> list[Section]:
    """The text of the file by page, slide or chapter, with anchors; empty for pictures, scans and videos."""
    return sections.read(blob)


def _take(upload: Upload, holder: str) -> StoredBlob:
    moved = Upload.objects.filter(pk=upload.pk, state=UploadState.READY).update(state=UploadState.TAKEN)
    if not moved or upload.blob is None:
        raise Conflict(_refusal_to_take(upload))
    hold(upload.blob, holder=holder)
    return upload.blob


def _refusal_to_take(upload: Upload) -> str:
    sentences = {
        UploadState.RECEIVING: _("“%(name)s” has not arrived completely yet."),
        UploadState.CHECKING: _("“%(name)s” is still being checked. Please wait a moment."),
        UploadState.REJECTED: _("“%(name)s” was not accepted. Remove it or upload another file."),
    }
    return sentences.get(UploadState(upload.state), _("“%(name)s” is already in use.")) % {
        "name": upload.name
    }


def upload_expiry() -> datetime:
    """When an upload that nobody finishes or uses is forgotten."""
    return timezone.now() + timedelta(days=settings.UPLOAD_EXPIRY_DAYS)


def require_unexpired(upload: Upload) -> None:
    """Raise Refused (code "gone") when the upload was left unfinished for more than its seven days."""
    if upload.is_expired(timezone.now()):
        raise Refused(_("This upload was left unfinished for too long. Please begin again."), code="gone")


def _require_receiving(actor: User, upload: Upload) -> None:
    if upload.owner_id != actor.pk:
        raise NotAllowed(_("This upload belongs to somebody else."))
    require_unexpired(upload)
    if upload.state != UploadState.RECEIVING:
        raise Conflict(_("This file has already arrived."), code="offset")


def _offset_now(upload: Upload) -> int:
    row = (
        Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING)
        .values_list("offset", flat=True)
        .first()
    )
    return -1 if row is None else row


def _note_offset(upload: Upload, offset: int) -> bool:
    """Advance the row from the offset we know; the last byte also sends the file on to be checked."""
    known, is_last = upload.offset, offset >= upload.length
    changes = {"offset": offset, "expires_at": upload_expiry()}
    if is_last:
        changes["state"] = UploadState.CHECKING
    with transaction.atomic():
        row = Upload.objects.filter(pk=upload.pk, offset=known, state=UploadState.RECEIVING)
        if not row.update(**changes):
            return False
        if is_last:
            enqueue(INTAKE, actor=upload.owner, subject=upload.subject_key, unique=True, upload=upload.pk)
    upload.offset = offset
    return True


def _remove(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).exclude(state=UploadState.TAKEN).delete()
    parts.forget_part(upload.public_id)
