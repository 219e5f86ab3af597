"""Pictures of a question: taken in at once, drawn by a job, asked for until they are there, shown."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import Refused
from media.files.delivery import signed_url
from questionbank.items.file_access import incoming_picture, visible_picture
from questionbank.items.incoming import sheet_of, standing_of
from questionbank.items.pictures import PICTURE_GUARD
from questionbank.items.services.pictures import add_picture
from questionbank.items.views.editor import editable_question

CACHING = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


def add_question_picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """A pasted, dropped or chosen picture (`file`); ← 202 {id, state, url, ask}: `ask` says when it is there."""
    question = editable_question(request, public_id)
    if "file" not in request.FILES:
        return JsonResponse({"error": _("No picture has arrived. Please choose it again.")}, status=400)
    try:
        picture = add_picture(
            request.user, question=question, upload=request.FILES["file"], alt=request.POST.get("alt", "")
        )
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    names = [public_id, picture.public_id]
    addresses = {
        "url": reverse("question_picture", args=names),
        "ask": reverse("question_picture_state", args=names),
    }
    return JsonResponse({"id": picture.public_id, "state": picture.state} | addresses, status=202)


def question_picture_state(request: HttpRequest, public_id: str, picture_id: str) -> HttpResponse:
    """How a picture stands; ← {id, state: waiting, ready or refused, url} and, refused, {error} in words."""
    standing = standing_of(editable_question(request, public_id), picture_id)
    if standing is None:
        raise Http404
    return JsonResponse(standing.to_json(), headers=CACHING)


def question_picture(request: HttpRequest, public_id: str, picture_id: str) -> HttpResponse:
    """The way to a picture on the content host, for whoever may see it now; remembered by nobody."""
    picture = visible_picture(request.viewer, picture_id)
    if picture is None:
        incoming = incoming_picture(request.viewer, picture_id)
        if incoming is None or incoming.question.public_id != public_id:
            raise Http404
        return sheet_of(incoming)
    if picture.question.public_id != public_id:
        raise Http404
    address = signed_url(
        picture.blob, name="hinh.webp", guard=PICTURE_GUARD, guard_id=picture_id, user=request.viewer.user
    )
    return HttpResponseRedirect(address, headers=CACHING)
