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
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import ResolverMatch, URLPattern, get_resolver, path
from django.utils.http import url_has_allowed_host_and_scheme

from config.asking import BY_SCRIPT, CAME_FROM, Asks, ask_first
from config.hostnames import is_own_origin

View = Callable[..., HttpResponseBase]

NOT_TAKEN = "hoclieu_not_taken"  # cookie, read by scripts
NOT_TAKEN_SECONDS = 1800


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
    PORTAL_EDITOR = "portal_editor"  # has Wagtail's right to enter its admin (repository.pages.services)
    MACHINE = "machine"  # health probes; no content


@dataclass(frozen=True)
class Route:
    """One declared address, as the access matrix reads it.

    `samples` names, per URL argument, a key of the cast's objects (`tests/cast.py`), e.g. {"material": "draft_a"};
    `reason` says why an exception (a CSRF exemption, an unusual access) is right; `asks`: see `route()`.
    """

    name: str
    pattern: str
    access: frozenset[Access]
    methods: frozenset[str]
    reason: str
    asks: Asks | str | None = None
    heavy: bool = False


ROUTES: dict[str, Route] = {}
_LEAN: dict[str, list[URLPattern]] = {}  # first word of the address -> lean routes
_HEAVY: dict[str, list[URLPattern]] = {}  # the same of heavy ones
Guard = Callable[[Any], bool]  # a request with what the guard's floor knows of it

_guards: dict[Access, Guard] = {
    Access.PUBLIC: lambda request: True,
    Access.SIGNED_LINK: lambda request: True,
    Access.MACHINE: lambda request: True,
    Access.SIGNED_IN: lambda request: request.user.is_authenticated,
    Access.PORTAL_EDITOR: lambda request: request.user.has_perm("wagtailadmin.access_admin"),
}


def guard(access: Access) -> Callable[[Guard], Guard]:
    """Decorator for the floor that knows people: says how `access` is decided for a request."""

    def decorate(check: Guard) -> Guard:
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
    lean: bool = False,
    asks: Asks | str | None = None,
    heavy: bool = False,
) -> URLPattern:
    """`path()` with the access declared beside the address.

    `name` is unique in the whole house and carries no namespace. Several accesses mean "any of them".
    Anonymous people are sent to the sign-in page, others get 403; an undeclared method gets 405.
    `asks`: a POST cannot simply be taken back. A function says what follows and is asked first (`config.asking`); a text
    names the template that says it beside the form. docs/acts.md lists every address that acts.
    `lean`: answered by LeanRoutesMiddleware, without session, language, person and CSRF cookie: for views that know
    by other means who speaks and that draw no page. Its pattern stands at the root and begins with a fixed word.
    `heavy`: what is sent there is a file that is read while the person waits: such work has threads of its own
    (`config.front`), so that a hostile one stops nobody else. The same of its pattern.
    """
    allowed = frozenset((access,) if isinstance(access, Access) else access)
    if lean and not allowed <= {Access.PUBLIC, Access.SIGNED_LINK, Access.MACHINE}:
        raise ValueError(f"{name}: a lean route knows no person")
    if lean and callable(asks):
        raise ValueError(f"{name}: a lean route draws no page and asks nothing")
    ROUTES[name] = Route(name, pattern, allowed, frozenset(methods), reason, asks, heavy)
    acts = asking(view, asks) if callable(asks) else view
    made = path(pattern, guarded(acts, allowed, methods), name=name)
    if lean:
        _LEAN.setdefault(pattern.partition("/")[0], []).append(made)
    if heavy:
        _HEAVY.setdefault(pattern.partition("/")[0], []).append(made)
    return made


def is_heavy(address: str) -> bool:
    """Whether a file is read at this address while somebody waits. Known as soon as the address tables are read."""
    return any(pattern.resolve(address[1:]) for pattern in _HEAVY.get(address[1:].partition("/")[0], ()))


def guarded(view: View, allowed: frozenset[Access], methods: tuple[str, ...] = ()) -> View:
    """The view behind its access (and its methods, where they are named), marked as declared for the tests."""

    taken = _with_implied(methods)

    @functools.wraps(view)
    def guard_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if methods and request.method not in taken:
            return _method_not_allowed(request, methods)
        if any(_guards[kind](request) for kind in allowed):
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        raise PermissionDenied

    guard_first.declared = allowed  # type: ignore[attr-defined]
    return guard_first


def asking(view: View, asks: Asks) -> View:
    """The view behind its question: POST alone acts, and only after the answer."""

    @functools.wraps(view)
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        question = ask_first(asks, request, kwargs, _page_of_form(request))
        if question is not None:
            return question if BY_SCRIPT in request.headers else not_taken(question)
        done = view(request, *args, **kwargs)
        if NOT_TAKEN in request.COOKIES:  # the question set it; now it has been taken
            done.delete_cookie(NOT_TAKEN, samesite="Lax")
        return done

    return ask


class LeanRoutesMiddleware:
    """Answers lean routes before anything is asked about sessions, languages and people.

    Stands behind what every answer needs (request id, hosts, https). Other requests pass at the cost of one look-up.
    """

    POLICY = "default-src 'none'; frame-ancestors 'none'"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match = self._match(request.path_info)
        if match is None:
            return self.get_response(request)
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        if isinstance(response, HttpResponse):
            response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Security-Policy"] = self.POLICY
        response.headers["X-Frame-Options"] = "DENY"
        return response

    def _match(self, address: str) -> ResolverMatch | None:
        if not _LEAN:  # before the first request nobody has read the address tables
            _ = get_resolver().url_patterns
        for pattern in _LEAN.get(address[1:].partition("/")[0], ()):
            if match := pattern.resolve(address[1:]):
                return match
        return None


def _with_implied(methods: tuple[str, ...]) -> set[str]:
    implied = {"HEAD"} if "GET" in methods else set()
    return set(methods) | implied | {"OPTIONS"}


def _method_not_allowed(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponseBase:
    """405: for a person who came by an address bar a page in words, for everything else the bare answer."""
    bare = HttpResponseNotAllowed(sorted(methods))
    if "text/html" not in request.headers.get("Accept", "") or not hasattr(request, "session"):
        return bare
    page = render(request, "405.html", status=bare.status_code)
    page.headers["Allow"] = bare.headers["Allow"]
    return page


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back to what was open: for a form that was sent, the page on which it stands."""
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    return not_taken(redirect_to_login(_page_of_form(request)))


def not_taken(response: HttpResponse) -> HttpResponse:
    """Tells the device that what it has just sent was not taken: it fills the form again (`site/drafts.ts`)."""
    response.set_cookie(NOT_TAKEN, "1", max_age=NOT_TAKEN_SECONDS, samesite="Lax")
    return response


def _page_of_form(request: HttpRequest) -> str:
    """The page of ours from which the form was sent; the home page where the browser does not say.

    A question has no address of its own: its form names the page on which the button stood.
    """
    came_from = request.POST.get(CAME_FROM, "")
    if came_from.startswith("/") and url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return came_from
    sent_from = request.headers.get("Referer", "")
    page = urlsplit(sent_from)
    if not is_own_origin(request, sent_from) or not page.path.startswith("/"):
        return "/"
    return f"{page.path}?{page.query}" if page.query else page.path
