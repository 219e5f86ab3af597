"""Every address of ours is declared by route(); others' stand under a declared namespace with its reason."""

import re

from django.urls import URLPattern, URLResolver, get_resolver

from config.routes import ROUTES, THIRD_PARTY
from tests.architecture.source import PACKAGES


def patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield entry, path


def is_ours(pattern: URLPattern) -> bool:
    return pattern.callback.__module__.partition(".")[0] in PACKAGES


def is_below_a_declared_namespace(path: str) -> bool:
    return any(prefix and path.startswith(prefix) for prefix in THIRD_PARTY)


def test_every_address_of_ours_is_a_route():
    undeclared = []
    for pattern, path in patterns(get_resolver()):
        if is_below_a_declared_namespace(path):
            continue  # viewsets of ours inside Wagtail's admin; the walk test of the admin looks after them
        known = pattern.name in ROUTES and ROUTES[pattern.name].pattern == str(pattern.pattern)
        if is_ours(pattern) and not known:
            undeclared.append(f"{path} ({pattern.callback.__module__})")
    assert not undeclared


def test_every_other_address_stands_under_a_declared_namespace():
    strays = []
    for pattern, path in patterns(get_resolver()):
        if not is_ours(pattern) and not any(path.startswith(prefix) for prefix in THIRD_PARTY):
            strays.append(path)
    assert not strays
    assert all(len(reason.split()) >= 3 for reason in THIRD_PARTY.values())


def test_addresses_are_vietnamese_words_without_accents():
    for route in ROUTES.values():
        fixed = re.sub(r"<[^>]+>", "", route.pattern)
        assert re.fullmatch(r"[a-z0-9./_-]*", fixed), route


def test_no_address_carries_a_row_number():
    numbered = [
        route.pattern for route in ROUTES.values() if re.search(r"<int:(pk|id|\w+_id)>", route.pattern)
    ]
    assert not numbered
