"""Pictures on their way into a question, as their author reads of them. Reads rows, draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from media.formats.problems import finding_hint, finding_text
from questionbank.items.models import IncomingPicture, IncomingState, Question

READY = "ready"


@dataclass(frozen=True)
class Standing:
    """How a picture stands: waiting, ready or refused, and then why."""

    id: str
    state: str
    url: str
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """What the editor is told."""
        return {"id": self.id, "state": self.state, "url": self.url} | (
            {"error": self.error} if self.error else {}
        )


def standing_of(question: Question, public_id: str) -> Standing | None:
    """One picture of the question, drawn or not; None: it has none of this name."""
    if question.pictures.filter(public_id=public_id).exists():
        return Standing(public_id, READY, picture_address(question.public_id, public_id))
    incoming = question.incoming_pictures.filter(public_id=public_id).first()
    if incoming is not None:
        return standing_of_row(question, incoming)
    # Between the two looks it may have become ready.
    is_ready = question.pictures.filter(public_id=public_id).exists()
    return Standing(public_id, READY, picture_address(question.public_id, public_id)) if is_ready else None


def incoming_of(question: Question) -> dict[str, dict[str, Any]]:
    """Every picture of the question that is not ready, by id: what the editor's page begins with."""
    rows = question.incoming_pictures.all()
    return {row.public_id: standing_of_row(question, row).to_json() for row in rows}


def why_not_there(question: Question, public_id: str) -> str:
    """Why a text that names this picture is not complete; "" for a picture that the question does not know."""
    row = question.incoming_pictures.filter(public_id=public_id).first()
    if row is None:
        return ""
    if row.state == IncomingState.WAITING:
        return _("A picture is still being processed. The question is complete as soon as it is there.")
    return _("A picture could not be taken: %(reason)s Remove it or add another one.") % {
        "reason": reason_of(row)
    }


def reason_of(row: IncomingPicture) -> str:
    """The sentence behind the code of a refused picture, in the reader's language."""
    ours = {
        "unreadable": _("The picture could not be read. Save it again on your computer and add the new one."),
        "lost": _("The picture was lost on the server before it could be checked. Please add it again."),
        "failed": _("The picture could not be processed for a technical reason. Please add it again."),
    }
    if row.code in ours:
        return ours[row.code]
    sentences = (finding_text(row.code, row.params), finding_hint(row.code, row.params))
    return " ".join(one for one in sentences if one)


def standing_of_row(question: Question, row: IncomingPicture) -> Standing:
    """One that is not drawn."""
    error = reason_of(row) if row.state == IncomingState.REFUSED else ""
    return Standing(row.public_id, row.state, picture_address(question.public_id, row.public_id), error)


def picture_address(question_id: str, picture_id: str, state: str = "") -> str:
    """Where the site shows a picture. In each state of one that is not there the address is another, so that a browser
    does not take the sheet that it has for the picture later on."""
    address = reverse("question_picture", args=[question_id, picture_id])
    return f"{address}?la={state}" if state else address
