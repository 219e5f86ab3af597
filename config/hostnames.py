"""Host names in one spelling, and the one place that compares them: case, port, brackets and a trailing dot say nothing."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

_DEFAULT_PORTS = {"http": "80", "https": "443"}


@lru_cache(maxsize=512)  # asked three times for every answer that is saved
def canonical_host(text: str) -> str:
    """The bare name.

    >>> canonical_host("FILES.localhost.:8001")
    'files.localhost'
    """
    text = text.strip()
    domain, _port = split_domain_port(text)
    return (domain or text.lower()).strip("[]").rstrip(".")


def is_content_host(request: HttpRequest) -> bool:
    """Whether this was asked for under the content host's name. Raises DisallowedHost for names that are not ours."""
    return canonical_host(request.get_host()) == canonical_host(settings.CONTENT_HOST)


def shares_one_host() -> bool:
    """Whether site and content are set up under one name."""
    return canonical_host(settings.SITE_HOST) == canonical_host(settings.CONTENT_HOST)


def is_own_origin(request: HttpRequest, origin: str) -> bool:
    """Whether a page of ours sent this: the site that was asked, or one that the settings name."""
    own = {_canonical_origin(f"{request.scheme}://{request.get_host()}")}
    own |= {_canonical_origin(trusted) for trusted in settings.CSRF_TRUSTED_ORIGINS}
    return _canonical_origin(origin) in own


def _canonical_origin(origin: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(origin)
        port = str(parts.port or _DEFAULT_PORTS.get(parts.scheme, ""))
    except ValueError:
        return ("", "", origin)
    return (parts.scheme, canonical_host(parts.netloc), port)
