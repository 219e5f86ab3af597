"""What is under way for one person: uploads and jobs in one list, for the page and the count in the menu."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.accounts.models import User
from config.jobs.models import Job, JobState
from media.files import wording
from media.files.models import Upload, UploadState

INTAKE = "media.files.intake"
_MOST_JOBS = 100


@dataclass(frozen=True)
class InProgress:
    """One line: an upload or a job. `percent` is 0-100; `error` is a sentence; `state` a value of its own model.

    `job_id` names the job to retry (also that of an upload whose check failed); "" when there is none.
    """

    public_id: str
    is_upload: bool
    label: str
    name: str
    state: str
    state_label: str
    percent: int
    note: str
    error: str
    is_open: bool
    can_cancel: bool
    can_retry: bool
    since: datetime
    job_id: str = ""


def in_progress(user: User) -> list[InProgress]:
    """The person's uploads that are not in use yet, then their jobs that run, wait or ended in the last two days."""
    jobs = list(Job.objects.for_actor(user)[:_MOST_JOBS])
    checks: dict[str, Job] = {}
    for job in jobs:
        if job.kind == INTAKE:
            checks.setdefault(job.subject, job)
    uploads = [
        _upload_line(upload, checks.get(upload.subject_key)) for upload in Upload.objects.of(user).pending()
    ]
    return uploads + [_job_line(job) for job in jobs if job.kind != INTAKE]


def pending_count(user: User) -> int:
    """How many uploads travel or are checked and how many other jobs run, in one query."""
    uploads = Upload.objects.of(user).filter(state__in=(UploadState.RECEIVING, UploadState.CHECKING))
    jobs = Job.objects.open().filter(actor=user).exclude(kind=INTAKE)
    return uploads.order_by().values("pk").union(jobs.order_by().values("pk"), all=True).count()


def _upload_line(upload: Upload, job: Job | None) -> InProgress:
    stuck = wording.stuck_error(job) if upload.state == UploadState.CHECKING else ""
    return InProgress(
        public_id=upload.public_id,
        is_upload=True,
        label=upload.name,
        name=upload.name,
        state=UploadState.REJECTED if stuck else upload.state,
        state_label=str(UploadState(upload.state).label),
        percent=wording.upload_progress(upload, job),
        note=job.progress_note if job and upload.state == UploadState.CHECKING else "",
        error=stuck or wording.upload_error(upload),
        is_open=upload.state in {UploadState.RECEIVING, UploadState.CHECKING} and not stuck,
        can_cancel=True,
        can_retry=bool(stuck),
        since=upload.created_at,
        job_id=job.public_id if job else "",
    )


def _job_line(job: Job) -> InProgress:
    return InProgress(
        public_id=job.public_id,
        is_upload=False,
        label=job.label,
        name="",
        state=job.state,
        state_label=job.get_state_display(),
        percent=job.progress,
        note=job.progress_note,
        error=job.error,
        is_open=job.is_open,
        can_cancel=job.is_open,
        can_retry=job.state == JobState.FAILED,
        since=job.created,
        job_id=job.public_id,
    )
