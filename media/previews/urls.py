"""Addresses of this room: how an upload stands, with its cover."""

from __future__ import annotations

from django.urls import URLPattern

from config.routes import Access, route
from media.previews import views

urlpatterns: list[URLPattern] = [
    route(
        "tai-len/tep/<str:public_id>/trang-thai/",
        views.upload_status,
        name="upload_status",
        access=(Access.SIGNED_IN, Access.SIGNED_LINK),
        reason="asked for while an upload goes on, also after the web session has ended: Upload-Token is signed",
    ),
]
