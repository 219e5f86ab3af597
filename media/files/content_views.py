"""The content host's views: a file behind a signed address. No session, no cookie, nothing of the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from media.files.cleaning import BeingCleaned
from media.files.delivery import FileAccess, access_now, key_now
from media.storage.base import NotStored, StoreAway
from media.storage.headers import file_headers, type_of
from media.storage.ranges import ByteRange, RangeNotSatisfiable, parse_range, range_is_current
from media.storage.signing import Disposition, LinkExpired, LinkInvalid, LinkPayload, read_prefix, read_token
from media.storage.stores import blob_store

FETCHED_AT_ONCE = 8 * 1024 * 1024
"""A player that asks for "all from here on" gets so much of what lies in an object store, and asks again (RFC 9110, 15.3.7).

The answer is fetched before it is sent: a seek in a film must not wait for the film's end. A download gets all it asks for.
"""


def file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """The bytes, whole or in part; 404, 410 or 403 in a plain sentence otherwise. `name` is only for people to read."""
    return _opened(request, lambda: read_token(token))


def kindred(request: HttpRequest, token: str, rest: str) -> HttpResponseBase:
    """The same for one of many derived files that share an address, such as the pages of a book."""
    return _opened(request, lambda: _of_prefix(token, rest))


def _of_prefix(token: str, rest: str) -> LinkPayload:
    payload = read_prefix(token, rest)
    return replace(payload, media_type=type_of(payload.key))


def _opened(request: HttpRequest, read: Callable[[], LinkPayload]) -> HttpResponseBase:
    if request.headers.get("Service-Worker"):
        return plain(403, _("This is not possible here."))
    try:
        payload = read()
    except LinkExpired:
        return plain(403, _("This link has run out. Go back to the page and open the file from there."))
    except LinkInvalid:
        return not_found(request)
    access = access_now(payload)
    if access is FileAccess.GONE:
        return plain(410, _("This material has been withdrawn."))
    if access not in {FileAccess.OPEN, FileAccess.ORIGINAL}:
        return not_found(request)
    try:
        return _answer(request, payload, key_now(payload, access))
    except BeingCleaned:
        return _later(_("This file is being made ready for others. Please try again in a minute."))
    except StoreAway:
        return _later(_("Files cannot be reached right now. Please try again in a minute."))
    except NotStored:
        return not_found(request)


def _later(sentence: str) -> HttpResponse:
    answer = plain(503, sentence)
    answer["Retry-After"] = "30"
    return answer


def plain(status: int, sentence: str) -> HttpResponse:
    """A sentence without any markup."""
    return HttpResponse(
        f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8", headers=_CLOSED
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Every closed door looks like this."""
    return plain(404, _("There is nothing here, or it is not for you."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that makes no sense."""
    return plain(400, _("This request was not understood."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault."""
    return plain(500, _("Something went wrong here. Please try again in a moment."))


_CLOSED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def _answer(request: HttpRequest, payload: LinkPayload, key: str) -> HttpResponseBase:
    store = blob_store()
    size = store.size(key)
    headers = file_headers(payload.media_type, payload.filename, payload.disposition, key)
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # pictures and videos stand in the site's pages
    path = store.path_of(key)
    if settings.ACCEL_PREFIX and path:
        return HttpResponse(headers={**headers, "X-Accel-Redirect": settings.ACCEL_PREFIX + key})
    if request.headers.get("If-None-Match", "").strip() == headers["ETag"]:
        return HttpResponse(status=304, headers=headers)
    try:
        wanted = _range(request, size, headers["ETag"])
    except RangeNotSatisfiable:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    if wanted is not None and path is None and payload.disposition is Disposition.INLINE:
        wanted = wanted.at_most(FETCHED_AT_ONCE)
    part = wanted or ByteRange(0, size)
    headers["Content-Length"] = str(part.length)
    if wanted is not None:
        headers["Content-Range"] = part.content_range(size)
    status = 206 if wanted is not None else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    response = StreamingHttpResponse(
        store.open_range(key, part.start, part.stop), status=status, headers=headers
    )
    if path:  # then the server reads the file itself, at the reader's pace
        response.part_of_file = (path, part.start, part.stop)  # type: ignore[attr-defined]
    return response


def _range(request: HttpRequest, size: int, etag: str) -> ByteRange | None:
    if not range_is_current(request.headers.get("If-Range"), etag):
        return None
    return parse_range(request.headers.get("Range"), size)
