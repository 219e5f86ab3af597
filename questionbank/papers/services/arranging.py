"""Parts and questions of a paper: added, moved, taken out and brought back, given points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_DOWN, Decimal

from django.core import signing
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Conflict, NotAllowed, Refused
from questionbank.items.models import Question, QuestionState
from questionbank.papers.models import Paper, PaperPart, PaperSlot
from questionbank.papers.policies import may_arrange
from questionbank.papers.scoring import SCALE
from repository.organisations.viewer import viewer_for

MOST_PARTS = 10
MOST_QUESTIONS = 200
STEP = Decimal("0.01")
NICE_STEPS = (Decimal("0.25"), Decimal("0.05"), STEP)
UNDO_SECONDS = 3600
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_SALT = "papers.undo"


@dataclass(frozen=True)
class RemovedSlot:
    """What an undo brings back; it travels signed in the address behind "Undo"."""

    paper: int
    part: int
    order: int
    question: int
    points: str


def part_title(number: int) -> str:
    """Parts are counted in Roman numerals, as on paper: Phần I."""
    return _("Part %(number)s") % {"number": NUMERALS[number - 1] if number <= len(NUMERALS) else number}


def open_for_edit(actor: User, paper: Paper, edit_number: int) -> Paper:
    """The paper's row, its edit number raised by one in a conditional update: whoever comes second is told.

    Call inside a transaction. Raises NotAllowed, Refused once it is frozen, Conflict for a stale tab.
    """
    stands = Paper.objects.get(pk=paper.pk)
    if stands.frozen_at is not None:
        sentence = _("This quiz is published: its questions no longer change. Make a new edition instead.")
        raise Refused(sentence, code="published")
    if not may_arrange(viewer_for(actor), stands):
        raise NotAllowed(_("Only its author changes a quiz."))
    return count_edit(stands, edit_number)


def count_edit(paper: Paper, edit_number: int) -> Paper:
    """One change more, made from what stood at `edit_number`. Raises Conflict for a stale tab."""
    as_seen = Paper.objects.filter(pk=paper.pk, frozen_at=paper.frozen_at, edit_number=edit_number)
    if not as_seen.update(edit_number=F("edit_number") + 1, updated_at=timezone.now()):
        raise Conflict(
            _("This quiz was changed in another tab meanwhile. Load the page again to go on there.")
        )
    paper.refresh_from_db()
    return paper


@transaction.atomic
def add_part(actor: User, *, paper: Paper, edit_number: int) -> PaperPart:
    """An empty part at the end."""
    locked = open_for_edit(actor, paper, edit_number)
    count = locked.parts.count()
    if count >= MOST_PARTS:
        raise Refused(_("A quiz holds at most %(most)d parts.") % {"most": MOST_PARTS})
    last = locked.parts.aggregate(last=Max("order"))["last"] or 0
    return PaperPart.objects.create(paper=locked, order=last + 1, title=part_title(count + 1))


@transaction.atomic
def remove_part(actor: User, *, part: PaperPart, edit_number: int) -> None:
    """Take out an empty part; the last one stays, and one with questions is refused."""
    locked = open_for_edit(actor, part.paper, edit_number)
    if part.slots.exists():
        raise Refused(_("Move or remove the questions of this part first."))
    if locked.parts.count() == 1:
        raise Refused(_("A quiz needs one part."))
    part.delete()


@transaction.atomic
def move_part(actor: User, *, part: PaperPart, edit_number: int, up: bool) -> None:
    """One place up or down; at the end nothing happens."""
    locked = open_for_edit(actor, part.paper, edit_number)
    order = list(locked.parts.order_by("order", "id"))
    here = next(index for index, one in enumerate(order) if one.pk == part.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for number, one in enumerate(order, start=1):
        one.order = number
    PaperPart.objects.bulk_update(order, ["order"])


@transaction.atomic
def add_questions(
    actor: User, *, part: PaperPart, edit_number: int, questions: Iterable[Question]
) -> list[PaperSlot]:
    """Put questions at the end of a part, in the order given, a point each (or what the part's last one is worth).

    A question that stands in the paper already is left out. Raises Refused when the quiz would be too long,
    NotAllowed for a question that is not open to the actor.
    """
    locked = open_for_edit(actor, part.paper, edit_number)
    wanted = _open_to(actor, questions)
    kept = set(PaperSlot.objects.filter(part__paper=locked).values_list("question_id", flat=True))
    fresh = [question for question in wanted if question.pk not in kept]
    if len(kept) + len(fresh) > MOST_QUESTIONS:
        raise Refused(_("A quiz holds at most %(most)d questions.") % {"most": MOST_QUESTIONS})
    last = part.slots.order_by("-order").first()
    first, points = (last.order + 1, last.points) if last else (1, Decimal(1))
    return PaperSlot.objects.bulk_create(
        PaperSlot(part=part, order=first + rank, question=question, points=points)
        for rank, question in enumerate(fresh)
    )


@transaction.atomic
def move_slot(actor: User, *, slot: PaperSlot, edit_number: int, up: bool) -> None:
    """One place up or down; at the edge of its part it goes over into the next part."""
    locked = open_for_edit(actor, slot.part.paper, edit_number)
    parts = list(locked.parts.order_by("order", "id").prefetch_related("slots"))
    rows = {part.pk: sorted(part.slots.all(), key=lambda one: (one.order, one.pk)) for part in parts}
    here = next(rank for rank, part in enumerate(parts) if part.pk == slot.part_id)
    home = rows[parts[here].pk]
    place = next(rank for rank, one in enumerate(home) if one.pk == slot.pk)
    moving = home.pop(place)
    step = place - 1 if up else place + 1
    if 0 <= step <= len(home):
        home.insert(step, moving)
    elif 0 <= (next_part := here - 1 if up else here + 1) < len(parts):
        neighbours = rows[parts[next_part].pk]
        neighbours.insert(len(neighbours) if up else 0, moving)
    else:
        home.insert(place, moving)
    _write_order(parts, rows)


@transaction.atomic
def remove_slot(actor: User, *, slot: PaperSlot, edit_number: int) -> str:
    """Take a question out; returns the signed token that `restore_slot` takes within an hour."""
    locked = open_for_edit(actor, slot.part.paper, edit_number)
    removed = RemovedSlot(locked.pk, slot.part_id, slot.order, slot.question_id, str(slot.points))
    slot.delete()
    return signing.dumps(asdict(removed), salt=_SALT, compress=True)


@transaction.atomic
def restore_slot(actor: User, *, token: str) -> PaperSlot:
    """Undo a removal at its old place. Raises Refused when the token is too old, or paper or part are gone."""
    try:
        removed = RemovedSlot(**signing.loads(token, salt=_SALT, max_age=UNDO_SECONDS))
    except (signing.BadSignature, TypeError) as problem:
        raise Refused(_("This can no longer be undone. Add the question again.")) from problem
    paper = Paper.objects.editable_by(viewer_for(actor)).filter(pk=removed.paper).first()
    part = PaperPart.objects.filter(pk=removed.part, paper=paper).first() if paper else None
    if paper is None or part is None or not Question.objects.filter(pk=removed.question).exists():
        raise Refused(_("This can no longer be undone. Add the question again."))
    open_for_edit(actor, paper, paper.edit_number)
    slots = list(part.slots.order_by("order", "id"))
    restored = PaperSlot.objects.create(
        part=part, order=removed.order, question_id=removed.question, points=Decimal(removed.points)
    )
    slots.insert(sum(one.order < removed.order for one in slots), restored)
    _write_order([part], {part.pk: slots})
    return restored


@transaction.atomic
def set_points(actor: User, *, part: PaperPart, edit_number: int, points: Decimal) -> None:
    """The same points for every question of a part."""
    open_for_edit(actor, part.paper, edit_number)
    part.slots.update(points=points)


@transaction.atomic
def spread_points(actor: User, *, paper: Paper, edit_number: int, total: Decimal = SCALE) -> None:
    """Share `total` out over all questions in proportion to what they are worth now; the sum is exact."""
    locked = open_for_edit(actor, paper, edit_number)
    slots = list(PaperSlot.objects.filter(part__paper=locked).order_by("part__order", "order", "id"))
    if not slots:
        raise Refused(_("Add questions first, then share out the points."))
    for slot, points in zip(slots, shares([slot.points for slot in slots], total), strict=True):
        slot.points = points
    PaperSlot.objects.bulk_update(slots, ["points"])


def shares(weights: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """`total` in proportion to `weights` (all alike when they are nothing), in steps of 0,25 if that comes out even,
    else 0,05, else 0,01; what is left over by rounding goes to the last questions, a step each.

    >>> [str(one) for one in shares([Decimal(1)] * 3, Decimal(10))]
    ['3.33', '3.33', '3.34']
    """
    whole = sum(weights, Decimal(0))
    if not whole:
        weights, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    exact = [total * weight / whole for weight in weights]
    step = next((one for one in NICE_STEPS if all(not share % one for share in exact)), STEP)
    rounded = [(share / step).to_integral_value(ROUND_DOWN) * step for share in exact]
    left = int((total - sum(rounded, Decimal(0))) / step)
    first = len(rounded) - left
    return [share + (step if rank >= first else 0) for rank, share in enumerate(rounded)]


def _open_to(actor: User, questions: Iterable[Question]) -> list[Question]:
    wanted = list(dict.fromkeys(questions))
    visible = Question.objects.visible_to(viewer_for(actor)).exclude(state=QuestionState.RETIRED)
    found = set(visible.filter(pk__in=[one.pk for one in wanted]).values_list("pk", flat=True))
    if any(one.pk not in found for one in wanted):
        raise NotAllowed(_("One of these questions is not open to you."))
    return wanted


def _write_order(parts: Sequence[PaperPart], rows: dict[int, list[PaperSlot]]) -> None:
    changed = []
    for part in parts:
        for number, slot in enumerate(rows[part.pk], start=1):
            slot.part, slot.order = part, number
            changed.append(slot)
    PaperSlot.objects.bulk_update(changed, ["part", "order"])
