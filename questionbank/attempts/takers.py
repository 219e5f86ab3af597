"""Who took a test, and of which class: the same words in the class table, the scores, the export and the corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from questionbank.attempts.models import Attempt, AttemptState
from questionbank.quizzes.models import Quiz
from repository.organisations.models import Enrolment
from repository.organisations.people import told_apart


@dataclass(frozen=True)
class Taker:
    """A pupil, or a guest; `pupil_id` is None for guests under a name that no class list knows."""

    name: str
    name_sort: str
    pupil_id: int | None
    is_guest: bool


def classes_then(quiz: Quiz) -> dict[int, str]:
    """Class names by pupil, of the day of the test: who moved or left since is still of the class they sat it in."""
    day = timezone.localdate(quiz.opens_at or quiz.published_at or timezone.now())
    seats = Enrolment.objects.filter(class_group__in=quiz.class_groups.all()).select_related("class_group")
    found: dict[int, str] = {}
    for seat in seats.order_by("valid_from", "pk"):
        if seat.pupil_id not in found or seat.is_valid_on(day):
            found[seat.pupil_id] = seat.class_group.name
    return found


def labels_for(attempts: Iterable[Attempt], seats: Iterable[Enrolment] = ()) -> dict[int, str]:
    """Names by pupil as lists of the test show them: namesakes with their codes."""
    takers = [attempt.pupil for attempt in attempts if attempt.pupil]
    return told_apart([*takers, *(seat.pupil for seat in seats)])


def taker_of(attempt: Attempt, labels: Mapping[int, str] | None = None) -> Taker:
    """`attempt.pupil` and `attempt.guest` are loaded by the caller; `labels` tells namesakes apart."""
    if attempt.guest is not None:
        known = attempt.guest.pupil_id
        name = (labels or {}).get(known or 0, attempt.guest.name)
        return Taker(name, attempt.guest.name_sort, known, is_guest=True)
    assert attempt.pupil is not None  # the database sees to it
    name = (labels or {}).get(attempt.pupil_id or 0, str(attempt.pupil))
    return Taker(name, attempt.pupil.name_sort, attempt.pupil_id, is_guest=False)


def one_each(attempts: Iterable[Attempt]) -> list[Attempt]:
    """One attempt a pupil, whatever doors they came through; guests whom no class list knows each have their own.

    Begun before laid out, and what does not count last. Of two that were begun the one by card, of two that were not
    the guest's, who has chosen a name. What is left over waits for a person.
    """
    chosen: dict[object, Attempt] = {}
    for attempt in attempts:
        pupil = taker_of(attempt).pupil_id
        who = ("pupil", pupil) if pupil else ("attempt", attempt.pk)
        if who not in chosen or _weight(attempt) > _weight(chosen[who]):
            chosen[who] = attempt
    return list(chosen.values())


def _weight(attempt: Attempt) -> tuple[bool, bool, bool, int]:
    refused = attempt.guest is not None and attempt.guest.refused_at is not None
    counts = attempt.state != AttemptState.VOID and not refused
    begun = attempt.state != AttemptState.NOT_STARTED
    return counts, begun, (attempt.pupil_id is not None) == begun, -attempt.pk


def are_several(class_names: Iterable[str]) -> bool:
    """Pupils of more than one class: then each line says of which."""
    return len({name for name in class_names if name}) > 1
