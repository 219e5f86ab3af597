"""route(): every address of the product says beside itself who may open it.

The access matrix (`tests/security`) walks `ROUTES` and tries every route as every role, GET and POST.
A view reached by `path()` instead of `route()` fails `tests/architecture/test_routes.py`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, include, path

View = Callable[..., HttpResponseBase]


class Access(StrEnum):
    """Who may open an address. Everything finer (which school, which row) is `visible_to(viewer)` in the view."""

    PUBLIC = "public"  # anyone, also anonymous; shows only what the viewer's scope holds
    SIGNED_IN = "signed_in"  # any account, pupils too
    STAFF = "staff"  # any account with a membership other than pupil
    REVIEWER = "reviewer"  # may decide at some step of the approval (head, deputy, principal, vice principal, delegate)
    LIBRARIAN = "librarian"  # librarian of some unit
    LEADER = "leader"  # principal or vice principal of some school
    OFFICER = "officer"  # city officer
    INSPECTOR = "inspector"  # inspector of some unit
    ADMINISTRATOR = "administrator"  # technical administrator
    SIGNED_LINK = "signed_link"  # the address itself carries a signature that expires
    MACHINE = "machine"  # health probes; no content


@dataclass(frozen=True)
class Route:
    """One declared address, as the access matrix reads it.

    `samples` names, per URL argument, a key of the cast's objects (`tests/cast.py`), e.g. {"material": "draft_a"};
    `reason` says why an exception (a CSRF exemption, an unusual access) is right.
    """

    name: str
    pattern: str
    access: frozenset[Access]
    methods: frozenset[str]
    reason: str


ROUTES: dict[str, Route] = {}
THIRD_PARTY: dict[str, str] = {}  # address prefix -> the reason why it is open at all
_guards: dict[Access, Callable[[HttpRequest], bool]] = {
    Access.PUBLIC: lambda request: True,
    Access.SIGNED_LINK: lambda request: True,
    Access.MACHINE: lambda request: True,
    Access.SIGNED_IN: lambda request: request.user.is_authenticated,
}


def guard(access: Access) -> Callable[[Callable[[HttpRequest], bool]], Callable[[HttpRequest], bool]]:
    """Decorator for the floor that knows people: says how `access` is decided for a request."""

    def decorate(check: Callable[[HttpRequest], bool]) -> Callable[[HttpRequest], bool]:
        _guards[access] = check
        return check

    return decorate


def route(
    pattern: str,
    view: View,
    *,
    name: str,
    access: Access | tuple[Access, ...],
    methods: tuple[str, ...] = ("GET",),
    reason: str = "",
) -> URLPattern:
    """`path()` with the access declared beside the address.

    `name` is unique in the whole house and carries no namespace. Several accesses mean "any of them".
    Anonymous people are sent to the sign-in page, others get 403; an undeclared method gets 405.
    """
    allowed = frozenset((access,) if isinstance(access, Access) else access)
    ROUTES[name] = Route(name, pattern, allowed, frozenset(methods), reason)

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in _with_implied(methods):
            return _method_not_allowed(methods)
        if any(_guards[kind](request) for kind in allowed):
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied

    return path(pattern, guarded, name=name)


def third_party(prefix: str, urlconf: str, *, reason: str) -> URLResolver:
    """`include()` of somebody else's addresses, closed by default: `reason` says why this namespace is opened."""
    THIRD_PARTY[prefix] = reason
    return path(prefix, include(urlconf))


def _with_implied(methods: tuple[str, ...]) -> set[str]:
    implied = {"HEAD"} if "GET" in methods else set()
    return set(methods) | implied | {"OPTIONS"}


def _method_not_allowed(methods: tuple[str, ...]) -> HttpResponseBase:
    return HttpResponseNotAllowed(sorted(methods))
