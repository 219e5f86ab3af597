"""Who took a test, and of which class: the same words in the class table, the scores, the export and the corrections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from questionbank.attempts.models import Attempt


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


def are_several(class_names: Iterable[str]) -> bool:
    """Pupils of more than one class: then each line says of which."""
    return len({name for name in class_names if name}) > 1
