"""Answers in our own words for views of any room: gone, refused; and who asks, a page or a script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from config.answers import status_of
from config.errors import HouseError


def gone(request: HttpRequest, *, title: str, reason: str) -> HttpResponse:
    """410: what stood here was withdrawn; the page says why and where to go on."""
    return render(request, "410.html", {"title": title, "reason": reason, **frame_of(request)}, status=410)


def refused(request: HttpRequest, *, reason: str, back_url: str = "", status: int = 409) -> HttpResponse:
    """A page that says in one sentence why the action did not happen; `back_url` leads back to the work."""
    return render(
        request, "repository/shell/refused.html", {"reason": reason, "back_url": back_url}, status=status
    )


def refusal_page(request: HttpRequest, error: HouseError, *, back_url: str = "") -> HttpResponse:
    """A page that says why not, in the sentence of the error; scripts get it as JSON. The status is the map's."""
    status = status_of(error)
    if by_script(request):
        return JsonResponse({"error": str(error), "code": error.code}, status=status)
    return refused(request, reason=str(error), back_url=back_url, status=status)


def frame_of(request: HttpRequest) -> dict[str, str]:
    """`frame` for pages of errors: with header and sign-in for a person; plain for scripts and pictures, and when the
    answer came before anybody knew who asks."""
    knows = hasattr(request, "viewer") and "text/html" in request.headers.get("Accept", "")
    return {"frame": "repository/shell/base.html" if knows else "repository/shell/base_plain.html"}


def by_script(request: HttpRequest) -> bool:
    """A script of the page asks and reads JSON; without it the browser itself sends the form."""
    return "application/json" in request.headers.get("Accept", "")


def own_path(target: str, *, fallback: str = "") -> str:
    """Where a `next` may lead: a path of this site, else the fallback; never another host, never a relative name."""
    safe = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if safe else fallback
