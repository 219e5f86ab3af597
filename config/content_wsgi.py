"""The content process: file bytes on their own host name, without sessions, cookies or any page of the site.

A long video holds a thread here, never one that saves somebody's work. It runs on the site's models and settings
(the right behind a file is asked again at each request), but with its own middleware and addresses.
"""

from __future__ import annotations

import os
from typing import Any

import django
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.urls import set_urlconf
from django.utils import translation

from config.front.front import Front
from config.hostnames import is_content_host
from config.logs import RequestIdMiddleware

CONTENT_URLCONF = "config.content_urls"
PROBES = {"/healthz", "/readyz"}


class ContentHandler(WSGIHandler):
    """Django without the site: a request id, the host check, the address, nothing else."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Our own short chain in place of settings.MIDDLEWARE."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        view: Any = self._get_response  # type: ignore[attr-defined]
        inner: Any = convert_exception_to_response(view)
        guarded: Any = convert_exception_to_response(_only_content_host(inner))
        self._middleware_chain: Any = convert_exception_to_response(RequestIdMiddleware(_secured(guarded)))

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """As Django does it, with the content host's addresses and in the house's language."""
        request.urlconf = CONTENT_URLCONF  # type: ignore[attr-defined]
        set_urlconf(CONTENT_URLCONF)
        try:
            with translation.override(settings.LANGUAGE_CODE):
                response: HttpResponseBase = self._middleware_chain(request)
        finally:
            set_urlconf(None)
        response._resource_closers.append(request.close)  # type: ignore[attr-defined]
        return response


def _secured(get_response: Any) -> Any:
    """What the site's SecurityMiddleware says with every answer (https only, no guessing of types); it redirects nobody."""
    says = SecurityMiddleware(get_response)

    def answer(request: HttpRequest) -> HttpResponseBase:
        return says.process_response(request, get_response(request))

    return answer


def _only_content_host(get_response: Any) -> Any:
    """Whoever asks under another name, for instance the site's, finds nothing."""

    def checked(request: HttpRequest) -> HttpResponseBase:
        if request.path in PROBES:
            return get_response(request)
        try:
            is_ours = is_content_host(request)
        except DisallowedHost:
            raise Http404 from None
        if not is_ours:
            raise Http404
        return get_response(request)

    return checked


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup(set_prefix=False)
application = ContentHandler()
front = Front(application)  # what granian serves (config/web.py)

from config.safety import refuse_unsafe_start  # noqa: E402 - models are ready only now

if settings.REFUSE_UNSAFE_START:
    refuse_unsafe_start()
