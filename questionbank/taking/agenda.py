"""A pupil's tests by what they ask for: to do now, to come, over. Three queries, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse

from config.notices.models import Notice
from config.notices.reading import Told, read_to
from questionbank.attempts.models import Attempt, AttemptState
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.standing import OPEN, SCHEDULED, standing_of
from questionbank.taking.showing import may_see_score, when_shown
from repository.organisations.viewer import Viewer

MOST = 200  # tests of a pupil that are looked at
NOTICE_KINDS = ("attempt:", "quiz:")


@dataclass(frozen=True)
class Entry:
    """One test on a pupil's list."""

    title: str
    url: str
    state: str  # open, running, soon, handed_in, missed
    minutes: int
    opens_at: datetime | None
    closes_at: datetime | None
    submitted_at: datetime | None
    score: Decimal | None = None
    points: Decimal | None = None
    waits: str = ""


@dataclass(frozen=True)
class Agenda:
    """What is due now, what comes, what is over (latest first), and what the pupil was told and has not seen."""

    due: list[Entry]
    soon: list[Entry]
    past: list[Entry]
    notices: list[Told]

    @property
    def is_empty(self) -> bool:
        """Nothing at all yet."""
        return not (self.due or self.soon or self.past)


def agenda_of(viewer: Viewer, now: datetime) -> Agenda:
    """The agenda of the signed-in pupil."""
    entries = [*_own(viewer, now), *_not_laid_out(viewer, now)]
    due = [one for one in entries if one.state in ("open", "running")]
    soon = [one for one in entries if one.state == "soon"]
    past = [one for one in entries if one.state in ("handed_in", "missed")]
    due.sort(key=lambda one: (one.state != "running", one.closes_at is None, one.closes_at or now))
    soon.sort(key=lambda one: one.opens_at or now)
    past.sort(key=lambda one: one.submitted_at or one.closes_at or now, reverse=True)
    return Agenda(due, soon, past, _notices(viewer))


def _own(viewer: Viewer, now: datetime) -> list[Entry]:
    attempts = (
        Attempt.objects.filter(pupil=viewer.user)
        .exclude(state=AttemptState.VOID)
        .select_related("quiz")
        .annotate(points=_points(OuterRef("quiz__paper")))
        .order_by("-quiz__published_at", "-id")
    )
    rows = attempts.defer("answers", "holders").with_at_work()[:MOST].note_at_work()
    return [_entry(row.quiz, row, row.points, now) for row in rows]


def _not_laid_out(viewer: Viewer, now: datetime) -> list[Entry]:
    """Quizzes of the class in which the pupil has no attempt: who came later. Closed ones are not theirs."""
    quizzes = Quiz.objects.given_to(viewer).filter(state=QuizState.PUBLISHED)
    others = quizzes.exclude(pk__in=Attempt.objects.filter(pupil=viewer.user).values("quiz"))
    entries = [_entry(quiz, None, None, now) for quiz in others.order_by("-published_at", "-id")[:MOST]]
    return [one for one in entries if one.state != "missed"]


def _entry(quiz: Quiz, attempt: Attempt | None, points: Decimal | None, now: datetime) -> Entry:
    state = _state(quiz, attempt, now)
    seen = attempt is not None and may_see_score(quiz, attempt, now)
    return Entry(
        title=quiz.title,
        url=_address(quiz, attempt, seen),
        state=state,
        minutes=quiz.minutes,
        opens_at=quiz.opens_at,
        closes_at=quiz.closes_at,
        submitted_at=attempt.submitted_at if attempt else None,
        score=attempt.score if attempt and seen else None,
        points=points if seen else None,
        waits=when_shown(quiz, attempt, now) if attempt and state == "handed_in" else "",
    )


def _state(quiz: Quiz, attempt: Attempt | None, now: datetime) -> str:
    if attempt is not None and attempt.state == AttemptState.SUBMITTED:
        return "handed_in"
    if attempt is not None and attempt.state == AttemptState.IN_PROGRESS:
        return "running"
    return {SCHEDULED: "soon", OPEN: "open"}.get(standing_of(quiz, now), "missed")


def _address(quiz: Quiz, attempt: Attempt | None, seen: bool) -> str:
    if attempt is None:
        return reverse("own_quiz", args=[quiz.public_id])
    return reverse("attempt_result" if seen else "attempt_page", args=[attempt.public_id])


def _points(paper: OuterRef) -> Subquery:
    sums: QuerySet[PaperSlot] = PaperSlot.objects.filter(part__paper=paper).order_by()
    return Subquery(sums.values("part__paper").annotate(all=Sum("points")).values("all"))


def _notices(viewer: Viewer) -> list[Told]:
    if viewer.user is None:
        return []
    unread = Notice.objects.of(viewer.user).unread()[:20]
    return read_to(viewer, [one for one in unread if one.subject.startswith(NOTICE_KINDS)][:3])
