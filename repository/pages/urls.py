"""Addresses of this room. They stand before Wagtail's, so that its own sign-in pages are never reached."""

from __future__ import annotations

from config.routes import Access, route
from repository.pages import views

EDITORS = (Access.LIBRARIAN, Access.ADMINISTRATOR)

urlpatterns = [
    route("", views.home, name="home", access=Access.PUBLIC),
    route("quan-ly-trang/", views.portal_admin, name="portal_admin", access=EDITORS),
    route(
        "portal-media/<slug:folder>/<str:name>",
        views.portal_picture,
        name="portal_picture",
        access=Access.PUBLIC,
        reason="portal pictures are public; nothing else is stored among them",
    ),
    route("cms/login/", views.cms_sign_in, name="cms_sign_in", access=Access.PUBLIC, methods=("GET", "POST")),
    route("cms/account/", views.cms_account, name="cms_account", access=Access.PUBLIC, methods=("GET", "POST")),
    route("cms/failwhale/", views.closed, name="cms_failwhale", access=Access.PUBLIC, methods=("GET", "POST")),
    route(
        "cms/password_reset/",
        views.cms_password,
        name="cms_password_reset",
        access=Access.PUBLIC,
        methods=("GET", "POST"),
    ),
    route(
        "cms/password_reset/<path:rest>",
        views.cms_password,
        name="cms_password_reset_step",
        access=Access.PUBLIC,
        methods=("GET", "POST"),
    ),
]
