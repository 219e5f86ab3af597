"""Composing a draft: its settings, the words and rules of its parts, points and order, saved together.

Every change names the edit number it was made from: whoever comes second, in another tab, is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.spelling import tidy_line
from questionbank.papers.contents import parts_of
from questionbank.papers.models import Paper, PaperPart, PaperSlot
from questionbank.papers.services.arranging import count_edit, open_for_edit, part_title
from questionbank.quizzes.giving import classes_for
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.policies import may_compose, may_create
from questionbank.types.base import JSON
from repository.organisations.models import ClassGroup, OrgUnit
from repository.organisations.viewer import Viewer, viewer_for

TITLE_LENGTH = 200
PAPER_SETTINGS = ("shuffle_questions", "shuffle_options", "forms_count", "rounding_step")


@dataclass(frozen=True)
class Settings:
    """Everything about a quiz but its questions."""

    title: str
    class_groups: tuple[ClassGroup, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int = 15
    shuffle_questions: bool = False
    shuffle_options: bool = True
    forms_count: int = 1
    show_score: str = "after_release"
    show_answers: str = "after_release"
    guests: str = "listed"

    @property
    def event_fields(self) -> dict[str, object]:
        """What stands in the quiz's own row."""
        own = {name: value for name, value in vars(self).items() if name != "class_groups"}
        return {name: value for name, value in own.items() if name not in PAPER_SETTINGS}

    @property
    def paper_fields(self) -> dict[str, object]:
        """What stands in the row of its paper."""
        return {"title": self.title} | {
            name: getattr(self, name) for name in PAPER_SETTINGS if name in vars(self)
        }


@dataclass(frozen=True)
class PartEdit:
    """A part as its author left it; `slots` are (public id, points) in their new order, wherever they stood before.

    `scoring_rules` is {type key: what the type's `read_rule` takes}; a missing type means its default.
    """

    part_id: int
    title: str
    instruction: str = ""
    scoring_rules: dict[str, JSON] = field(default_factory=dict)
    slots: tuple[tuple[str, Decimal], ...] = ()


@transaction.atomic
def create_quiz(actor: User, *, title: str) -> Quiz:
    """A new draft with one empty part, in the person's school."""
    viewer = viewer_for(actor)
    if not may_create(viewer):
        raise NotAllowed(_("Your account cannot make quizzes."))
    quiz = new_event(actor, organisation=_home(viewer), title=tidy_line(title)[:TITLE_LENGTH])
    PaperPart.objects.create(paper=quiz.paper, order=1, title=part_title(1))
    record(actor, verb="quiz.create", subject=quiz.subject_key)
    return quiz


def new_event(author: User, *, organisation: OrgUnit, title: str, **kept: Any) -> Quiz:
    """A draft with a paper of its own, both without parts; call inside a transaction.

    The paper takes the event's number as long as the release before this one reads papers by the number of their event.
    """
    of_paper = {name: kept.pop(name) for name in PAPER_SETTINGS if name in kept}
    quiz = Quiz.objects.create(author=author, organisation=organisation, title=title, **kept)
    quiz.paper = Paper.objects.create(
        pk=quiz.pk, author=author, organisation=organisation, title=title, **of_paper
    )
    quiz.save(update_fields=["paper"])
    return quiz


@transaction.atomic
def save_composition(
    actor: User, *, quiz: Quiz, edit_number: int, settings: Settings, parts: Sequence[PartEdit]
) -> Quiz:
    """Write what differs; nothing differs: nothing is written and no number is raised.

    Raises Conflict when another tab was faster, or when the parts and slots named are not those that stand.
    """
    paper = quiz.paper
    standing = parts_of(paper)
    is_moved = False
    if paper.frozen_at is None:
        _check_same_rows(standing, parts)
        is_moved = _apply(standing, parts)
    of_event = _changes(quiz, settings.event_fields)
    of_paper = {} if paper.frozen_at else _changes(paper, settings.paper_fields)
    classes = set(quiz.class_groups.values_list("pk", flat=True))
    is_given = classes != {one.pk for one in settings.class_groups}
    if not (of_event or of_paper or is_moved or is_given):
        return quiz
    locked = _open(actor, quiz, edit_number)
    _keep(locked, of_paper)
    event = Quiz.objects.get(pk=quiz.pk)
    event.paper = locked
    _keep(event, of_event)
    if is_given:
        _check_classes(actor, quiz, settings)
        event.class_groups.set(settings.class_groups)
    if is_moved:
        PaperPart.objects.bulk_update(standing, ["order", "title", "instruction", "scoring_rules"])
        slots = [slot for part in standing for slot in part.slots.all()]
        PaperSlot.objects.bulk_update(slots, ["part", "order", "points"])
    return event


def _changes(row: Model, wanted: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _keep(row: Model, changed: dict[str, object]) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed, "updated_at"])


def _open(actor: User, quiz: Quiz, edit_number: int) -> Paper:
    """The paper of a draft, one change further. A frozen one is given again: only the event's own settings change."""
    drafts = Quiz.objects.select_related("paper").filter(pk=quiz.pk, state=QuizState.DRAFT)
    draft = drafts.first()
    if draft is None:
        sentence = _("This quiz is published: its questions no longer change. Make a new edition instead.")
        raise Refused(sentence, code="published")
    if not may_compose(viewer_for(actor), draft):
        raise NotAllowed(_("Only its author changes a quiz."))
    if draft.paper.frozen_at is not None:
        return count_edit(draft.paper, edit_number)
    return open_for_edit(actor, draft.paper, edit_number)


def _home(viewer: Viewer) -> OrgUnit:
    schools = sorted(viewer.school_ids)
    units = OrgUnit.objects.filter(pk__in=schools or [held.unit_id for held in viewer.held])
    return units.order_by("pk")[0]


def _check_classes(actor: User, quiz: Quiz, settings: Settings) -> None:
    allowed = {one.pk for one in classes_for(viewer_for(actor), quiz)}
    if any(one.pk not in allowed for one in settings.class_groups):
        raise NotAllowed(_("You can give a quiz to the classes you teach."))


def _check_same_rows(standing: Sequence[PaperPart], parts: Sequence[PartEdit]) -> None:
    slots = sorted(slot.public_id for part in standing for slot in part.slots.all())
    named = sorted(slot for part in parts for slot, _points in part.slots)
    if slots != named or sorted(one.pk for one in standing) != sorted(one.part_id for one in parts):
        raise Conflict(
            _("This quiz was changed in another tab meanwhile. Load the page again to go on there.")
        )


def _apply(standing: Sequence[PaperPart], parts: Sequence[PartEdit]) -> bool:
    """Puts the edits into the rows (unsaved); whether anything differs."""
    rows = {part.pk: part for part in standing}
    slots = {slot.public_id: slot for part in standing for slot in part.slots.all()}
    before = [_part_state(part) for part in standing] + [_slot_state(slot) for slot in slots.values()]
    for number, edit in enumerate(parts, start=1):
        part = rows[edit.part_id]
        part.order, part.title, part.instruction = number, edit.title, edit.instruction
        part.scoring_rules = edit.scoring_rules
        for rank, (public_id, points) in enumerate(edit.slots, start=1):
            slot = slots[public_id]
            slot.part, slot.order, slot.points = part, rank, points
    return before != [_part_state(part) for part in standing] + [_slot_state(slot) for slot in slots.values()]


def _part_state(part: PaperPart) -> tuple[object, ...]:
    return (part.order, part.title, part.instruction, part.scoring_rules)


def _slot_state(slot: PaperSlot) -> tuple[object, ...]:
    return (slot.part_id, slot.order, slot.points)
