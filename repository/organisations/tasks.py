"""Sweeps of this room."""

from __future__ import annotations

from config.jobs.registry import sweep
from repository.organisations.endings import let_leavers_go as let_go


@sweep("repository.organisations.leavers", every=900)
def let_leavers_go() -> None:
    """Roles end by date: what hung on them is tidied, and the administrators are told."""
    let_go()
