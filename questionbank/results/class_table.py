"""The class while a test runs: one line per pupil and guest, read with the same few queries however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from questionbank.attempts.late_answers import SILENT_AFTER, LateAnswers, undecided_late_answers
from questionbank.attempts.models import Attempt, AttemptState, ClosedBy, Guest, Submission
from questionbank.attempts.takers import are_several, classes_then, labels_for, one_each, taker_of
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import Quiz
from questionbank.results.evidence import sentences
from repository.organisations.models import Enrolment


class Standing(StrEnum):
    """Where somebody is."""

    ABSENT = "absent"
    LOBBY = "lobby"
    WORKING = "working"
    HANDED_IN = "handed_in"
    VOID = "void"


@dataclass(frozen=True)
class Look:
    """Word, icon and tone of a standing."""

    label: str | Promise
    icon: str
    tone: str


LOOKS = {
    Standing.ABSENT: Look(_("Not joined yet"), "user", ""),
    Standing.LOBBY: Look(_("Waiting to start"), "clock", ""),
    Standing.WORKING: Look(_("At work"), "pencil", "wait"),
    Standing.HANDED_IN: Look(_("Handed in"), "check-circle", "ok"),
    Standing.VOID: Look(_("Does not count"), "close", "call"),
}


@dataclass(frozen=True)
class Line:
    """One pupil or guest. `attempt` is None for pupils who came into the class after the quiz was given."""

    name: str
    name_sort: str
    class_name: str
    is_guest: bool
    standing: Standing
    attempt: Attempt | None = None
    squares: tuple[bool, ...] = ()
    is_silent: bool = False
    seconds_left: int | None = None
    handed_in: Submission | None = None
    late: LateAnswers | None = None

    @property
    def evidence(self) -> list[str]:
        """What is known about the late answers."""
        return sentences(self.late) if self.late else []

    @property
    def answered(self) -> int:
        """Questions that hold an answer now."""
        return sum(self.squares)

    @property
    def look(self) -> Look:
        """Word, icon and tone."""
        return LOOKS[self.standing]

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes left, the begun one counted; None when the clock does not run."""
        return None if self.seconds_left is None else -(-self.seconds_left // 60)

    @property
    def is_listed_guest(self) -> bool:
        """A guest under a name of the class list: the name can be freed for another device."""
        guest = self.attempt.guest if self.attempt else None
        return guest is not None and guest.pupil_id is not None

    @property
    def is_closed_by_clock(self) -> bool:
        """The time was up before the pupil handed in."""
        return self.handed_in is not None and self.handed_in.closed_by == ClosedBy.CLOCK


@dataclass(frozen=True)
class ClassTable:
    """Everything the page shows, as of `now`. `doubles`: begun as a guest under a name whose pupil has begun by card."""

    quiz: Quiz
    now: datetime
    total: int
    lines: tuple[Line, ...]
    waiting: tuple[Guest, ...] = ()
    doubles: tuple[Attempt, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def late(self) -> list[Line]:
        """Those whose late answers wait for a decision."""
        return [line for line in self.lines if line.late]

    @property
    def names_classes(self) -> bool:
        """Pupils of several classes: each line says which."""
        return are_several(line.class_name for line in self.lines)

    @property
    def silent(self) -> int:
        """How many at work have not been heard of for a minute."""
        return sum(line.is_silent for line in self.lines)


@dataclass(frozen=True)
class _Names:
    """How pupils are called here, and of which class they were on the day of the test."""

    labels: dict[int, str]
    classes: dict[int, str]


def read_class_table(quiz: Quiz, now: datetime) -> ClassTable:
    """The class as it stands; nine queries at most."""
    slots = list(
        PaperSlot.objects.filter(part__paper=quiz.paper_id)
        .order_by("part__order", "order")
        .values_list("public_id", flat=True)
    )
    attempts = list(
        Attempt.objects.filter(quiz=quiz).select_related("pupil", "guest").defer("holders", "storage_key")
    )
    seats = {seat.pupil_id: seat for seat in seats_of(quiz)}
    names = _Names(labels_for(attempts, seats.values()), classes_then(quiz))
    hand_ins = _hand_ins(quiz)
    late = undecided_late_answers(quiz, attempts)
    shown = one_each(attempts)
    lines = [
        _line(attempt, slots, now, names, hand_ins.get(attempt.pk), late.get(attempt.pk)) for attempt in shown
    ]
    known = {taker_of(attempt).pupil_id for attempt in shown}
    lines += [_absent(seat, len(slots), names) for pupil, seat in seats.items() if pupil not in known]
    lines.sort(key=lambda line: (line.name_sort, line.name))
    counts = Counter(line.standing.value for line in lines)
    waiting = Guest.objects.filter(quiz=quiz, admitted_at__isnull=True, refused_at__isnull=True).order_by(
        "created_at"
    )
    return ClassTable(
        quiz,
        now,
        len(slots),
        tuple(lines),
        tuple(waiting),
        tuple(_doubles(attempts, shown)),
        {one.value: counts[one.value] for one in Standing},
    )


def standing_of(attempt: Attempt) -> Standing:
    """Where the taker of an attempt is."""
    if attempt.state == AttemptState.NOT_STARTED:
        return Standing.LOBBY if attempt.seen_at else Standing.ABSENT
    return {
        AttemptState.IN_PROGRESS: Standing.WORKING,
        AttemptState.SUBMITTED: Standing.HANDED_IN,
        AttemptState.VOID: Standing.VOID,
    }[AttemptState(attempt.state)]


def _line(
    attempt: Attempt,
    slots: list[str],
    now: datetime,
    names: _Names,
    hand_in: Submission | None,
    late: LateAnswers | None,
) -> Line:
    taker = taker_of(attempt, names.labels)
    working = attempt.state == AttemptState.IN_PROGRESS
    left = attempt.deadline - now if working and attempt.deadline else None
    heard = attempt.last_contact or attempt.started_at
    return Line(
        name=taker.name,
        name_sort=taker.name_sort,
        class_name=names.classes.get(taker.pupil_id or 0, ""),
        is_guest=taker.is_guest,
        standing=standing_of(attempt),
        attempt=attempt,
        squares=tuple(is_answered(attempt.answers.get(slot)) for slot in slots),
        is_silent=working and heard is not None and now - heard > SILENT_AFTER,
        seconds_left=None if left is None else max(0, int(left.total_seconds())),
        handed_in=hand_in if attempt.state == AttemptState.SUBMITTED else None,
        late=late,
    )


def is_answered(entry: list[Any] | None) -> bool:
    """Whether a snapshot's entry [epoch, seq, value] holds an answer; a cleared one holds None."""
    return entry is not None and entry[2] is not None


def _doubles(attempts: Iterable[Attempt], shown: Iterable[Attempt]) -> Iterable[Attempt]:
    """What a person has to decide: the guest's attempts beside the pupil's own."""
    by_card = {attempt.pupil_id for attempt in shown if attempt.pupil_id}
    asked = {AttemptState.IN_PROGRESS, AttemptState.SUBMITTED}
    for attempt in attempts:
        guest = attempt.guest
        if guest and guest.pupil_id in by_card and not guest.refused_at and attempt.state in asked:
            yield attempt


def _absent(seat: Enrolment, total: int, names: _Names) -> Line:
    pupil = seat.pupil
    return Line(
        names.labels[pupil.pk],
        pupil.name_sort,
        seat.class_group.name,
        is_guest=False,
        standing=Standing.ABSENT,
        squares=(False,) * total,
    )


def seats_of(quiz: Quiz) -> Iterable[Enrolment]:
    """Who sits in the quiz's classes today."""
    seats = Enrolment.objects.filter(class_group__in=quiz.class_groups.all(), pupil__is_active=True)
    return seats.valid_on(timezone.localdate()).select_related("pupil", "class_group")


def _hand_ins(quiz: Quiz) -> dict[int, Submission]:
    rows = Submission.objects.filter(attempt__quiz=quiz, round=F("attempt__round"))
    return {row.attempt_id: row for row in rows}
