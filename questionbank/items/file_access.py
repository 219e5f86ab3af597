"""Who may have which picture of a question: asked by the content host at each opening."""

from __future__ import annotations

from config.accounts.models import User
from media.files.delivery import FILE_GUARDS
from questionbank.items.checking import picture_ids
from questionbank.items.models import IncomingPicture, Question, QuestionPicture
from questionbank.items.pictures import PICTURE_GUARD
from questionbank.items.policies import may_read_draft
from questionbank.items.services.changes import KIND
from repository.curation.models import ReviewRound
from repository.organisations.viewer import Viewer, viewer_for


@FILE_GUARDS.register(PICTURE_GUARD)
def may_open_picture(guard_id: str, user: User | None) -> bool:
    """Whoever reads the work in progress sees all of it, colleagues what the approved version shows."""
    return visible_picture(viewer_for(user), guard_id) is not None


def visible_picture(viewer: Viewer, public_id: str) -> QuestionPicture | None:
    """The picture, if the viewer may see it now. Those who decide over the question see it with their round."""
    rows = QuestionPicture.objects.select_related("blob", "question__bank", "question__offered_to")
    picture = rows.filter(public_id=public_id, question__deleted_at__isnull=True).first()
    if picture is None or not viewer.is_staff:
        return None
    question = picture.question
    if may_read_draft(viewer, question) or _decides(viewer, question):
        return picture
    published = question.published
    if published is None or not Question.objects.visible_to(viewer).filter(pk=question.pk).exists():
        return None
    named = {
        *picture_ids(published.body),
        *(one for key in published.keys.all() for one in picture_ids(key.key)),
    }
    return picture if public_id in named else None


def incoming_picture(viewer: Viewer, public_id: str) -> IncomingPicture | None:
    """A picture that is not there yet, for those who may read the work in progress; only words are shown of it."""
    rows = IncomingPicture.objects.select_related("question__bank", "question__offered_to")
    picture = rows.filter(public_id=public_id, question__deleted_at__isnull=True).first()
    return picture if picture is not None and may_read_draft(viewer, picture.question) else None


def _decides(viewer: Viewer, question: Question) -> bool:
    rounds = ReviewRound.objects.waiting_for(viewer).filter(kind=KIND, subject_id=question.public_id)
    return rounds.exists()
