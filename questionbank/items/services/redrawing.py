"""What the job does with a stranger's picture: draws it anew in the sandbox, or remembers why it cannot. Jobs only.

No view may come here (`tests/architecture/test_drawing.py`). Every step may be cut off and is then done again.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.jobs.models import Job
from media.files import parts
from media.files.cleaning import OURS
from media.files.models import BlobState, StoredBlob
from media.files.services import hold
from media.formats.base import Inspection, Limits, Metadata, Severity
from media.formats.handlers.image import PICTURE_IN_TEXT
from media.formats.registry import FORMATS
from media.formats.sandbox import PreviewFailed, inspect_in_child, previews_in_child
from media.storage.base import NotStored
from media.storage.stores import blob_store
from questionbank.items.models import IncomingPicture, Question, QuestionPicture
from questionbank.items.services.pictures import MOST_BYTES, REDRAW
from questionbank.items.services.writing import settle_draft
from repository.curation.lifecycle import locked

WEBP = "image/webp"
HANDLER = "image"
LIMITS = Limits(file_bytes=MOST_BYTES, cpu_seconds=30, wall_seconds=60)
"""Somebody waits: less than what a picture of a material may cost."""
DUE_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Drawn:
    """Re-encoded bytes in the store, not yet known to any row."""

    sha: str
    size: int
    width: int
    height: int


class NoPicture(Exception):
    """It cannot be drawn; `code` and `params` say why."""

    def __init__(self, code: str, params: dict[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code, self.params = code, params or {}


def redraw(incoming: IncomingPicture) -> QuestionPicture | None:
    """The picture, drawn anew and held by its question; None when it was refused. Harmless when done already."""
    if not IncomingPicture.objects.waiting().filter(pk=incoming.pk).exists():
        parts.forget_part(incoming.part_name)
        return QuestionPicture.objects.filter(public_id=incoming.public_id).first()
    try:
        with parts.opened(incoming.part_name) as original:
            drawn = _drawn_anew(original)
    except NotStored:
        refuse(incoming, "lost")
        return None
    except NoPicture as problem:
        refuse(incoming, problem.code, problem.params)
        return None
    picture = _take_over(incoming, drawn)
    parts.forget_part(incoming.part_name)
    return picture


def refuse(incoming: IncomingPicture, code: str, params: dict[str, str | int] | None = None) -> None:
    """Remember why, and let the bytes go."""
    IncomingPicture.objects.refuse(incoming.pk, code, params)
    parts.forget_part(incoming.part_name)


def end_left_behind() -> int:
    """Pictures whose job has given up are refused, refusals nobody looks at any more forgotten; how many."""
    now = timezone.now()
    ended = 0
    for row in IncomingPicture.objects.waiting().filter(created_at__lt=now - DUE_AFTER):
        if not Job.objects.open().filter(kind=REDRAW, subject=row.subject_key).exists():
            refuse(row, "failed")
            ended += 1
    old = IncomingPicture.objects.refused().filter(created_at__lt=now - timedelta(days=settings.BIN_DAYS))
    return ended + old.delete()[0]


@parts.PART_KEEPERS.register("question_picture")
def parts_still_needed(names: set[str]) -> set[str]:
    """The bytes of pictures that wait, however long."""
    return {row.part_name for row in IncomingPicture.objects.waiting()} & names


@transaction.atomic
def _take_over(incoming: IncomingPicture, drawn: Drawn) -> QuestionPicture | None:
    """Instead of the waiting row: from now on the text that names it is complete. None: its question is gone."""
    question = Question.objects.filter(incoming_pictures=incoming.pk).first()
    if question is None:
        return None
    row = locked(question)
    if not IncomingPicture.objects.waiting().filter(pk=incoming.pk).delete()[0]:
        return QuestionPicture.objects.filter(public_id=incoming.public_id).first()
    blob = _blob_of(drawn)
    hold(blob, holder=row.subject_key)
    picture = QuestionPicture.objects.create(
        public_id=incoming.public_id, question=row, blob=blob, alt=incoming.alt
    )
    settle_draft(row, by=incoming.added_by)
    return picture


def _drawn_anew(original: Path) -> Drawn:
    """WebP, at most 1200 px, nothing of its metadata."""
    _require_sound(original)
    with tempfile.TemporaryDirectory(prefix="hoclieu-picture-") as folder:
        try:
            made = previews_in_child(original, HANDLER, Path(folder), [PICTURE_IN_TEXT], LIMITS)
        except PreviewFailed:
            made = []
        if not made:
            raise NoPicture("unreadable")
        with (Path(folder) / PICTURE_IN_TEXT).open("rb") as file:
            stored = blob_store().put(file)
    return Drawn(stored.sha, stored.size, made[0].width, made[0].height)


def _require_sound(original: Path) -> None:
    with original.open("rb") as file:
        head = file.read(4096)
    name = f"picture{FORMATS[HANDLER].extensions_for(head)[0]}"
    inspection = inspect_in_child(original, name, LIMITS)
    for finding in inspection.findings:
        if finding.severity is Severity.ERROR:
            raise NoPicture(finding.code, dict(finding.params))


def _blob_of(drawn: Drawn) -> StoredBlob:
    """The row of the bytes; the same picture added twice is kept once. Call inside the transaction that holds it."""
    size = Metadata(width=drawn.width, height=drawn.height)
    inspection = Inspection(handler=HANDLER, media_type=WEBP, metadata=size).to_json()
    blob, _new = StoredBlob.objects.get_or_create(
        sha256=drawn.sha,
        defaults={
            "size": drawn.size,
            "handler": HANDLER,
            "handler_version": FORMATS[HANDLER].version,
            "media_type": WEBP,
            "state": BlobState.READY,
            **OURS,
            "inspection": {name: value for name, value in inspection.items() if name != "sections"},
        },
    )
    return blob
