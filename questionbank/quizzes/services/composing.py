"""Composing a draft: its settings, the words and rules of its parts, points and order, saved together.

Every change names the edit number it was made from: whoever comes second, in another tab, is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.spelling import tidy_line
from questionbank.quizzes.contents import parts_of
from questionbank.quizzes.giving import classes_for
from questionbank.quizzes.models import Quiz, QuizPart, QuizSlot, QuizState
from questionbank.quizzes.policies import may_compose, may_create
from questionbank.types.base import JSON
from repository.organisations.models import ClassGroup, OrgUnit
from repository.organisations.viewer import Viewer, viewer_for

TITLE_LENGTH = 200
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


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
    def fields(self) -> dict[str, object]:
        """What stands in the quiz's own row."""
        return {name: value for name, value in vars(self).items() if name != "class_groups"}


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
    quiz = Quiz.objects.create(
        title=tidy_line(title)[:TITLE_LENGTH], author=actor, organisation=_home(viewer)
    )
    QuizPart.objects.create(quiz=quiz, order=1, title=part_title(1))
    record(actor, verb="quiz.create", subject=quiz.subject_key)
    return quiz


def part_title(number: int) -> str:
    """Parts are counted in Roman numerals, as on paper: Phần I."""
    return _("Part %(number)s") % {"number": NUMERALS[number - 1] if number <= len(NUMERALS) else number}


@transaction.atomic
def save_composition(
    actor: User, *, quiz: Quiz, edit_number: int, settings: Settings, parts: Sequence[PartEdit]
) -> Quiz:
    """Write what differs; nothing differs: nothing is written and no number is raised.

    Raises Conflict when another tab was faster, or when the parts and slots named are not those that stand.
    """
    standing = parts_of(quiz)
    _check_same_rows(standing, parts)
    classes = set(quiz.class_groups.values_list("pk", flat=True))
    changed = {name: value for name, value in settings.fields.items() if getattr(quiz, name) != value}
    is_moved = _apply(standing, parts)
    is_given = classes != {one.pk for one in settings.class_groups}
    if not (changed or is_moved or is_given):
        return quiz
    locked = open_for_edit(actor, quiz, edit_number)
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*changed, "updated_at"])
    if is_given:
        _check_classes(actor, quiz, settings)
        locked.class_groups.set(settings.class_groups)
    if is_moved:
        QuizPart.objects.bulk_update(standing, ["order", "title", "instruction", "scoring_rules"])
        slots = [slot for part in standing for slot in part.slots.all()]
        QuizSlot.objects.bulk_update(slots, ["part", "order", "points"])
    return locked


def open_for_edit(actor: User, quiz: Quiz, edit_number: int) -> Quiz:
    """The draft's row, its edit number raised by one in a conditional update: whoever comes second is told.

    Call inside a transaction. Raises NotAllowed, Refused after publication, Conflict for a stale tab.
    """
    stands = Quiz.objects.get(pk=quiz.pk)
    if stands.state != QuizState.DRAFT:
        sentence = _("This quiz is published: its questions no longer change. Make a new edition instead.")
        raise Refused(sentence, code="published")
    if not may_compose(viewer_for(actor), stands):
        raise NotAllowed(_("Only its author changes a quiz."))
    as_seen = Quiz.objects.filter(pk=quiz.pk, state=QuizState.DRAFT, edit_number=edit_number)
    if not as_seen.update(edit_number=F("edit_number") + 1, updated_at=timezone.now()):
        raise Conflict(
            _("This quiz was changed in another tab meanwhile. Load the page again to go on there.")
        )
    stands.refresh_from_db()
    return stands


def _home(viewer: Viewer) -> OrgUnit:
    schools = sorted(viewer.school_ids)
    units = OrgUnit.objects.filter(pk__in=schools or [held.unit_id for held in viewer.held])
    return units.order_by("pk")[0]


def _check_classes(actor: User, quiz: Quiz, settings: Settings) -> None:
    allowed = {one.pk for one in classes_for(viewer_for(actor), quiz)}
    if any(one.pk not in allowed for one in settings.class_groups):
        raise NotAllowed(_("You can give a quiz to the classes you teach."))


def _check_same_rows(standing: Sequence[QuizPart], parts: Sequence[PartEdit]) -> None:
    slots = sorted(slot.public_id for part in standing for slot in part.slots.all())
    named = sorted(slot for part in parts for slot, _points in part.slots)
    if slots != named or sorted(one.pk for one in standing) != sorted(one.part_id for one in parts):
        raise Conflict(
            _("This quiz was changed in another tab meanwhile. Load the page again to go on there.")
        )


def _apply(standing: Sequence[QuizPart], parts: Sequence[PartEdit]) -> bool:
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


def _part_state(part: QuizPart) -> tuple[object, ...]:
    return (part.order, part.title, part.instruction, part.scoring_rules)


def _slot_state(slot: QuizSlot) -> tuple[object, ...]:
    return (slot.part_id, slot.order, slot.points)
