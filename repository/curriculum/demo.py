"""Demo step: the packaged curriculum."""

from __future__ import annotations

from config.demo import DEMO_STEPS, DemoSize, ProgressReport
from repository.curriculum.load import load_folder


@DEMO_STEPS.register("curriculum", order=10)
def seed_curriculum(size: DemoSize, report: ProgressReport) -> None:
    """Load subjects, grades, topics, outcomes and series."""
    report(0, 1, "curriculum")
    load_folder()
    report(1, 1, "curriculum")
