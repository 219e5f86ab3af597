"""The content host's addresses. The site never serves them, and this host serves nothing else.

Each carries a signature, and the right behind it is asked again by `FILE_GUARDS`; there is no session here that a
`route(access=...)` could look at.
"""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from media.files import content_views

urlpatterns: list[URLPattern] = [
    path("f/<str:token>/<str:name>", require_safe(content_views.file), name="content_file"),
]
