"""Sweeps of this room."""

from __future__ import annotations

from config.jobs.registry import sweep
from repository.curation.deciders import look_after_open_rounds


@sweep("repository.curation.open_rounds", every=3 * 3600)
def look_after_rounds() -> None:
    """Roles end by date: a round that nobody can decide any more does not wait in silence."""
    look_after_open_rounds()
