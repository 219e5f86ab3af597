"""What people and places have done by the child process: a filled roster is read there."""

from __future__ import annotations

from config.sandbox.runner import Limits
from config.sandbox.works import work
from repository.organisations.roster_columns import Reading

READ_ROSTER = work(
    "repository.organisations.roster",
    run="repository.organisations.roster_reading.read",
    answer=Reading,
    limits=Limits(memory_mb=480, cpu_seconds=30, wall_seconds=60, answer_bytes=16 * 1024 * 1024),
    examples="repository.organisations.roster_sheet.examples",
)
"""Somebody waits for it, on the threads for files (a heavy route)."""
