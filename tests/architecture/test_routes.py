"""Every address that answers is named by a rule of ours: by route(), or by third_party() for somebody else's."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.views.generic import TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtail_admin_urls

from config.content_wsgi import CONTENT_URLCONF
from config.routes import ROUTES, Access
from config.third_party import DOORS, LEFT_OUT, third_party
from tests.architecture.source import PACKAGES

# What Wagtail offers and we leave out. An upgrade that brings more fails here; meanwhile it has no address.
LEFT_OUT_ON_PURPOSE = {
    "cms/test404/": "a page for Wagtail's own developers",
    "cms/^.*/$": "Wagtail's catch-all: our own page says that there is nothing",
}


def patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield entry, path


def undeclared(resolver) -> list[str]:
    """Addresses that answer although neither route() nor third_party() has put an access in front of them."""
    return [
        f"{path} ({pattern.callback.__module__})"
        for pattern, path in patterns(resolver)
        if not isinstance(getattr(pattern.callback, "declared", None), frozenset)
    ]


def is_ours(pattern: URLPattern) -> bool:
    return pattern.callback.__module__.partition(".")[0] in PACKAGES


@pytest.mark.parametrize("urlconf", ["config.urls", CONTENT_URLCONF])
def test_no_address_answers_that_no_rule_of_ours_names(urlconf):
    assert undeclared(get_resolver(urlconf)) == []


@pytest.mark.parametrize("theirs", [wagtail_urls, wagtail_admin_urls], ids=["readers", "admin"])
def test_the_rule_finds_a_urlconf_of_somebody_else_that_is_included_whole(theirs):
    assert len(undeclared(URLResolver(path("x/", TemplateView.as_view()).pattern, theirs))) >= 3


def test_what_nobody_named_has_no_address():
    urls = [
        path("bekannt/", TemplateView.as_view(), name="known"),
        path("neu/", TemplateView.as_view(), name="new"),
    ]
    kept = third_party("x/", urls, open_to={"known": Access.SIGNED_IN}, instead={})
    assert [str(pattern.pattern) for pattern in kept] == ["bekannt/"]
    assert LEFT_OUT.pop("new") == "x/neu/"
    del DOORS["known"]


def test_what_others_offer_and_we_leave_out_was_looked_at():
    assert get_resolver().url_patterns
    assert set(LEFT_OUT) == set(LEFT_OUT_ON_PURPOSE)


def test_every_view_of_ours_outside_third_party_rooms_is_a_route():
    strays = []
    for pattern, address in patterns(get_resolver()):
        known = pattern.name in ROUTES or any(door.address == address for door in DOORS.get(pattern.name, ()))
        if is_ours(pattern) and not known and not address.startswith("cms/"):
            strays.append(address)
    assert not strays


def test_addresses_are_vietnamese_words_without_accents():
    for route in ROUTES.values():
        fixed = re.sub(r"<[^>]+>", "", route.pattern)
        assert re.fullmatch(r"[a-z0-9./_-]*", fixed), route


def test_no_address_carries_a_row_number():
    numbered = [
        route.pattern for route in ROUTES.values() if re.search(r"<int:(pk|id|\w+_id)>", route.pattern)
    ]
    assert not numbered
