"""Entry points of workers and ticker into the relay, the rebuild and the nightly check."""

from __future__ import annotations

import logging

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.jobs.handle import JobHandle
from config.jobs.registry import job, sweep
from config.jobs.services import enqueue
from search.backends.base import EngineError
from search.sync import check, rebuild, relay
from search.sync.services import REBUILD_JOB, RELAY_JOB

log = logging.getLogger(__name__)

CHECK_JOB = "search.sync.check"
CHECK_HOUR = 2  # local time
SWEEP_BUDGET_SECONDS = 4


@job(RELAY_JOB, lease=120, retries=2, label=_("Updating the search index"))
def run_relay(handle: JobHandle) -> None:
    """Work off the outbox; what is left over is for the next ring or the sweep."""
    relay.relay()


@job(REBUILD_JOB, lease=120, retries=2, limit=6 * 3600, label=_("Rebuilding the search index"))
def run_rebuild(handle: JobHandle) -> None:
    """Fill all indexes anew, unless somebody has done so meanwhile."""
    if rebuild.rebuild_needed():
        rebuild.rebuild(progress=lambda done: handle.heartbeat())


@job(CHECK_JOB, lease=120, retries=1, label=_("Checking the search index"))
def run_check(handle: JobHandle) -> None:
    """Repair what drifted and say so."""
    drift = check.find_drift(repair=True)
    if drift.objects:
        log.error("search index: %s objects drifted and were put right", len(drift.objects))


@sweep("search.sync.relay", every=15)
def sweep_relay() -> None:
    """The guarantee behind the bell: no broker needed."""
    try:
        relay.relay(budget_seconds=SWEEP_BUDGET_SECONDS)
    except EngineError as error:
        log.warning("search relay: %s", error)


@sweep("search.sync.check", every=3600)
def sweep_check() -> None:
    """Once a night."""
    if timezone.localtime().hour == CHECK_HOUR:
        enqueue(CHECK_JOB, subject="search", unique=True)
