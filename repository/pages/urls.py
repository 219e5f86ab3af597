"""Addresses of this room. They stand before Wagtail's, so that its own sign-in pages are never reached."""

from __future__ import annotations

from config.routes import Access, route
from repository.pages import views

EDITORS = (Access.LIBRARIAN, Access.ADMINISTRATOR)
ANY = ("GET", "POST")
SHUT = "stands in front of an address of Wagtail's that nobody needs"
CLOSED = (
    "cms/failwhale/",
    "cms/documents/",
    "cms/documents/<path:rest>",
    "cms/api/main/documents/",
    "cms/api/main/documents/<path:rest>",
)
PASSWORD = ("cms/password_reset/", "cms/password_reset/<path:rest>")

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
    route("cms/login/", views.cms_sign_in, name="cms_sign_in", access=Access.PUBLIC, methods=ANY),
    *(
        route(
            pattern, views.closed, name=f"cms_closed_{number}", access=Access.PUBLIC, methods=ANY, reason=SHUT
        )
        for number, pattern in enumerate(CLOSED)
    ),
    *(
        route(pattern, views.cms_password, name=f"cms_password_{number}", access=Access.PUBLIC, methods=ANY)
        for number, pattern in enumerate(PASSWORD)
    ),
    route("cms/account/", views.cms_account, name="cms_account", access=Access.PUBLIC, methods=ANY),
]
