"""All addresses of the site. Rooms are included by dotted string, so that no import runs upward."""

from __future__ import annotations

from django.urls import include, path

from config.routes import third_party

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
    third_party(
        "tai-khoan/", "repository.organisations.account_urls", reason="own sign-in, password, second factor"
    ),
    third_party("cms/", "wagtail.admin.urls", reason="portal pages; Wagtail asks for its own permission"),
    third_party(
        "", "wagtail.urls", reason="published portal pages, public by nature; shelves show the viewer's scope"
    ),
]

handler400 = "repository.shell.views.bad_request"
handler403 = "repository.shell.views.permission_denied"
handler404 = "repository.shell.views.not_found"
handler500 = "repository.shell.views.server_error"
