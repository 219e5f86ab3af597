"""Background work of the banks: pictures drawn anew, and what the ticker does by itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from config.jobs.handle import JobHandle
from config.jobs.registry import QUICK, job, sweep
from questionbank.items.models import IncomingPicture
from questionbank.items.services import redrawing
from questionbank.items.services.changes import KIND
from repository.curation.lifecycle import empty_bin


@job(
    "questionbank.items.picture",
    lease=60,
    retries=3,
    limit=300,
    label=gettext_lazy("Processing a picture"),
    lane=QUICK,
)
def redraw_picture(handle: JobHandle, *, picture: int) -> None:
    """Draw a picture of a question anew; its author waits. What fails to the last is remembered as refused."""
    row = IncomingPicture.objects.filter(pk=picture).select_related("added_by").first()
    if row is None:
        return
    try:
        redrawing.redraw(row)
    except Exception:
        if handle.is_last_attempt:
            redrawing.refuse(row, "failed")
        raise


@sweep("questionbank.items.pictures", every=60)
def end_pictures_left_behind() -> int:
    """Pictures whose job has given up, and refusals of long ago."""
    return redrawing.end_left_behind()


@sweep("questionbank.items.bin.empty", every=3600)
def empty_the_bin() -> int:
    """Questions that have lain in the bin for their days are deleted, a hundred at a time."""
    return empty_bin(KIND)
