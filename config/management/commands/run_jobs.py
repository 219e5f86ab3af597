"""`manage.py run_jobs`: runs whatever is due, here and now, without broker or worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config.jobs.models import JobState
from config.jobs.runner import run_jobs


class Command(BaseCommand):
    """For scripts and for a machine whose worker does not run."""

    help = "Run every job that is due, in this process."

    def handle(self, *args: Any, **options: Any) -> None:
        jobs = run_jobs(limit=100_000)
        failed = sum(job.state == JobState.FAILED for job in jobs)
        self.stdout.write(f"{len(jobs)} run, {failed} failed")
