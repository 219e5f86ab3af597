"""What the ticker does for results by itself."""

from __future__ import annotations

from config.jobs.registry import sweep
from questionbank.attempts.services.regrading import catch_up


@sweep("questionbank.results.catch_up", every=30)
def catch_up_with_corrected_keys() -> None:
    """Grade once more what was graded by an old key while a correction was approved."""
    catch_up()
