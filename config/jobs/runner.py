"""Claiming and running jobs: by lease, with retries that back off, the row written at every step."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
import traceback
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from config.errors import Refused
from config.jobs.broker import ring
from config.jobs.handle import JobHandle, LeaseKeeper, LeaseLost
from config.jobs.models import Heartbeat, Job, JobState
from config.jobs.registry import JOBS, JobKind
from config.logs import bind_job

log = logging.getLogger(__name__)

BACKOFF_FIRST_SECONDS = 5
BACKOFF_LONGEST_SECONDS = 600
TRACE_CHARACTERS = 6000
TURN_SECONDS = 30  # how long one message keeps a worker busy with whatever is due


def holder_name() -> str:
    """Who claims: machine, process and thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def run_job(pk: int, *, keep_lease: bool = False) -> Job | None:
    """Claim one job and run it; None when it is not due or another worker has it.

    `keep_lease` renews the lease from a thread (workers do; a test on one connection does not).
    """
    kind = _kind_of(pk)
    if kind is None:
        return None
    holder = holder_name()
    lease = timedelta(seconds=kind.lease)
    if not Job.objects.claim(pk, holder=holder, lease=lease):
        return None
    job = Job.objects.select_related("actor").get(pk=pk)
    handle = JobHandle(
        job.pk, job.public_id, job.kind, job.subject, job.actor, job.attempt, job.max_attempts, holder, lease
    )
    if job.attempt > job.max_attempts:
        _fail(handle, _("The work was interrupted too often and has been given up."))
    else:
        keeper = LeaseKeeper(handle, limit=kind.limit) if keep_lease else contextlib.nullcontext()
        with bind_job(job.public_id), keeper:
            _run(kind, handle, job.args)
    job.refresh_from_db()
    return job


def run_jobs(limit: int = 1000) -> list[Job]:
    """Run everything that is due, here and now, oldest first; tests and `manage.py run_jobs` use it."""
    done: list[Job] = []
    while len(done) < limit and (pk := _next_due()):
        if job := run_job(pk):
            done.append(job)
    return done


def take_turn(pk: int, lane: str = "") -> None:
    """What a worker does on a message: this job, then whatever else is due, for half a minute. A worker of a lane does
    nothing else than the lane's work, so that the next message finds it free."""
    Heartbeat.objects.beat(worker_name(lane), holder_name())
    until = time.monotonic() + TURN_SECONDS
    due: int | None = pk
    while due:
        run_job(due, keep_lease=True)
        due = _next_due(lane)
        if due and time.monotonic() > until:
            ring(due, lane)
            return


def worker_name(lane: str = "") -> str:
    """Under which name the workers of a lane give signs of life."""
    return f"{lane} worker" if lane else "worker"


def _next_due(lane: str = "") -> int | None:
    kinds = [kind.name for kind in JOBS if not lane or kind.lane == lane]
    return Job.objects.due().filter(kind__in=kinds).values_list("pk", flat=True).first()


def _kind_of(pk: int) -> JobKind | None:
    name = Job.objects.filter(pk=pk).values_list("kind", flat=True).first()
    if name is None or name not in JOBS:
        log.warning("job %s: no such row or kind", pk)
        return None
    return JOBS[name]


def _run(kind: JobKind, handle: JobHandle, args: dict[str, Any]) -> None:
    began = time.monotonic()
    try:
        kind.run(handle, **args)
    except LeaseLost:
        log.info("job %s stopped: cancelled or taken over", handle.public_id)
    except Refused as refusal:
        _fail(handle, str(refusal), code=refusal.code)
    except Exception:
        log.exception("job %s (%s) failed, attempt %s", handle.public_id, handle.kind, handle.attempt)
        _fail_or_wait(handle, traceback.format_exc())
    else:
        _finish(handle, state=JobState.DONE, progress=100, error="", trace="")
        log.info("job %s (%s) done in %.2f s", handle.public_id, handle.kind, time.monotonic() - began)


def _fail_or_wait(handle: JobHandle, trace: str) -> None:
    if handle.is_last_attempt:
        _fail(
            handle,
            _("The work failed for a technical reason. Your data is safe; please try again later."),
            trace,
        )
        return
    pause = min(BACKOFF_LONGEST_SECONDS, BACKOFF_FIRST_SECONDS * 3 ** (handle.attempt - 1))
    Job.objects.held(handle.id, handle.holder).update(
        state=JobState.QUEUED,
        not_before=timezone.now() + timedelta(seconds=pause),
        rung=None,
        lease_until=None,
        lease_holder="",
        trace=trace[-TRACE_CHARACTERS:],
    )


def _fail(handle: JobHandle, sentence: str, trace: str = "", *, code: str = "") -> None:
    detail = trace[-TRACE_CHARACTERS:] or code
    _finish(handle, state=JobState.FAILED, error=sentence, trace=detail)


def _finish(handle: JobHandle, **fields: Any) -> None:
    Job.objects.held(handle.id, handle.holder).update(
        finished=timezone.now(), lease_until=None, lease_holder="", **fields
    )
