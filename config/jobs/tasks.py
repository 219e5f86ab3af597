"""The one Celery task of the house, and the ticker's own sweeps over the jobs themselves."""

from __future__ import annotations

from datetime import timedelta

from celery import Task
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from config.jobs.broker import PING, RUN_TASK, app, ring
from config.jobs.models import Heartbeat, Job, JobState
from config.jobs.registry import JOBS, QUICK, sweep
from config.jobs.runner import holder_name, take_turn, worker_name

RING_AGAIN_AFTER = timedelta(seconds=15)
RING_AGAIN_IN_SILENCE = timedelta(minutes=2)  # nobody answers: do not heap up messages
WORKER_IS_SILENT_AFTER = timedelta(minutes=2)
RINGS_AT_ONCE = 4  # one answered ring makes a worker clear everything that is due
KEEP_DONE = timedelta(days=30)
KEEP_FAILED = timedelta(days=180)


@app.task(name=RUN_TASK, bind=True)
def run(self: Task[..., None], job_id: int) -> None:
    """Answer the doorbell; by which queue it rang says which lane this worker serves."""
    lane = QUICK if (self.request.delivery_info or {}).get("routing_key") == QUICK else ""
    if job_id == PING:
        Heartbeat.objects.beat(worker_name(lane), holder_name())
        return
    take_turn(job_id, lane)


@sweep("config.jobs.write_back", every=2)
def write_back() -> None:
    """Embedded: bring SQLite's write-ahead log home, so that no writer does it while others wait for their turn."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


@sweep("config.jobs.ring", every=1)
def ring_due_jobs() -> None:
    """Ring for jobs that nobody picked up: delayed, retried, left by a killed worker, or their bell was lost."""
    now = timezone.now()
    patience = RING_AGAIN_IN_SILENCE if _is_silent("worker") else RING_AGAIN_AFTER
    unheard = Q(rung__isnull=True) | Q(rung__lt=now - patience)
    due = Job.objects.due().filter(unheard)
    for pk, kind, rung in due.values_list("pk", "kind", "rung")[:RINGS_AT_ONCE]:
        Job.objects.filter(pk=pk).update(rung=now)
        # A lane that has not heard its bell may have no worker: then anybody may come.
        ring(pk, JOBS[kind].lane if rung is None and kind in JOBS else "")


@sweep("config.jobs.ping", every=20)
def ping_worker() -> None:
    """Ask for a sign of life all the way through the broker; `doctor` reads the answers."""
    for lane in ("", QUICK):
        asked = f"{lane} ping".strip()
        if _is_silent(worker_name(lane)) and not _is_silent(asked):
            continue  # asked a moment ago and not answered
        Heartbeat.objects.beat(asked, holder_name())
        ring(PING, lane)


def _is_silent(name: str) -> bool:
    return not Heartbeat.objects.filter(name=name, at__gte=timezone.now() - WORKER_IS_SILENT_AFTER).exists()


@sweep("config.jobs.forget", every=3600)
def forget_old_jobs() -> None:
    """Delete finished rows: done ones after a month, failed ones after half a year; 500 at a time."""
    now = timezone.now()
    old_done = Q(state__in=(JobState.DONE, JobState.CANCELLED), finished__lt=now - KEEP_DONE)
    old_failed = Q(state=JobState.FAILED, finished__lt=now - KEEP_FAILED)
    old = list(Job.objects.filter(old_done | old_failed).values_list("pk", flat=True)[:500])
    Job.objects.filter(pk__in=old).delete()
