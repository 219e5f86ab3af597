"""Offering a question to the school's bank, through the same review as learning materials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import NotAllowed, Refused
from questionbank.items.models import Bank, Question, QuestionVersion
from questionbank.items.wording import spoken_title
from repository.curation.lifecycle import submit
from repository.curriculum.models import Subject
from repository.organisations.places import Place, places_for
from repository.organisations.viewer import viewer_for


@dataclass
class Offered:
    """What became of several questions: those sent, and sentences for those that were not, with their questions."""

    sent: list[Question] = field(default_factory=list)
    refused: list[tuple[Question, str]] = field(default_factory=list)


def offer_many(actor: User, *, questions: Iterable[Question], bank: Bank, message: str = "") -> Offered:
    """Each on its own: what is not ready does not hold the others back."""
    offered = Offered()
    for question in questions:
        try:
            submit(actor, work=question, to=bank, message=message)
        except Refused as refusal:
            offered.refused.append((question, str(refusal)))
        else:
            offered.sent.append(question)
    return offered


def missing_words(question: Question) -> list[str]:
    """What the school's bank needs to know before a question can be sent for review."""
    needed = (
        (question.subject_id, _("subject")),
        (question.grade_id, _("grade")),
        (question.level, _("level")),
    )
    return [str(label) for filled, label in needed if not filled]


def place_behind(actor: User, bank: Bank, subject: Subject | None) -> Place:
    """The school behind the bank and the group that appraises the subject there."""
    places = [one for one in places_for(viewer_for(actor)) if one.organisation.pk == bank.unit_id]
    if not places:
        raise NotAllowed(_("You cannot send questions there."))
    code = subject.code if subject else ""
    fitting = [one for one in places if one.subject_group and code in one.subject_group.subject_codes]
    return (fitting or places)[0]


def title_of(question: Question, version: QuestionVersion) -> str:
    """What the round is called."""
    return spoken_title(version) or _("Question %(id)s") % {"id": question.public_id}
