"""Search over the index as it is: `python -m benchmarks search [--requests 200] [--as USER]`.

Asks what teachers ask (with and without accents, one word to a sentence, with and without filters) through
`search.queries`, so the database check of every hit is in the figures; and the engine alone. Run
`manage.py seed_demo --materials 100000` and `manage.py rebuild_index` first for the large city.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks._figures import figure, percentile
from config.accounts.models import User
from repository.organisations.models import Membership, Role
from repository.organisations.viewer import Viewer, viewer_for
from search.backends import engine
from search.backends.text import clean
from search.facets import MATERIALS, facets_of
from search.queries.asked import Asked
from search.queries.results import find, indexes_for, suggest

QUESTIONS = (
    "phân số",
    "phan so",
    "toan lop 6 phan so",
    "Toán lớp 6 phân số",
    "vật lí 8 áp suất",
    "truyện cổ tích",
    "bài giảng điện tử ngữ văn 7",
    "de kiem tra giua hoc ki 1",
    "so nguyen",
    "chiến thắng Điện Biên Phủ năm 1954",
    "cách tính diện tích hình thang cân trong chương trình lớp 8",
    "toán",
    "",
)
FILTERS: tuple[dict[str, tuple[str, ...]], ...] = (
    {},
    {},
    {"lop": ("6",)},
    {"mon": ("TOAN", "KHTN"), "lop": ("6", "7")},
)
PREFIXES = ("to", "toán l", "phan s", "bai", "ngu v", "lịch s")


def run(argv: list[str]) -> Iterator[dict[str, Any]]:
    """Yields p50 and p95 in ms of a whole search, of the engine alone, and of suggestions."""
    parser = argparse.ArgumentParser(prog="benchmarks search")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--as", dest="username", default="")
    asked = parser.parse_args(argv)
    viewer = _viewer(asked.username)
    random.seed(1)
    questions = [
        Asked(typed=clean(random.choice(QUESTIONS)), chosen=random.choice(FILTERS))
        for _ in range(asked.requests)
    ]
    total = find(viewer, Asked()).total
    facets = facets_of(MATERIALS)
    works, _ = indexes_for(viewer)
    yield from _times("search with facets", [lambda q=q: find(viewer, q) for q in questions], total)
    queries = [question.query(viewer.tokens, facets, size=20) for question in questions]
    yield from _times("engine alone", [lambda q=q: engine().search(works, q) for q in queries], total)
    prefixes = [random.choice(PREFIXES) for _ in range(asked.requests)]
    yield from _times("suggestions", [lambda p=p: suggest(viewer, p) for p in prefixes], total)


def _times(name: str, calls: list[Callable[[], object]], total: int) -> Iterator[dict[str, Any]]:
    for call in calls[:5]:
        call()
    times = []
    for call in calls:
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    for share in (50, 95):
        yield figure(f"{name} p{share}", percentile(times, share), "ms", findable=total, engine=engine().name)


def _viewer(username: str) -> Viewer:
    if username:
        return viewer_for(User.objects.get(username=username))
    held = Membership.objects.filter(role=Role.TEACHER).select_related("user").first()
    return viewer_for(held.user if held else None)
