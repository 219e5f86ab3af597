"""What a corrected key would change: worked out from the scores that stand, without writing anything.

Marks are a pure function of form, key and answer, so each different answer is marked once a form, whoever gave it;
totals are summed again from every slot and rounded once, as at the first grading.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform

from questionbank.attempts.models import Attempt, ItemScore, RegradeRun, ScoreSource
from questionbank.items.reading import typed_question
from questionbank.papers.models import PaperForm, PaperSlot
from questionbank.types.base import JSON, Prepared, total_points
from questionbank.types.grading import Question, mark_answer

FEW = 400  # attempts that are worth naming in a query


class Verdict(NamedTuple):
    """What an answer earns under the new key."""

    fraction: Decimal
    parts: str  # JSON
    flags: str  # JSON


@dataclass(frozen=True)
class Change:
    """The total of one attempt before and after."""

    attempt_id: int
    before: Decimal
    after: Decimal

    @property
    def is_gain(self) -> bool:
        """More than before."""
        return self.after > self.before


@dataclass(frozen=True)
class RegradePlan:
    """`scores`: rows of the slot whose mark changes, by what they earn then; `changes`: totals that change."""

    marked: int
    scores: dict[Verdict, list[int]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    @property
    def gains(self) -> int:
        """How many attempts get a higher total."""
        return sum(change.is_gain for change in self.changes)

    @property
    def losses(self) -> int:
        """How many get a lower one."""
        return len(self.changes) - self.gains

    @property
    def unchanged(self) -> int:
        """How many keep theirs."""
        return self.marked - len(self.changes)


def plan_regrade(run: RegradeRun) -> RegradePlan:
    """The effect of the run on every graded attempt at any event of the paper; three or four queries. What a person marked
    stays."""
    slot = run.slot
    questions = _questions(run)
    known: dict[tuple[int, str], Verdict] = {}
    scores: dict[Verdict, list[int]] = defaultdict(list)
    moved: dict[int, Decimal] = {}
    marked = 0
    for row in _rows(slot):
        marked += 1
        verdict = _verdict(known, questions[row.attempt__form_id], row)
        if verdict != Verdict(row.fraction, _written(row.parts), _written(row.flags)):
            scores[verdict].append(row.pk)
        if verdict.fraction != row.fraction:
            moved[row.attempt_id] = verdict.fraction
    return RegradePlan(marked, dict(scores), tuple(_changes(slot, moved)))


def scores_of(slot: PaperSlot) -> QuerySet[ItemScore]:
    """Marks of the slot that follow its key: of graded attempts, and not given by a person."""
    rows = ItemScore.objects.filter(slot=slot, attempt__graded_at__isnull=False)
    return rows.exclude(source=ScoreSource.PERSON)


class _Row(NamedTuple):
    pk: int
    attempt_id: int
    attempt__form_id: int
    value: JSON
    fraction: Decimal
    parts: Any
    flags: Any


def _rows(slot: PaperSlot) -> Iterator[_Row]:
    return (_Row(*row) for row in scores_of(slot).values_list(*_Row._fields).iterator(chunk_size=2000))


def _questions(run: RegradeRun) -> dict[int, Question]:
    """The question as each form shows it."""
    slot = run.slot
    assert slot.version is not None  # fixed at publication
    rule = slot.part.scoring_rules.get(slot.version.question.type_key)
    question = typed_question(slot.version, run.key_to, rule, slot.points)
    forms = PaperForm.objects.filter(paper=slot.part.paper_id)
    shown = forms.values_list("pk", KeyTransform(slot.public_id, "prepared"))
    return {
        pk: replace(question, prepared=Prepared.from_json(prepared)) for pk, prepared in shown if prepared
    }


def _verdict(known: dict[tuple[int, str], Verdict], question: Question, row: _Row) -> Verdict:
    name = (row.attempt__form_id, _written(row.value))
    if name not in known:
        mark = mark_answer(question, row.value)
        parts = {part: str(fraction) for part, fraction in mark.outcome.parts.items()}
        known[name] = Verdict(mark.outcome.fraction, _written(parts), _written(list(mark.flags)))
    return known[name]


def _changes(slot: PaperSlot, moved: dict[int, Decimal]) -> Iterator[Change]:
    """Totals of the attempts whose mark on the slot moves, where the rounded total moves with it."""
    earned: dict[int, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for attempt_id, slot_id, points, fraction in _all_marks(slot, moved):
        if attempt_id in moved:
            earned[attempt_id].append((points, moved[attempt_id] if slot_id == slot.pk else fraction))
    step = slot.part.paper.rounding_step
    for attempt_id, before in _totals(slot, moved):
        after = total_points(earned[attempt_id], step=step)
        if after != before:
            yield Change(attempt_id, before, after)


def _all_marks(slot: PaperSlot, moved: dict[int, Decimal]) -> Iterable[tuple[int, int, Decimal, Decimal]]:
    rows = ItemScore.objects.filter(attempt__quiz__paper=slot.part.paper_id)
    if len(moved) <= FEW:
        rows = ItemScore.objects.filter(attempt__in=list(moved))
    points = dict(PaperSlot.objects.filter(part__paper=slot.part.paper_id).values_list("pk", "points"))
    for attempt_id, slot_id, fraction in rows.values_list("attempt_id", "slot_id", "fraction").iterator(2000):
        yield attempt_id, slot_id, points[slot_id], fraction


def _totals(slot: PaperSlot, moved: dict[int, Decimal]) -> list[tuple[int, Decimal]]:
    rows = Attempt.objects.filter(quiz__paper=slot.part.paper_id, score__isnull=False)
    if len(moved) <= FEW:
        rows = rows.filter(pk__in=list(moved))
    return [(pk, score) for pk, score in rows.order_by("pk").values_list("pk", "score") if pk in moved]


def _written(value: JSON) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
