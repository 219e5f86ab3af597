"""Pages over the seeded city: time and number of queries of the material page, catalogue, queue and home.

`python -m benchmarks pages [--requests 60]` signs people of the demo city in and asks for pages in this process
(no network), so the figures are server time. Run `manage.py seed_demo --materials 100000` first for the large city.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.urls import reverse

from benchmarks._figures import figure
from benchmarks._pages import page_figures
from config.accounts.models import User
from repository.catalogue.models import LearningMaterial
from repository.organisations.models import Membership, Role
from repository.organisations.viewer import viewer_for

ASSET = re.compile(r'(?:href|src)="(?P<url>/static/[^"]+\.(?:css|js))"')
FONTS_PRELOADED = re.compile(r'href="(?P<url>/static/[^"]+\.woff2)"')


def run(argv: list[str]) -> Iterator[dict[str, Any]]:
    """Yields p95 in ms, queries and compressed bytes per page."""
    parser = argparse.ArgumentParser(prog="benchmarks pages")
    parser.add_argument("--requests", type=int, default=60)
    asked = parser.parse_args(argv)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    random.seed(1)
    total = LearningMaterial.objects.count()
    teacher, head = _holder(Role.TEACHER), _holder(Role.HEAD)
    visible = LearningMaterial.objects.published_to(viewer_for(teacher)).order_by("-published_at")
    some = random.sample(list(visible.values_list("public_id", flat=True)[:2000]), k=min(50, visible.count()))
    pages = {
        "home": (teacher, [reverse("home")]),
        "catalogue": (teacher, [reverse("catalogue"), reverse("catalogue") + "?mon=TOAN&lop=6"]),
        "material": (teacher, [reverse("material", args=[public_id]) for public_id in some]),
        "review_queue": (head, [reverse("review_queue")]),
    }
    for name, (person, addresses) in pages.items():
        yield from page_figures(name, person, addresses, asked.requests, materials=total)
    yield figure("catalogue first paint", _first_paint(reverse("catalogue")), "kB", materials=total)


def _first_paint(address: str) -> float:
    """Compressed kB of the page, its styles and scripts, and the two font files."""
    html = Client().get(address).content
    sizes = [len(gzip.compress(html))]
    names = {match["url"].removeprefix(settings.STATIC_URL) for match in ASSET.finditer(html.decode())}
    for name in names:
        with staticfiles_storage.open(name) as file:
            sizes.append(len(gzip.compress(file.read())))
    folder = settings.BUILD_DIR / "static"
    sizes.extend(font.stat().st_size for font in folder.rglob("*.woff2"))
    return sum(sizes) / 1000


def _holder(role: str) -> User:
    return Membership.objects.holding(role).order_by("pk")[0].user
