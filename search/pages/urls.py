"""Addresses of the search."""

from __future__ import annotations

from config.routes import Access, route
from search.pages import views

urlpatterns = [
    route("tim/", views.search, name="search", access=Access.PUBLIC),
    route("tim/cau-hoi/", views.search_questions, name="search_questions", access=Access.STAFF),
    route("tim/goi-y/", views.suggestions, name="search_suggestions", access=Access.PUBLIC),
]
