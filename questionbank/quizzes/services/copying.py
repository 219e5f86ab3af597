"""A new edition: a draft with the same parts and questions, for another class or after something had to be mended."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from questionbank.papers.contents import parts_of
from questionbank.papers.models import Paper, PaperPart, PaperSlot
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.policies import is_author
from questionbank.quizzes.services.composing import PAPER_SETTINGS, TITLE_LENGTH, new_event
from repository.organisations.viewer import viewer_for

KEPT = ("minutes", "grace_seconds", "show_score", "show_answers", "guests")


@transaction.atomic
def copy_quiz(actor: User, *, quiz: Quiz) -> Quiz:
    """A draft of its author with everything but window, code, forms and classes that have closed. Questions are asked
    as they stand when it is published, not as the first edition froze them."""
    if not is_author(viewer_for(actor), quiz):
        raise NotAllowed(_("Only its author makes a new edition of a quiz."))
    kept = {name: getattr(quiz, name) for name in KEPT}
    kept |= {name: getattr(quiz.paper, name) for name in PAPER_SETTINGS}
    title = _("%(title)s (new edition)") % {"title": quiz.title}
    copy = new_event(actor, organisation=quiz.organisation, title=title[:TITLE_LENGTH], **kept)
    copy.class_groups.set(quiz.class_groups.filter(closed_at__isnull=True))
    for part in parts_of(quiz.paper):
        made = PaperPart.objects.create(
            paper=copy.paper,
            order=part.order,
            title=part.title,
            instruction=part.instruction,
            scoring_rules=part.scoring_rules,
        )
        PaperSlot.objects.bulk_create(
            PaperSlot(part=made, order=slot.order, question_id=slot.question_id, points=slot.points)
            for slot in part.slots.all()
        )
    record(actor, verb="quiz.copy", subject=copy.subject_key, of=quiz.subject_key)
    return copy


@transaction.atomic
def give_again(actor: User, *, quiz: Quiz) -> Quiz:
    """Another event of the same paper, as a draft: the same forms for other classes, another window, results of its own.

    A corrected key counts for all events of a paper. Raises NotAllowed, or Refused before the first is published.
    """
    if not is_author(viewer_for(actor), quiz):
        raise NotAllowed(_("Only its author gives a quiz again."))
    if quiz.paper.frozen_at is None:
        raise Refused(_("Publish this quiz first."), code="draft")
    kept = {name: getattr(quiz, name) for name in KEPT}
    again = Quiz.objects.create(
        title=quiz.title, author=actor, organisation_id=quiz.organisation_id, paper=quiz.paper, **kept
    )
    record(actor, verb="quiz.give_again", subject=again.subject_key, of=quiz.subject_key)
    return again


@transaction.atomic
def discard_draft(actor: User, *, quiz: Quiz) -> None:
    """Delete a draft; its questions stay in their banks. Raises Refused once the quiz has been published."""
    if not is_author(viewer_for(actor), quiz):
        raise NotAllowed(_("Only its author deletes a draft."))
    gone, _rows = Quiz.objects.filter(pk=quiz.pk, state=QuizState.DRAFT).delete()
    if not gone:
        raise Refused(_("This quiz has been published: its results are kept. You can close it."))
    Paper.objects.filter(pk=quiz.paper_id, frozen_at=None, quizzes=None).delete()
    record(actor, verb="quiz.discard", subject=quiz.subject_key, title=quiz.title)
