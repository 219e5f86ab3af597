"""A corrected key as its page reads it: who gains and who loses, the keys in words, where else the old key stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from questionbank.attempts.models import Attempt, RegradeRun, RegradeState
from questionbank.attempts.regrade import plan_regrade
from questionbank.attempts.takers import taker_of
from questionbank.items.models import AnswerKey
from questionbank.items.reading import key_in_force, typed_question
from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.results.wording import key_words
from repository.organisations.viewer import Viewer


@dataclass(frozen=True)
class ChangeLine:
    """One pupil whose score would change, or has changed."""

    name: str
    name_sort: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Effect:
    """Changes by Vietnamese name; `marked` is how many attempts were marked, None once it is decided."""

    lines: tuple[ChangeLine, ...]
    marked: int | None = None

    @property
    def gains(self) -> int:
        """How many get more."""
        return sum(line.after > line.before for line in self.lines)

    @property
    def losses(self) -> int:
        """How many get less."""
        return sum(line.after < line.before for line in self.lines)


def effect_of(run: RegradeRun) -> Effect:
    """As it would be while the proposal waits, as it was once it is decided."""
    if run.state == RegradeState.PROPOSED:
        plan = plan_regrade(run)
        pairs = {change.attempt_id: (change.before, change.after) for change in plan.changes}
        attempts = _attempts(pk__in=list(pairs))
        return Effect(_sorted(_line(attempt, *pairs[attempt.pk]) for attempt in attempts), plan.marked)
    kept = {one["attempt"]: (Decimal(one["before"]), Decimal(one["after"])) for one in run.changes}
    attempts = _attempts(public_id__in=list(kept))
    return Effect(_sorted(_line(attempt, *kept[str(attempt.public_id)]) for attempt in attempts))


def event_of(run: RegradeRun, viewer: Viewer) -> Quiz:
    """The event of the paper that the viewer knows; the first one for who only decides."""
    events = Quiz.objects.filter(paper=run.slot.part.paper_id).order_by("pk")
    return Quiz.objects.visible_to(viewer).filter(pk__in=events.values("pk")).first() or events[0]


@dataclass(frozen=True)
class Elsewhere:
    """Another test in which the same question stands."""

    quiz: Quiz
    slot: PaperSlot


def same_key_elsewhere(run: RegradeRun, viewer: Viewer) -> list[Elsewhere]:
    """The same question with the same old key in other papers of which the viewer runs a test."""
    slots = PaperSlot.objects.filter(version=run.slot.version_id, answer_key=run.key_from_id)
    running = Quiz.objects.run_by(viewer).exclude(state=QuizState.DRAFT)
    others = slots.exclude(pk=run.slot_id).filter(part__paper__in=running.values("paper"))
    found = {slot.part.paper_id: slot for slot in others.select_related("part")}
    rows = running.filter(paper__in=list(found)).order_by("pk")
    return [Elsewhere(quiz, found[quiz.paper_id]) for quiz in rows]


def key_to_start_from(slot: PaperSlot) -> AnswerKey:
    """What the form of a correction is filled with: the question's key in force where it is not the slot's own, else a
    correction that waits for its decision in another quiz, else the slot's own key."""
    standing = key_in_force(slot.version)
    if standing is not None and standing.pk != slot.answer_key_id:
        return standing
    waiting = RegradeRun.objects.filter(slot__version=slot.version_id, state=RegradeState.PROPOSED)
    run = waiting.select_related("key_to").first()
    assert slot.answer_key is not None  # fixed at publication
    return run.key_to if run else slot.answer_key


def key_in_words(slot: PaperSlot, key: AnswerKey) -> SafeString:
    """The right answer in one line."""
    assert slot.version is not None  # fixed at publication
    question = typed_question(slot.version, key)
    return key_words(question.prepared, question.kind.show_key(question.prepared, question.key))


def _attempts(**chosen: object) -> list[Attempt]:
    rows = Attempt.objects.filter(**chosen).select_related("pupil", "guest")
    return list(rows.only("public_id", "pupil", "guest"))


def _line(attempt: Attempt, before: Decimal, after: Decimal) -> ChangeLine:
    taker = taker_of(attempt)
    return ChangeLine(taker.name, taker.name_sort, before, after)


def _sorted(lines: Iterable[ChangeLine]) -> tuple[ChangeLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.name_sort, line.name)))
