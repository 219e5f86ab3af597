"""Kinds of work that leave marks in a folder, so that a test sees what ran and how often."""

import os
import time
from pathlib import Path

from config.jobs.registry import QUICK, job


@job("bench.mark", lease=5)
def mark(handle, *, folder):
    time.sleep(0.05)
    (Path(folder) / f"{handle.public_id}-{os.getpid()}-{time.time_ns()}").touch()


@job("bench.stubborn", lease=2, retries=3)
def stubborn(handle, *, folder):
    """The first attempt never ends by itself; the second one does."""
    (Path(folder) / f"attempt-{handle.attempt}").touch()
    if handle.attempt == 1:
        time.sleep(600)


@job("bench.asleep")
def asleep(handle, *, folder):
    """A large import: keeps its worker busy until the test has seen enough."""
    Path(folder, "asleep").touch()
    until = time.monotonic() + 120
    while not Path(folder, "enough").exists() and time.monotonic() < until:
        time.sleep(0.05)


@job("bench.waited_for", lane=QUICK)
def waited_for(handle, *, folder):
    Path(folder, f"waited-for-{handle.id}").touch()
