"""One map from the code of an error to its answer over HTTP: pages, uploads and the player read the same one.

A code is said by whoever raises the error (`HouseError.code`), its status only here. What the map does not name is
`otherwise`: 409 for people (the action is not possible now), 400 for uploads (RFC 9110; tus 1.0 gives 409 to a wrong offset
alone, which clients answer by asking again).
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from config.errors import HouseError

CHECKSUM_MISMATCH = 460  # tus 1.0, extension "checksum"
AGAIN_AFTER_SECONDS = 3

STATUS: Mapping[str, int] = {
    # who asks, and whether that is there at all
    "token": HTTPStatus.UNAUTHORIZED,
    "not_allowed": HTTPStatus.FORBIDDEN,
    "unknown": HTTPStatus.NOT_FOUND,
    "unknown_code": HTTPStatus.NOT_FOUND,
    "gone": HTTPStatus.GONE,
    "void": HTTPStatus.GONE,
    # what was sent
    "unreadable": HTTPStatus.BAD_REQUEST,
    "length_required": HTTPStatus.LENGTH_REQUIRED,
    "version": HTTPStatus.PRECONDITION_FAILED,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "quota": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "extension": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "content_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "events": HTTPStatus.UNPROCESSABLE_ENTITY,
    "checksum": CHECKSUM_MISMATCH,
    # not now
    "conflict": HTTPStatus.CONFLICT,
    "offset": HTTPStatus.CONFLICT,
    "too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "store_away": HTTPStatus.SERVICE_UNAVAILABLE,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "no_space": HTTPStatus.INSUFFICIENT_STORAGE,
}


def status_of(error: HouseError, *, otherwise: int = HTTPStatus.CONFLICT) -> int:
    """The status an error is answered with."""
    return int(STATUS.get(error.code, otherwise))


def headers_of(status: int) -> dict[str, str]:
    """What goes with a status: when to ask again."""
    return {"Retry-After": str(AGAIN_AFTER_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
