"""Adding pictures to a question, and saying what they show."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Refused
from config.spelling import tidy_line
from media.files.services import UploadedBytes, hold
from questionbank.items.models import Question, QuestionPicture
from questionbank.items.pictures import blob_of, take_in
from questionbank.items.services.changes import locked, require_edit

MOST_PICTURES = 60


def add_picture(actor: User, *, question: Question, upload: UploadedBytes, alt: str = "") -> QuestionPicture:
    """The picture, stored anew and held by the question, ready to be named in its text. Raises Refused in words."""
    require_edit(actor, Question.objects.select_related("bank").get(pk=question.pk))
    if question.pictures.count() >= MOST_PICTURES:
        raise Refused(
            _("A question holds at most %(limit)d pictures.") % {"limit": MOST_PICTURES}, code="too_many"
        )
    stored = take_in(upload)
    with transaction.atomic():
        row = locked(question)
        require_edit(actor, row)
        blob = blob_of(stored)
        hold(blob, holder=row.subject_key)
        picture = QuestionPicture.objects.create(question=row, blob=blob, alt=tidy_line(alt)[:300])
        record(actor, verb="question.picture", subject=row.subject_key, picture=picture.public_id)
    return picture
