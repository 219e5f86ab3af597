"""Addresses of the search: a page per kind of result, and the suggestions."""

from __future__ import annotations

from django.urls import URLPattern

from config.routes import Access, route
from search.pages import views
from search.pages.listings import LISTINGS


def result_pages() -> list[URLPattern]:
    """A page per kind."""
    return [
        route(listing.path, views.results_of(listing), name=listing.route, access=listing.access)
        for listing in LISTINGS
    ]


urlpatterns = [
    *result_pages(),
    route("tim/goi-y/", views.suggestions, name="search_suggestions", access=Access.PUBLIC),
]
