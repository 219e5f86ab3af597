"""What the ticker does by itself, without any broker: closing by the clock, and marks."""

from __future__ import annotations

from config.jobs.registry import sweep
from questionbank.attempts.services.closing import close_overdue
from questionbank.attempts.services.grading import grade_waiting


@sweep("questionbank.attempts.close_overdue", every=15)
def close_overdue_attempts() -> None:
    """Close attempts past deadline and grace."""
    close_overdue()


@sweep("questionbank.attempts.grade", every=2)
def grade_waiting_attempts() -> None:
    """Grade what was handed in."""
    grade_waiting()
