"""Addresses of uploads on the site; the content host's own address is in `content_urls.py`."""

from __future__ import annotations

from django.urls import URLPattern

from config.routes import Access, route
from media.files import views

_REASON = (
    "an upload goes on after the web session has ended: the header Upload-Token is signed for one person; "
    "CSRF is prevented by the header Tus-Resumable, which other sites cannot send, and by the Origin check"
)

urlpatterns: list[URLPattern] = [
    route(
        "tai-len/tep/",
        views.uploads,
        name="uploads",
        access=(Access.SIGNED_IN, Access.SIGNED_LINK),
        methods=("GET", "POST"),
        reason=_REASON,
    ),
    route(
        "tai-len/tep/<str:public_id>/",
        views.upload,
        name="upload",
        access=(Access.SIGNED_IN, Access.SIGNED_LINK),
        methods=("HEAD", "PATCH", "DELETE"),
        reason=_REASON,
    ),
]
