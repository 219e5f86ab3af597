"""Wagtail's addresses for readers: only the one that serves published pages."""

from __future__ import annotations

from wagtail import urls as wagtail_urls

from config.routes import Access
from config.third_party import third_party
from repository.pages import views

urlpatterns = third_party(
    "",
    wagtail_urls.urlpatterns,
    open_to={"wagtail_serve": Access.PUBLIC},  # shelves on the pages show the viewer's scope
    instead={
        "wagtailcore_login": views.portal_sign_in,
        "wagtailcore_authenticate_with_password": views.closed,  # pages take no passwords (settings/wagtail.py)
    },
)
