"""What is under way for a person: files that travel or wait, and background work. Outlives the page that began it."""

from __future__ import annotations

from dataclasses import dataclass

from config.accounts.models import User
from config.caches import remembered
from config.jobs.models import Job
from media.files.models import Upload
from media.files.wording import upload_error

LONGEST_LIST = 100
COUNT_SECONDS = 5


@dataclass(frozen=True)
class InProgress:
    """Jobs the person set going (finished ones of the last days too) and uploads that belong to nothing yet."""

    jobs: list[Job]
    uploads: list[Upload]


def in_progress(user: User) -> InProgress:
    """Newest first."""
    uploads = list(Upload.objects.of(user).pending().select_related("blob").order_by("-pk")[:LONGEST_LIST])
    for upload in uploads:
        upload.problem = upload_error(upload)  # type: ignore[attr-defined]
    return InProgress(list(Job.objects.for_actor(user)[:LONGEST_LIST]), uploads)


def count_in_progress(user: User) -> int:
    """How many jobs of the person wait or run; a few seconds old at most, for it stands on every page."""
    key = f"in-progress:{user.pk}"
    known = remembered.get(key)
    if known is None:
        known = Job.objects.for_actor(user).open().order_by().count()
        remembered.set(key, known, COUNT_SECONDS)
    return int(known)
