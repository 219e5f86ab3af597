"""Background work on previews."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.errors import Refused
from config.jobs.handle import JobHandle
from config.jobs.registry import job
from media.files.models import StoredBlob
from media.formats.sandbox import PreviewFailed
from media.previews import render, services


@job("media.previews.render", lease=120, retries=3, limit=1800, label=gettext_lazy("Making previews"))
def render_previews(handle: JobHandle, *, blob: int) -> None:
    """Draw what is made ahead: covers first, then the first pages."""
    row = StoredBlob.objects.ready().filter(pk=blob).first()
    if row is None:
        return
    portions = render.steps(row)
    for done, portion in enumerate(portions):
        handle.progress(done * 100 // len(portions), _("Drawing pages"))
        try:
            render.make(row, portion)
        except PreviewFailed:
            raise Refused(
                _("No preview could be made of this file. It can still be used and downloaded.")
            ) from None


@job("media.previews.pages", lease=240, retries=1, limit=1800, label=gettext_lazy("Drawing pages"))
def draw_asked_pages(handle: JobHandle, *, blob: int, pages: list[int]) -> None:
    """Pages that somebody opened before they were drawn."""
    row = StoredBlob.objects.ready().filter(pk=blob).first()
    if row is not None:
        services.draw_pages(row, pages)
