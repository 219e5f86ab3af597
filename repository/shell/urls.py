"""Addresses of the frame."""

from __future__ import annotations

from config.routes import Access, route
from repository.shell import views

urlpatterns = [
    route(
        "ngon-ngu/", views.choose_language, name="choose_language", access=Access.PUBLIC, methods=("POST",)
    ),
    route("giao-dien/", views.choose_theme, name="choose_theme", access=Access.PUBLIC, methods=("POST",)),
    route("styleguide/", views.styleguide, name="styleguide", access=Access.PUBLIC),
]
