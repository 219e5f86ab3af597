"""The content host's addresses. The site never serves them, and this host serves nothing else.

Each carries a signature, and the right behind it is asked again by `FILE_GUARDS`. They are no routes of the site (no
session, other handlers), so the access is put in front by hand.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from config.routes import Access, guarded
from media.files import content_views

SIGNED = frozenset({Access.SIGNED_LINK})

urlpatterns: list[URLPattern] = [
    path("f/<str:token>/<str:name>", guarded(content_views.file, SIGNED, ("GET",)), name="content_file"),
    path(
        "n/<str:token>/<str:rest>", guarded(content_views.kindred, SIGNED, ("GET",)), name="content_kindred"
    ),
]
