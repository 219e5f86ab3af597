"""A signed number per browser, so that wrong join codes are counted by device and not by school."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from config.ids import public_id

COOKIE = "hoclieu_join"
AGE_SECONDS = 180 * 24 * 3600
_SALT = "questionbank.taking.devices"


def device_of(request: HttpRequest) -> str:
    """The number of this browser; "" when it has none or a forged one."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, "")[:300], salt=_SALT, max_age=AGE_SECONDS))
    except signing.BadSignature:
        return ""


def number_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the browser a number unless it has one."""
    if not device_of(request):
        response.set_cookie(
            COOKIE,
            signing.dumps(public_id(), salt=_SALT),
            max_age=AGE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )
    return response
