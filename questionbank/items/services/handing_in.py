"""Offering a question to the school's bank, through the same review as learning materials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import NotAllowed, Refused
from config.spelling import tidy
from questionbank.items.models import Bank, Question, QuestionState, QuestionVersion
from questionbank.items.policies import HANDED_IN, may_edit
from questionbank.items.services.changes import (
    KIND,
    announce,
    editors_since_publication,
    locked,
    open_rounds,
    require_edit,
)
from questionbank.items.services.freezing import freeze_version
from questionbank.items.snapshot import digest_of
from questionbank.items.wording import spoken_title
from repository.catalogue.places import Place, places_for
from repository.curation.models import ReviewRound
from repository.curation.services import HandIn, open_round, withdraw_round
from repository.curriculum.models import Subject
from repository.organisations.viewer import viewer_for


@dataclass
class Offered:
    """What became of several questions: those handed in, and sentences for those that were not, with their questions."""

    handed_in: list[Question] = field(default_factory=list)
    refused: list[tuple[Question, str]] = field(default_factory=list)


@transaction.atomic
def offer_to_bank(actor: User, *, question: Question, bank: Bank, message: str = "") -> ReviewRound:
    """Freeze the latest work and hand it in for the bank of a school.

    A second click finds the round of the first one. Raises Refused (codes "not_ready", "incomplete", "unchanged").
    """
    row = locked(question)
    require_edit(actor, row)
    place = _place(actor, bank, row.subject)
    if row.state in HANDED_IN and (standing := next(iter(open_rounds(row)), None)):
        return standing
    version, key = freeze_version(actor, question=row)
    if missing := missing_words(row):
        raise Refused(_("Still missing: %(fields)s.") % {"fields": ", ".join(missing)}, code="incomplete")
    if row.published_id == version.pk and row.bank_id == bank.pk:
        raise Refused(_("Nothing has changed since the approved version."), code="unchanged")
    review_round = open_round(
        actor,
        hand_in=HandIn(
            kind=KIND,
            subject_id=row.public_id,
            title=_title(row, version),
            frozen={"version": version.pk, "key": key.number, "bank": bank.pk},
            digest=digest_of(row, version, key),
            organisation=place.organisation,
            subject_group=place.subject_group,
            editors=editors_since_publication(row),
            message=tidy(message).strip()[:1000],
        ),
    )
    Question.objects.filter(pk=row.pk).update(
        state=QuestionState.SUBMITTED,
        offered_to=bank,
        subject_group=place.subject_group,
        updated_at=timezone.now(),
    )
    announce([row])
    return review_round


def offer_many(actor: User, *, questions: Iterable[Question], bank: Bank, message: str = "") -> Offered:
    """Each on its own: what is not ready does not hold the others back."""
    offered = Offered()
    for question in questions:
        try:
            offer_to_bank(actor, question=question, bank=bank, message=message)
        except Refused as refusal:
            offered.refused.append((question, str(refusal)))
        else:
            offered.handed_in.append(question)
    return offered


@transaction.atomic
def take_back(actor: User, *, question: Question) -> None:
    """Take an open hand-in back, to go on working. Harmless when there is none."""
    row = locked(question)
    if not may_edit(viewer_for(actor), row):
        raise NotAllowed(_("Only the author can take this back."))
    for review_round in open_rounds(row):
        withdraw_round(actor, review_round=review_round)


def missing_words(question: Question) -> list[str]:
    """What the school's bank needs to know before a question can be handed in."""
    needed = (
        (question.subject_id, _("subject")),
        (question.grade_id, _("grade")),
        (question.level, _("level")),
    )
    return [str(label) for filled, label in needed if not filled]


def _place(actor: User, bank: Bank, subject: Subject | None) -> Place:
    """The school behind the bank and the group that appraises the subject there."""
    places = [one for one in places_for(viewer_for(actor)) if one.organisation.pk == bank.unit_id]
    if not places:
        raise NotAllowed(_("You cannot hand in questions there."))
    code = subject.code if subject else ""
    fitting = [one for one in places if one.subject_group and code in one.subject_group.subject_codes]
    return (fitting or places)[0]


def _title(question: Question, version: QuestionVersion) -> str:
    return spoken_title(version) or _("Question %(id)s") % {"id": question.public_id}
