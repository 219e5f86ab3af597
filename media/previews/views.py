"""How an upload stands: the JSON that the upload element asks for while a file is checked."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from config.errors import Refused
from config.jobs.models import Job
from media.files import wording
from media.files.delivery import signed_url
from media.files.models import Upload, UploadState
from media.files.policies import UPLOAD_GUARD
from media.files.proposing import proposals_of
from media.files.tokens import UploadPass
from media.files.views import tus_view
from media.previews.services import RENDER, cover_of


@tus_view
def upload_status(request: HttpRequest, who: UploadPass, public_id: str) -> HttpResponse:
    """State, progress, findings in words, proposals and cover of one's own upload."""
    upload = Upload.objects.of(who.user).filter(public_id=public_id).select_related("blob", "owner").first()
    if upload is None:
        raise Refused(_("There is no such upload. Please begin again."), code="unknown")
    job = wording.checking_job(upload) if upload.state == UploadState.CHECKING else None
    stuck = wording.stuck_error(job)
    return JsonResponse(
        {
            "id": upload.public_id,
            "name": upload.name,
            "state": UploadState.REJECTED if stuck else upload.state,
            "progress": wording.upload_progress(upload, job),
            "error": stuck or wording.upload_error(upload),
            "findings": [dataclasses.asdict(words) for words in wording.finding_words(upload.findings)],
            "proposals": [dataclasses.asdict(proposal) for proposal in proposals_of(upload)],
            "cover": _cover(upload),
            "drawing": _is_drawing(upload),
        }
    )


def _cover(upload: Upload) -> str:
    cover = cover_of(upload.blob) if upload.blob else None
    if cover is None:
        return ""
    return signed_url(
        cover, name=cover.file_name, guard=UPLOAD_GUARD, guard_id=upload.public_id, user=upload.owner
    )


def _is_drawing(upload: Upload) -> bool:
    """Whether a cover may still come."""
    if upload.blob is None:
        return False
    return Job.objects.open().filter(kind=RENDER, subject=f"blob:{upload.blob.sha256}").exists()
