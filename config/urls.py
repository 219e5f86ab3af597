"""All addresses of the site. Rooms are included by dotted string, so that no import runs upward."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("config.health")),
    path("", include("media.files.urls")),
    path("", include("media.previews.urls")),
    path("", include("repository.shell.urls")),
    path("", include("repository.organisations.urls")),
    path("", include("repository.catalogue.urls")),
    path("", include("repository.curation.urls")),
    path("", include("repository.collections.urls")),
    path("", include("questionbank.items.urls")),
    path("", include("questionbank.quizzes.urls")),
    path("", include("questionbank.attempts.urls")),
    path("", include("questionbank.taking.urls")),
    path("", include("questionbank.results.urls")),
    path("", include("search.pages.urls")),
    path("", include("repository.pages.urls")),
    path("tai-khoan/", include("repository.organisations.account_urls")),
    path("cms/", include("repository.pages.cms_urls")),
    path("", include("repository.pages.portal_urls")),
]

handler400 = "repository.shell.views.bad_request"
handler403 = "repository.shell.views.permission_denied"
handler404 = "repository.shell.views.not_found"
handler500 = "repository.shell.views.server_error"
