"""Pictures of a question: taken in at once, drawn by a job, asked for until they are there, shown."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from config.errors import Refused
from media.files.delivery import signed_url
from questionbank.items.file_access import incoming_picture, visible_picture
from questionbank.items.incoming import standing_of, standing_of_row
from questionbank.items.models import IncomingPicture, IncomingState
from questionbank.items.pictures import PICTURE_GUARD
from questionbank.items.services.pictures import add_picture
from questionbank.items.views.editor import editable_question
from repository.organisations.requests import HouseRequest

RETRY_SECONDS = 1
_SHEET = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 160" width="480" height="160">'
    '<rect width="480" height="160" fill="#eee"/><text x="240" y="88" text-anchor="middle" '
    'font-family="sans-serif" font-size="24" fill="#444">{}</text></svg>'
)
CACHING = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


def add_question_picture(request: HouseRequest, public_id: str) -> HttpResponse:
    """A pasted, dropped or chosen picture (`file`); ← 202 {id, state, url, ask}: `ask` says when it is there."""
    question = editable_question(request, public_id)
    if "file" not in request.FILES:
        return JsonResponse({"error": _("No picture has arrived. Please choose it again.")}, status=400)
    try:
        picture = add_picture(
            request.user,
            question=question,
            upload=request.FILES.getlist("file")[0],
            alt=request.POST.get("alt", ""),
        )
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    ask = reverse("question_picture_state", args=[public_id, picture.public_id])
    return JsonResponse(standing_of_row(question, picture).to_json() | {"ask": ask}, status=202)


def question_picture_state(request: HouseRequest, public_id: str, picture_id: str) -> HttpResponse:
    """How a picture stands; ← {id, state: waiting, ready or refused, url} and, refused, {error} in words."""
    standing = standing_of(editable_question(request, public_id), picture_id)
    if standing is None:
        raise Http404
    return JsonResponse(standing.to_json(), headers=CACHING)


def question_picture(request: HouseRequest, public_id: str, picture_id: str) -> HttpResponse:
    """The way to a picture on the content host, for whoever may see it now; remembered by nobody."""
    picture = visible_picture(request.viewer, picture_id)
    if picture is None:
        incoming = incoming_picture(request.viewer, picture_id)
        if incoming is None or incoming.question.public_id != public_id:
            raise Http404
        return _sheet(incoming)
    if picture.question.public_id != public_id:
        raise Http404
    address = signed_url(
        picture.blob, name="hinh.webp", guard=PICTURE_GUARD, guard_id=picture_id, user=request.viewer.user
    )
    return HttpResponseRedirect(address, headers=CACHING)


def _sheet(row: IncomingPicture) -> HttpResponse:
    """What stands in the place of a picture that is not there: 202 while it is being processed, 200 for good."""
    is_waiting = row.state == IncomingState.WAITING
    words = _("The picture is being processed…") if is_waiting else _("The picture could not be taken")
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
    if is_waiting:
        headers["Retry-After"] = str(RETRY_SECONDS)
    return HttpResponse(
        format_html(_SHEET, words),
        content_type="image/svg+xml",
        status=202 if is_waiting else 200,
        headers=headers,
    )
