"""What the ticker does for the banks by itself."""

from __future__ import annotations

from config.jobs.registry import sweep
from questionbank.items.services.lifecycle import empty_bin


@sweep("questionbank.items.bin.empty", every=3600)
def empty_the_bin() -> int:
    """Questions that have lain in the bin for their days are deleted, a hundred at a time."""
    return empty_bin()
