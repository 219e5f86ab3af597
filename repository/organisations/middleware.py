"""Gives every request its Viewer, made at most once and only when something asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth import SESSION_KEY
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from repository.organisations.idleness import end_or_prolong
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer, viewer_for

GetResponse = Callable[[HouseRequest], HttpResponseBase]


class ViewerMiddleware:
    """Sets `request.viewer`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HouseRequest) -> HttpResponseBase:
        request.viewer = cast(Viewer, SimpleLazyObject(lambda: viewer_for(request.user)))
        return self.get_response(request)


class SharedComputerMiddleware:
    """The next person at the same computer sees nothing: signed-in pages are never stored by the browser, and a
    pupil's (or guest's) session ends after idle minutes, which every click prolongs, and work under way too.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HouseRequest) -> HttpResponseBase:
        end_or_prolong(request)
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and SESSION_KEY in request.session and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class FirstPasswordMiddleware:
    """Someone with a one-time password chooses an own one before anything else."""

    OPEN = frozenset(
        {
            "account_change_password",
            "account_logout",
            "account_reauthenticate",
            "choose_language",
            "choose_theme",
        }
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HouseRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HouseRequest, *args: object) -> HttpResponseBase | None:
        """Send to the password page, whatever was asked for; machines' probes and files of the frame pass."""
        if request.resolver_match is None or request.resolver_match.url_name in self.OPEN:
            return None
        if getattr(request.user, "must_change_password", False):
            return redirect("account_change_password")
        return None
