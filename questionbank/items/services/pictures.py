"""Adding pictures to a question: their bytes are kept and a job is asked to draw them anew. Nothing is decoded here."""

from __future__ import annotations

import contextlib

from django.db import transaction
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Refused
from config.jobs.services import enqueue
from config.spelling import tidy_line
from media.files import parts
from media.files.services import UploadedBytes
from media.formats.base import MEGABYTE
from media.formats.registry import FORMATS
from media.storage.base import NotStored
from questionbank.items.models import IncomingPicture, Question
from questionbank.items.services.changes import require_edit
from repository.curation.lifecycle import locked

MOST_BYTES = 10 * MEGABYTE
MOST_PICTURES = 60
REDRAW = "questionbank.items.picture"
READ_BYTES = 64 * 1024


def add_picture(actor: User, *, question: Question, upload: UploadedBytes, alt: str = "") -> IncomingPicture:
    """Keep a picture and ask for it to be drawn; its id can be named in the text at once. Raises Refused in words."""
    require_edit(actor, Question.objects.select_related("bank").get(pk=question.pk))
    _require_room(question)
    _require_picture(upload)
    picture = IncomingPicture(question=question, added_by=actor, alt=tidy_line(alt)[:300])
    parts.keep_whole(picture.part_name, upload.chunks(READ_BYTES), size=upload.size or 0)
    try:
        with transaction.atomic():
            row = locked(question)
            require_edit(actor, row)
            _require_room(row)
            _await_drawing(picture)
            record(actor, verb="question.picture", subject=row.subject_key, picture=picture.public_id)
    except BaseException:
        parts.forget_part(picture.part_name)
        raise
    return picture


def add_twin(actor: User, waiting: IncomingPicture, question: Question) -> IncomingPicture:
    """The same picture for a copy of its question, waiting too. Call inside a transaction that has locked its question."""
    twin = IncomingPicture(question=question, added_by=actor, alt=waiting.alt)
    # Lost on the server otherwise, which its job will say.
    with contextlib.suppress(NotStored), parts.opened(waiting.part_name) as original:
        parts.keep_whole(twin.part_name, [original.read_bytes()], size=original.stat().st_size)
    _await_drawing(twin)
    return twin


def _await_drawing(picture: IncomingPicture) -> None:
    picture.save(force_insert=True)
    enqueue(REDRAW, subject=picture.subject_key, picture=picture.pk)


def _require_room(question: Question) -> None:
    count = question.pictures.count() + question.incoming_pictures.waiting().count()
    if count >= MOST_PICTURES:
        raise Refused(
            _("A question holds at most %(limit)d pictures.") % {"limit": MOST_PICTURES}, code="too_many"
        )


def _require_picture(upload: UploadedBytes) -> None:
    """By size and first bytes. The content decides, not the name: a screenshot from the clipboard has none."""
    if (upload.size or 0) > MOST_BYTES:
        raise Refused(
            _("The picture is larger than 10 MB. Make it smaller and add it again."), code="too_large"
        )
    head = next(iter(upload.chunks(READ_BYTES)), b"")[:4096]
    if not FORMATS["image"].detect(head, "", ()):
        raise Refused(_("This is not a picture we can take. Use JPEG, PNG, GIF or WebP."), code="kind")
