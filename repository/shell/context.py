"""The context processor of the frame: `shell` in every template, worked out only when the frame is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from repository.shell.navigation import NAVIGATION, NavigationEntry, Place, Words

THEME_COOKIE = "hoclieu_theme"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Link:
    """An entry as it is drawn for one person on one page."""

    key: str
    label: Words
    url: str
    icon: str
    current: bool
    count: int | None
    calls: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell`: the frame as this person sees it."""
    return {"shell": Frame(request)}


class Frame:
    """Navigation, theme, language and search address of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def theme(self) -> str:
        """`auto` follows the device; `light` and `dark` are the person's choice."""
        chosen = self._request.COOKIES.get(THEME_COOKIE, "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def language(self) -> str:
        """The language of the page, `vi` or `en`."""
        return (get_language() or "vi")[:2]

    @property
    def path(self) -> str:
        """Where a switch of language or theme comes back to."""
        return self._request.get_full_path() if self._request.method == "GET" else "/"

    @cached_property
    def search_url(self) -> str:
        return url_or("search", "/tim/")

    @cached_property
    def suggest_url(self) -> str:
        return url_or("search_suggestions", "/tim/goi-y/")

    @cached_property
    def sign_in_url(self) -> str:
        return url_or("account_login", "/dang-nhap/")

    @cached_property
    def sign_out_url(self) -> str:
        return url_or("account_logout", "/dang-xuat/")

    @property
    def query(self) -> str:
        """The text of the search field, kept after searching."""
        return self._request.GET.get("q", "")[:200] if self._request.path == self.search_url else ""

    @cached_property
    def main(self) -> list[Link]:
        return self._links(Place.MAIN)

    @cached_property
    def tools(self) -> list[Link]:
        return self._links(Place.TOOL)

    @cached_property
    def account(self) -> list[Link]:
        return self._links(Place.ACCOUNT)

    @cached_property
    def footer(self) -> list[Link]:
        return self._links(Place.FOOTER)

    @property
    def waiting(self) -> list[Link]:
        """Entries that call with a count: what waits for the person; the front page lists them."""
        return [link for link in (*self.tools, *self.main) if link.count and link.calls]

    @property
    def words(self) -> dict[str, str]:
        """Sentences that scripts say, in the page's language."""
        return {
            "suggestions": _("Suggestions"),
            "no_suggestions": _("No suggestions"),
            "suggestion_count": _("Suggestions available: %(count)s. Use the arrow keys."),
            "closed": _("Closed"),
            "confirmed": _("Confirmed"),
            "draft_back": _(
                "What you typed at %(time)s had not been sent. It is filled in again; look at it and send it."
            ),
            "draft_drop": _("Throw it away"),
            "not_saved": _("Not saved yet. It stays on this page and is tried again by itself."),
            "not_saved_signed_out": _(
                "Not saved: you are signed out. Sign in in another tab; this page then saves by itself."
            ),
        }

    @cached_property
    def _current_url(self) -> str:
        """The entry the page belongs to: of those it lies under, the one with the longest address."""
        path = self._request.path
        urls = {url_or(entry.url_name, "") for entry in NAVIGATION.values()}
        under = [url for url in urls if url and (path == url or (url != "/" and path.startswith(url)))]
        return max(under, key=len, default="")

    def _links(self, place: Place) -> list[Link]:
        viewer = getattr(self._request, "viewer", None)
        if viewer is None:
            return []
        entries = [
            (key, entry) for key, entry in NAVIGATION.items() if entry.place == place and entry.access(viewer)
        ]
        links = [self._link(key, entry, viewer) for key, entry in entries]
        return [link for link in links if link.url]

    def _link(self, key: str, entry: NavigationEntry, viewer: Any) -> Link:
        url = url_or(entry.url_name, "")
        current = bool(url) and url == self._current_url
        count = entry.count(viewer) if url else None
        return Link(key, entry.label, url, entry.icon, current, count or None, entry.calls)


def url_or(name: str, fallback: str) -> str:
    """The address of a named page, or `fallback` while its room is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return fallback
