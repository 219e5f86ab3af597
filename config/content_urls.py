"""All addresses of the content host: signed files and the probes. Whatever goes wrong is said in plain text."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("config.health")),
    path("", include("media.files.content_urls")),
]

handler400 = "media.files.content_views.bad_request"
handler403 = "media.files.content_views.not_found"
handler404 = "media.files.content_views.not_found"
handler500 = "media.files.content_views.server_error"
