"""Who took a test, and of which class: the same words in the class table, the scores, the export and the corrections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from questionbank.attempts.models import Attempt, AttemptState


@dataclass(frozen=True)
class Taker:
    """A pupil, or a guest; `pupil_id` is None for guests under a name that no class list knows."""

    name: str
    name_sort: str
    pupil_id: int | None
    is_guest: bool


def taker_of(attempt: Attempt) -> Taker:
    """`attempt.pupil` and `attempt.guest` are loaded by the caller."""
    if attempt.guest is not None:
        return Taker(attempt.guest.name, attempt.guest.name_sort, attempt.guest.pupil_id, is_guest=True)
    assert attempt.pupil is not None  # the database sees to it
    return Taker(str(attempt.pupil), attempt.pupil.name_sort, attempt.pupil_id, is_guest=False)


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
