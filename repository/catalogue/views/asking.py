"""What is asked before acts of this room that cannot simply be taken back (`config.asking`)."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from config.asking import Question, Way
from repository.catalogue.running import in_progress
from repository.catalogue.views.authoring import own_material
from repository.organisations.requests import HouseRequest


def taking_file_out(request: HouseRequest, public_id: str, entry_id: str) -> Question | None:
    """A file leaves the draft; there is no bin for single files."""
    material = own_material(request, public_id)
    files = list(material.draft.manifest.all())
    entry = next((one for one in files if one.public_id == entry_id), None)
    if entry is None or len(files) == 1:
        return None
    return Question(
        _("Take “%(name)s” out of the draft?") % {"name": entry.name},
        (
            _("To have it back, the file has to be uploaded again."),
            _("What is approved already stays visible until a new version is approved."),
        ),
        (Way(_("Take the file out")),),
    )


def giving_up_upload(request: HouseRequest, public_id: str) -> Question | None:
    """What has arrived of an upload is deleted."""
    upload = next((row for row in in_progress(request.user).uploads if row.public_id == public_id), None)
    if upload is None:
        raise Http404
    return Question(
        _("Remove “%(name)s”?") % {"name": upload.name},
        (_("What has arrived so far is deleted. The file on your own device stays as it is."),),
        (Way(_("Remove")),),
    )
