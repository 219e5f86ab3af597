"""Handing work over: the row is written in the caller's transaction, the bell rings after commit."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from config.errors import Conflict, NotAllowed
from config.jobs.broker import ring
from config.jobs.models import Job, JobState
from config.jobs.registry import JOBS

if TYPE_CHECKING:
    from config.accounts.models import User


def enqueue(
    kind: str,
    *,
    actor: User | None = None,
    subject: str = "",
    delay: timedelta | float | None = None,
    unique: bool = False,
    **args: Any,
) -> Job:
    """Write a job of a registered kind and wake a worker once the surrounding transaction commits.

    `subject` says what it is about, e.g. `"material:k7m2x9qd4hvr"`; `delay` is a timedelta or seconds;
    `unique` gives back the job that already waits for the same kind and subject (a running one does not
    count: it may have read old data). `args` are JSON values; pass ids, never objects.
    Raises `config.registry.UnknownKey` for a kind that nobody registered.
    """
    known = JOBS[kind]
    now = timezone.now()
    wait = delay if isinstance(delay, timedelta) else timedelta(seconds=delay or 0)
    job = Job(
        kind=known.name,
        subject=subject,
        actor=actor,
        args=args,
        once=unique,
        max_attempts=known.retries + 1,
        not_before=now + wait,
        rung=None if wait else now,
    )
    job = _save_once(job) if unique else _save(job)
    if not wait:
        transaction.on_commit(partial(ring, job.pk, known.lane), robust=True)
    return job


def _save(job: Job) -> Job:
    job.save(force_insert=True)
    return job


def _save_once(job: Job) -> Job:
    """Insert unless the same kind and subject already waits; the database decides, so that two callers agree.

    A worker may take the new row before we look again: then it is ours all the same.
    """
    waiting = Q(kind=job.kind, subject=job.subject, once=True, state=JobState.QUEUED)
    while True:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        found = Job.objects.filter(waiting | Q(public_id=job.public_id)).first()
        if found is not None:
            return found


def cancel_job(actor: User, *, job: Job) -> None:
    """Stop a waiting or running job; a running one notices at its next progress report."""
    if job.actor_id != actor.pk and not actor.is_superuser:
        raise NotAllowed(_("Only the person who started this work can cancel it."))
    stopped = Job.objects.open().filter(pk=job.pk).update(state=JobState.CANCELLED, finished=timezone.now())
    if not stopped:
        raise Conflict(_("This work has already ended."))


def retry_job(actor: User, *, job: Job) -> None:
    """Set a failed job going again from its first attempt."""
    if job.actor_id != actor.pk and not actor.is_superuser:
        raise NotAllowed(_("Only the person who started this work can start it again."))
    now = timezone.now()
    again = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        state=JobState.QUEUED,
        attempt=0,
        error="",
        trace="",
        progress=0,
        finished=None,
        not_before=now,
        rung=now,
    )
    if not again:
        raise Conflict(_("This work has already been started again."))
    lane = JOBS[job.kind].lane if job.kind in JOBS else ""
    transaction.on_commit(partial(ring, job.pk, lane), robust=True)
