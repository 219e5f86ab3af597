"""The tus 1.0 endpoint: protocol in, service called, protocol out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from config.answers import headers_of, status_of
from config.errors import NotAllowed, Refused
from config.hostnames import is_own_origin
from media.files import services, tus
from media.files.models import Upload
from media.files.tokens import UploadPass, read_token
from media.files.wording import upload_error

TusView = Callable[..., HttpResponse]


def tus_view(view: TusView) -> TusView:
    """Names the person (token or session) and says refusals as the protocol wants them.

    Without Django's CSRF token: `Tus-Resumable` is demanded on every unsafe request, and no page of another site
    can send that header, since we never answer its preflight; a foreign `Origin` is refused as well.
    """

    @functools.wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            if request.method == "OPTIONS":
                response = HttpResponse(status=204, headers=tus.capability_headers(settings.UPLOAD_MAX_BYTES))
            else:
                response = view(request, _pass_of(request), **kwargs)
        except Refused as refusal:
            status = status_of(refusal, otherwise=HTTPStatus.BAD_REQUEST)
            told = {"error": str(refusal), "code": refusal.code}
            response = JsonResponse(told, status=status, headers=headers_of(status))
            if refusal.code == "version":
                response["Tus-Version"] = tus.VERSION
        for name, value in tus.common_headers().items():
            response[name] = value
        return response

    return csrf_exempt(answered)


@tus_view
def uploads(request: HttpRequest, who: UploadPass) -> HttpResponse:
    """GET: the person's own uploads that are not in use yet. POST: begin one."""
    if request.method in {"GET", "HEAD"}:
        pending = Upload.objects.of(who.user).pending()
        if purpose := request.GET.get("purpose", ""):
            pending = pending.filter(purpose=purpose)
        return JsonResponse({"uploads": [upload_row(upload) for upload in pending]})
    metadata = tus.read_metadata(request.headers.get("Upload-Metadata", ""))
    upload = services.begin_upload(
        who.user,
        name=metadata.get("filename", ""),
        length=tus.read_number(request.headers, "Upload-Length"),
        purpose=metadata.get("purpose", ""),
        quota_holder=who.quota_holder,
    )
    headers = tus.progress_headers(offset=0, length=upload.length, expires=upload.expires_at)
    location = {"Location": reverse("upload", args=[upload.public_id])}
    return JsonResponse(upload_row(upload), status=201, headers={**headers, **location})


@tus_view
def upload(request: HttpRequest, who: UploadPass, public_id: str) -> HttpResponse:
    """HEAD: how far. PATCH: the next part. DELETE: give it up."""
    row = Upload.objects.of(who.user).filter(public_id=public_id).select_related("owner").first()
    if row is None:
        raise Refused(_("There is no such upload. Please begin again."), code="unknown")
    if request.method == "DELETE":
        services.cancel_upload(who.user, upload=row)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        _receive(request, who, row)
        row.refresh_from_db()
    elif row.is_complete is False:
        services.require_unexpired(row)
    headers = tus.progress_headers(offset=row.offset, length=row.length, expires=row.expires_at)
    return HttpResponse(status=204 if request.method == "PATCH" else 200, headers=headers)


def upload_row(row: Upload) -> dict[str, Any]:
    """One upload as the upload element reads it."""
    return {
        "id": row.public_id,
        "name": row.name,
        "length": row.length,
        "offset": row.offset,
        "state": row.state,
        "error": upload_error(row),
        "location": reverse("upload", args=[row.public_id]),
        "status_url": reverse("upload_status", args=[row.public_id]),
    }


def _receive(request: HttpRequest, who: UploadPass, row: Upload) -> None:
    if request.content_type != tus.PART_TYPE:
        raise Refused(_("Please reload the page and try again."), code="content_type")
    services.receive_part(
        who.user,
        upload=row,
        offset=tus.read_number(request.headers, "Upload-Offset"),
        size=tus.read_number(request.headers, "Content-Length", code="length_required"),
        read=request.read,
        checksum=tus.Checksum.of(request.headers.get("Upload-Checksum", "")),
    )


def _pass_of(request: HttpRequest) -> UploadPass:
    if request.method not in {"GET", "HEAD"}:
        tus.require_version(request.headers)
        _require_own_origin(request)
    token = request.headers.get("Upload-Token", "")
    if token:
        return read_token(token)
    if not request.user.is_authenticated:
        raise NotAllowed(_("Please sign in again to upload files."))
    return UploadPass(request.user)


def _require_own_origin(request: HttpRequest) -> None:
    origin = request.headers.get("Origin")
    if origin and not is_own_origin(request, origin):
        raise NotAllowed(_("This page may not upload files here."))
