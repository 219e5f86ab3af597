"""The service worker of tests and the page it shows without network: the same bytes for everybody, nothing personal."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from questionbank.taking.wording import offline_words

SCRIPT = "hoclieu/worker.js"
KEPT = (
    "hoclieu/site.css",
    "hoclieu/player.css",
    "hoclieu/player.js",
    "hoclieu/icons.svg",
    "hoclieu/favicon.svg",
    "hoclieu/fonts/source-sans-3-latin.woff2",
    "hoclieu/fonts/source-sans-3-vietnamese.woff2",
    "hoclieu/math.woff2",
)


def worker_script(request: HttpRequest) -> HttpResponse:
    """The worker with its version, the addresses it keeps and the page without network in front."""
    try:
        source = _built(SCRIPT).read_text(encoding="utf-8")
    except OSError:
        raise Http404 from None
    files = [static(name) for name in KEPT]
    page = reverse("test_offline")
    facts = [source, *files, *(str(_built(name).stat().st_size) for name in KEPT)]
    version = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
    settings = json.dumps({"version": version, "page": page, "files": files})
    response = HttpResponse(
        f"self.HOCLIEU={settings};\n{source}", content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = reverse("join")
    return response


def offline(request: HttpRequest) -> HttpResponse:
    """What a reload without network shows; asked for without cookies, so it is nobody's."""
    return render(request, "questionbank/taking/offline.html", {"words": offline_words()})


def _built(name: str) -> Path:
    """The file behind a static name: as collected, or as built while developing."""
    found = finders.find(name)
    return Path(found) if found else Path(staticfiles_storage.path(name))
