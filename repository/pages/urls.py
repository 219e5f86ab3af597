"""Addresses of this room; those of Wagtail stand in `cms_urls` and `portal_urls`."""

from __future__ import annotations

from config.routes import Access, route
from repository.pages import views

EDITORS = (Access.LIBRARIAN, Access.ADMINISTRATOR)

urlpatterns = [
    route("", views.home, name="home", access=Access.PUBLIC),
    route("quan-ly-trang/", views.portal_admin, name="portal_admin", access=EDITORS),
    route(
        "quan-ly-trang/<uuid:page_key>/dang-lai/",
        views.republish_page,
        name="portal_republish",
        access=EDITORS,
        methods=("GET", "POST"),
    ),
    route(
        "portal-media/<slug:folder>/<str:name>",
        views.portal_picture,
        name="portal_picture",
        access=Access.PUBLIC,
        reason="portal pictures are public; nothing else is stored among them",
    ),
]
