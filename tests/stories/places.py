"""The pages of the product as people reach them: every address without arguments, and by its links one of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, get_resolver, resolve

from config.routes import ROUTES, Access, Route

PERSON_OF = (
    (Access.PUBLIC, "gv.toan.a"),
    (Access.STAFF, "gv.toan.a"),
    (Access.SIGNED_IN, "gv.toan.a"),
    (Access.REVIEWER, "totruong.toan.a"),
    (Access.LEADER, "hieutruong.a"),
    (Access.LIBRARIAN, "thuthu.a"),
    (Access.OFFICER, "chuyenvien"),
    (Access.INSPECTOR, "thanhtra"),
    (Access.ADMINISTRATOR, "quantri"),
)
# Any role may hold a step of a chain, so the desk is every colleague's; in the demo city work waits on the head's.
PERSON_BY_NAME = {"review_queue": "totruong.toan.a"}
STRANGER = ""
STRANGERS_PAGES = [
    "/",
    "/tai-khoan/dang-nhap/",
    "/em/",
    "/hoc-lieu/",
    "/tim/?q=phan+so",
    "/khong-co-trang-nay/",
]
# Answers that are no page of ours: data, files, third parties' screens, and what ends the session.
NO_PAGE = re.compile(
    r"^(cms|portal|admin)|health|readyz|healthz|suggest|template|tus|upload_|_link$|file|page$|cover|picture|status|"
    r"logout|reauthenticate|language|theme|provider"
)
KEPT = frozenset({"upload_materials", "portal_page"})


def person_of(route: Route) -> str:
    """Who of the demo city opens this address."""
    return next(username for access, username in PERSON_OF if access in route.access)


def plain_addresses() -> dict[str, list[str]]:
    """Addresses without arguments that answer GET with a page, by the person who opens them."""
    assert get_resolver().url_patterns  # importing the address tables fills ROUTES
    found: dict[str, list[str]] = {username: [] for _access, username in PERSON_OF}
    for name, route in ROUTES.items():
        if (
            "<" in route.pattern
            or "GET" not in route.methods
            or is_no_page(name)
            or Access.MACHINE in route.access
        ):
            continue
        found[PERSON_BY_NAME.get(name) or person_of(route)].append(f"/{prefix_of(name)}")
    return found


def prefix_of(name: str) -> str:
    """The address of a route without arguments, without its leading slash."""
    return str(get_resolver().reverse(name)).lstrip("/")


def is_no_page(name: str) -> bool:
    """Data, files and third parties' screens."""
    return name not in KEPT and bool(NO_PAGE.search(name))


def walk(page, addresses: list[str], seen: set[str]) -> Iterator[str]:
    """Open the addresses, then through their links one page of each kind that is not in `seen` yet."""
    waiting = [*addresses]
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield address
        for link in page.locator("main a[href^='/']").evaluate_all(
            "all => all.map(one => one.getAttribute('href'))"
        ):
            name = name_of(link)
            if name and name not in seen:
                seen.add(name)
                waiting.append(link)


def name_of(link: str) -> str:
    """The route of a link that takes arguments and is a page; "" otherwise."""
    try:
        name = resolve(urlsplit(link).path).url_name or ""
    except Resolver404:
        return ""
    route = ROUTES.get(name)
    return name if route and "<" in route.pattern and "GET" in route.methods and not is_no_page(name) else ""
