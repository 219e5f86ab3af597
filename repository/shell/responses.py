"""Answers in our own words for views of any room: gone, refused."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def gone(request: HttpRequest, *, title: str, reason: str) -> HttpResponse:
    """410: what stood here was withdrawn; the page says why and where to go on."""
    return render(request, "410.html", {"title": title, "reason": reason}, status=410)


def refused(request: HttpRequest, *, reason: str, back_url: str = "", status: int = 409) -> HttpResponse:
    """A page that says in one sentence why the action did not happen; `back_url` leads back to the work."""
    return render(
        request, "repository/shell/refused.html", {"reason": reason, "back_url": back_url}, status=status
    )
