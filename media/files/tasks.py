"""Background work on files: the check of every upload, and the sweeps."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.errors import Refused
from config.jobs.handle import JobHandle
from config.jobs.registry import job, sweep
from media.files import cleaning, intake
from media.files.models import StoredBlob, Upload
from media.storage.stores import blob_store


@job("media.files.intake", lease=120, retries=5, limit=1800, label=gettext_lazy("Checking an uploaded file"))
def take_in_upload(handle: JobHandle, *, upload: int) -> None:
    """Store, inspect, accept or reject one upload. After a technical failure the bytes stay; the job can be retried."""
    row = Upload.objects.select_related("blob", "owner").filter(pk=upload).first()
    if row is None:
        return
    try:
        intake.take_in(row, handle.progress)
    except intake.PartLost:
        lost = _("The file was lost on the server before it could be checked. Please upload it again.")
        intake.reject(row, [], error=lost)
        raise Refused(lost) from None


@job("media.files.clean", lease=240, retries=3, limit=1800, label=gettext_lazy("Taking out positions"))
def clean_stored_file(handle: JobHandle, *, blob: int) -> None:
    """What others may have of a file that was stored before there was a cleaner."""
    row = StoredBlob.objects.ready().filter(pk=blob, cleaned_by__lt=cleaning.CLEANER).first()
    if row is not None:
        cleaning.clean_stored(row)


@sweep("media.files.clean", every=60)
def clean_earlier_files() -> None:
    """Files stored earlier, some each minute, beside everything else."""
    cleaning.ask_for_all(limit=20)


@sweep("media.files.uploads", every=600)
def forget_old_uploads() -> None:
    """Uploads that nobody finished or used within seven days."""
    intake.sweep_uploads()


@sweep("media.files.blobs", every=3600)
def forget_unheld_blobs() -> None:
    """Bytes that nobody has needed for 30 days."""
    intake.sweep_blobs(days=settings.BIN_DAYS)


@sweep("media.files.incoming", every=6 * 3600)
def forget_half_written() -> None:
    """What a killed process left half-written in the store."""
    blob_store().sweep_incoming()
