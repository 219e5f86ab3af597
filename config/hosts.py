"""Two hosts, two sets of addresses: the site never serves content addresses, the content host never the site's.

And what no address of either may carry.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponseBase

from config.hostnames import is_content_host, shares_one_host

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class HostSeparationMiddleware:
    """Refuses site addresses that are asked for under the content host's name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_content_host(request) and not shares_one_host():
            raise Http404
        return self.get_response(request)


class PlainQueryMiddleware:
    """Refuses questions with a NUL in them (400): PostgreSQL takes none, and no person types one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("NUL in the query")
        return self.get_response(request)


class AdminPolicyMiddleware:
    """Gives Wagtail's admin, and nothing else, its looser content security policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith("/cms/"):
            response["Content-Security-Policy"] = settings.ADMIN_CONTENT_SECURITY_POLICY
            response["X-Frame-Options"] = "SAMEORIGIN"
        return response
