"""Late answers as their pupil is told of them: by the numbers of the pupil's own form, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

from questionbank.attempts.late_answers import late_slots
from questionbank.attempts.models import Attempt
from questionbank.papers.models import PaperForm


@dataclass(frozen=True)
class LateNumbers:
    """Numbers of questions: waiting for a decision, counted, left out."""

    waiting: tuple[int, ...] = ()
    counted: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()


def late_numbers(attempt: Attempt) -> LateNumbers:
    """One query where nothing came late, three otherwise."""
    verdicts = late_slots(attempt)
    if not verdicts:
        return LateNumbers()
    package = PaperForm.objects.values_list("package", flat=True).get(pk=attempt.form_id)
    numbers = {slot: rank for rank, slot in enumerate(package["order"], start=1)}
    known = [(numbers[slot], verdict) for slot, verdict in verdicts.items() if slot in numbers]

    def those(wanted: bool | None) -> tuple[int, ...]:
        return tuple(sorted(number for number, verdict in known if verdict is wanted))

    return LateNumbers(those(None), those(True), those(False))
