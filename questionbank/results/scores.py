"""Scores of a quiz by pupil and part, read with the same few queries however many pupils and questions there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from questionbank.attempts.models import Attempt, AttemptState, ItemScore
from questionbank.attempts.takers import are_several, classes_then, labels_for, one_each, taker_of
from questionbank.papers.models import PaperPart, PaperSlot
from questionbank.quizzes.models import Quiz
from questionbank.statistics.totals import Band, TestFigures, distribution, figures_of_test
from questionbank.types.marks import points_for

SORTS = ("ten", "diem")  # the two orders of the table: by Vietnamese name, by score


class Mark(NamedTuple):
    """One row of the scores, as the statistics read it."""

    attempt_id: int
    slot_id: int
    fraction: Decimal
    parts: dict[str, str]
    flags: list[str]
    answered: bool
    value: Any


@dataclass(frozen=True)
class ScoreLine:
    """One handed-in attempt. `parts` and `slots` hold points, not rounded; `score` is the rounded total or None."""

    attempt: Attempt
    name: str
    name_sort: str
    class_name: str
    is_guest: bool
    parts: tuple[Decimal, ...]
    slots: tuple[Decimal, ...]
    answered: int

    @property
    def score(self) -> Decimal | None:
        """The total, rounded once; None while it waits for grading."""
        return self.attempt.score if self.attempt.graded_at else None


@dataclass(frozen=True)
class Results:
    """All that the pages and the export of results show."""

    quiz: Quiz
    parts: tuple[PaperPart, ...]
    slots: tuple[PaperSlot, ...]
    most: Decimal
    lines: tuple[ScoreLine, ...]
    marks: tuple[Mark, ...]
    unfinished: int

    @property
    def names_classes(self) -> bool:
        """Pupils of several classes: each line says which."""
        return are_several(line.class_name for line in self.lines)

    @property
    def scores(self) -> list[Decimal]:
        """Totals that stand."""
        return [line.score for line in self.lines if line.score is not None]

    @property
    def graded(self) -> list[ScoreLine]:
        """Lines whose total stands."""
        return [line for line in self.lines if line.score is not None]

    @property
    def table(self) -> list[list[float]]:
        """Points per graded line and slot, before rounding: what statistics read."""
        return [[float(points) for points in line.slots] for line in self.graded]

    @property
    def bands(self) -> list[Band]:
        """How the totals are spread over the scale."""
        return distribution(self.scores, most=self.most) if self.most > 0 else []

    @property
    def mean(self) -> Decimal | None:
        """The mean total; None when nothing is graded yet."""
        return sum(self.scores, Decimal(0)) / len(self.scores) if self.scores else None

    @property
    def figures(self) -> TestFigures:
        """Spread and reliability, from the points before rounding."""
        return figures_of_test(self.table)


def read_results(quiz: Quiz, *, sort: str = SORTS[0]) -> Results:
    """One handed-in attempt a pupil with its points; six queries."""
    parts = tuple(quiz.paper.parts.order_by("order", "id"))
    slots = tuple(slots_of(quiz.paper_id))
    attempts = one_each(
        Attempt.objects.filter(quiz=quiz)
        .exclude(state=AttemptState.VOID)
        .select_related("pupil", "guest", "form")
        .defer("answers", "holders", "form__package", "form__sealed", "form__prepared")
    )
    handed_in = [attempt for attempt in attempts if attempt.state == AttemptState.SUBMITTED]
    counted = {attempt.pk for attempt in handed_in}
    marks = tuple(mark for mark in marks_of(quiz) if mark.attempt_id in counted)
    lines = _lines(handed_in, parts, slots, marks, classes_then(quiz))
    return Results(
        quiz=quiz,
        parts=parts,
        slots=slots,
        most=sum((slot.points for slot in slots), Decimal(0)),
        lines=tuple(_sorted(lines, sort)),
        marks=marks,
        unfinished=sum(attempt.state == AttemptState.IN_PROGRESS for attempt in attempts),
    )


def slots_of(paper_id: int) -> Iterable[PaperSlot]:
    """The questions in the author's order."""
    return (
        PaperSlot.objects.filter(part__paper=paper_id)
        .select_related("part", "question__author", "question__bank", "version__question", "answer_key")
        .order_by("part__order", "part_id", "order", "id")
    )


def marks_of(quiz: Quiz) -> Iterable[Mark]:
    """The scores of every handed-in attempt."""
    rows = ItemScore.objects.filter(attempt__quiz=quiz, attempt__state=AttemptState.SUBMITTED)
    fields = ("attempt_id", "slot_id", "fraction", "parts", "flags", "answered", "value")
    return (Mark(*row) for row in rows.values_list(*fields).iterator(chunk_size=2000))


def _lines(
    attempts: Iterable[Attempt],
    parts: tuple[PaperPart, ...],
    slots: tuple[PaperSlot, ...],
    marks: Iterable[Mark],
    classes: dict[int, str],
) -> list[ScoreLine]:
    found: dict[int, dict[int, Mark]] = defaultdict(dict)
    for mark in marks:
        found[mark.attempt_id][mark.slot_id] = mark
    rows = list(attempts)
    labels = labels_for(rows)
    return [_line(row, parts, slots, found[row.pk], classes, labels) for row in rows]


def _line(
    attempt: Attempt,
    parts: tuple[PaperPart, ...],
    slots: tuple[PaperSlot, ...],
    marks: dict[int, Mark],
    classes: dict[int, str],
    labels: dict[int, str],
) -> ScoreLine:
    points = {
        slot.pk: points_for(marks[slot.pk].fraction, slot.points) if slot.pk in marks else Decimal(0)
        for slot in slots
    }
    taker = taker_of(attempt, labels)
    return ScoreLine(
        attempt=attempt,
        name=taker.name,
        name_sort=taker.name_sort,
        class_name=classes.get(taker.pupil_id, "") if taker.pupil_id else "",
        is_guest=taker.is_guest,
        parts=tuple(
            sum((points[slot.pk] for slot in slots if slot.part_id == part.pk), Decimal(0)) for part in parts
        ),
        slots=tuple(points[slot.pk] for slot in slots),
        answered=sum(mark.answered for mark in marks.values()),
    )


def _sorted(lines: list[ScoreLine], sort: str) -> list[ScoreLine]:
    lines.sort(key=lambda line: (line.name_sort, line.name))
    if sort == SORTS[1]:
        lines.sort(key=lambda line: Decimal(-1) if line.score is None else line.score, reverse=True)
    return lines
