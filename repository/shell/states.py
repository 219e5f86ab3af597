"""How a state looks: icon, tone and word, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class StateLook:
    """Icon, tone (ok, call, wait, brand or empty = quiet) and default word of a state."""

    icon: str
    tone: str
    label: str | Promise


STATES: dict[str, StateLook] = {
    "draft": StateLook("pencil", "", _("Draft")),
    "submitted": StateLook("clock", "wait", _("Waiting for appraisal")),
    "appraised": StateLook("stamp", "wait", _("Appraised, waiting for approval")),
    "returned": StateLook("return", "call", _("Returned")),
    "approved": StateLook("check-circle", "ok", _("Approved")),
    "shared": StateLook("share", "brand", _("Shared")),
    "retired": StateLook("history", "", _("No longer in use")),
    "withdrawn": StateLook("lock", "call", _("Withdrawn")),
    "waiting": StateLook("clock", "", _("Waiting")),
    "running": StateLook("process", "wait", _("In progress")),
    "ready": StateLook("check-circle", "ok", _("Ready")),
    "done": StateLook("check-circle", "ok", _("Done")),
    "failed": StateLook("error", "call", _("Failed")),
    "receiving": StateLook("upload", "wait", _("Uploading")),
    "checking": StateLook("process", "wait", _("Being checked")),
    "rejected": StateLook("error", "call", _("Not accepted")),
    "paused": StateLook("pause", "", _("Paused")),
    "scheduled": StateLook("calendar", "wait", _("Not open yet")),
    "open": StateLook("check-circle", "ok", _("Open now")),
    "closed": StateLook("lock", "", _("Closed")),
}
UNKNOWN = StateLook("info", "", "")


def look_of(state: str) -> StateLook:
    """The look of a state; an unknown one is quiet and shows only the word it is given."""
    return STATES.get(str(state), UNKNOWN)
