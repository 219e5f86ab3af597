"""Findings and states in words, for the person who uploaded the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from config.jobs.models import Job, JobState
from media.files.models import StoredBlob, Upload, UploadState
from media.formats.problems import finding_hint, finding_text


@dataclass(frozen=True)
class FindingWords:
    """One finding as it is shown: what is so, where, and what can be done."""

    code: str
    severity: str
    where: str
    text: str
    hint: str


def finding_words(rows: Sequence[dict[str, Any]]) -> list[FindingWords]:
    """Kept findings (`intake.finding_row`) in the reader's language."""
    return [
        FindingWords(
            row["code"],
            row["severity"],
            row["where"],
            finding_text(row["code"], row["params"]),
            finding_hint(row["code"], row["params"]),
        )
        for row in rows
    ]


def findings_of(blob: StoredBlob) -> list[FindingWords]:
    """Everything that was noticed about a file in use: for its uploader, its reviewer and whoever watches over it."""
    return finding_words(blob.inspection.get("findings", []))


def upload_error(upload: Upload) -> str:
    """Why the upload was not accepted and what to do; "" when nothing is wrong."""
    if upload.state == UploadState.REJECTED and not upload.error:
        blocking = [words for words in finding_words(upload.findings) if words.severity == "error"]
        return " ".join(part for words in blocking for part in (words.text, words.hint) if part)
    return upload.error


def checking_job(upload: Upload) -> Job | None:
    """The job that checks the upload, newest first."""
    return Job.objects.filter(subject=upload.subject_key, kind="media.files.intake").order_by("-pk").first()


def upload_progress(upload: Upload, job: Job | None = None) -> int:
    """0-100 within the present state: of the bytes while they travel, of the check afterwards."""
    if upload.state == UploadState.RECEIVING:
        return upload.offset * 100 // upload.length if upload.length else 0
    if upload.state == UploadState.CHECKING:
        return job.progress if job else 0
    return 100


def stuck_error(job: Job | None) -> str:
    """The sentence of a check that has failed or was cancelled for good."""
    return job.error if job and job.state in {JobState.FAILED, JobState.CANCELLED} else ""
