"""Indexing without a database: `python -m benchmarks indexing [--passages 500000] [--characters 1000]`.

Fills a new index in a temporary folder (or, with ELASTICSEARCH_URL, one of its own on that server) with pages of
Vietnamese-like text, the way the relay does it, then searches it while it is that large.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.test.utils import override_settings

from benchmarks._figures import figure, percentile
from search.backends import engine
from search.backends.base import Document, FacetRequest, IndexDef, Put, PutChildren, Query, TextField

WORKS = IndexDef(
    "works", (TextField("title", 5), TextField("body")), ("subject", "grade", "school"), ("updated",)
)
PAGES = IndexDef("pages", (TextField("text"),), children_of="works")
PAGES_EACH = 25
BATCH = 10_000
ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x".split()
RHYMES = (
    "a á à ả an án ang áng ăn ăng âm ân âu ay ây e é en ê ên i ì in inh o ó on ông ôn ơn ơ u ú un ung ư ừ ưng "
    "ươn ương iên iêng uyên oan oang ai ao au eo êu iu oi ôi ơi ui ưi am ap at ac ach ich".split()
)


def run(argv: list[str]) -> Iterator[dict[str, Any]]:
    """Yields passages per second, size on disk and search times at that size."""
    parser = argparse.ArgumentParser(prog="benchmarks indexing")
    parser.add_argument("--passages", type=int, default=500_000)
    parser.add_argument("--characters", type=int, default=1_000)
    asked = parser.parse_args(argv)
    random.seed(1)
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(SEARCH_DIR=Path(folder), SEARCH_PREFIX="benchmark"),
    ):
        chosen = engine()
        for definition in (WORKS, PAGES):
            chosen.ensure(definition)
        yield from _fill(asked.passages, asked.characters)
        yield from _search(asked.passages)
        chosen.release()
        if chosen.name == "embedded":
            size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
            yield figure("index on disk", size / 1024**2, "MB", passages=asked.passages)
        for definition in (WORKS, PAGES):
            chosen.swap(definition, chosen.create(definition))
            for generation in chosen.generations(definition)[:-1]:
                chosen.drop(definition, generation)


def _fill(passages: int, characters: int) -> Iterator[dict[str, Any]]:
    words = _words(6_000)
    texts = [_text(words, characters) for _ in range(2_000)]  # drawing text is not what is measured
    made, spent, pending = 0, 0.0, []
    for work in range(passages // PAGES_EACH):
        pending.append(work)
        made += PAGES_EACH
        if len(pending) * PAGES_EACH >= BATCH or made >= passages // PAGES_EACH * PAGES_EACH:
            began = time.perf_counter()
            engine().bulk(PAGES, [_pages(number, texts) for number in pending])
            engine().bulk(WORKS, [_work(number, texts) for number in pending])
            spent += time.perf_counter() - began
            pending = []
    began = time.perf_counter()
    engine().refresh(PAGES)
    engine().release()
    spent += time.perf_counter() - began
    yield figure(
        "indexing", made / spent, "passages/s", passages=made, characters=characters, engine=engine().name
    )


def _search(passages: int) -> Iterator[dict[str, Any]]:
    words = _words(6_000)
    times, best = [], []
    tokens = frozenset({"public", "org:3", "user:7"})
    facets = tuple(FacetRequest(field) for field in WORKS.keywords)
    for _ in range(200):
        query = Query(tokens=tokens, text=" ".join(_choose(words, random.randint(1, 5))), facets=facets)
        began = time.perf_counter()
        page = engine().search(WORKS, query)
        times.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        engine().best_pages(PAGES, [hit.id for hit in page.hits], query)
        best.append((time.perf_counter() - began) * 1000)
    for name, measured in (("search with facets", times), ("best page of 20 works", best)):
        for share in (50, 95):
            value = percentile(measured, share)
            yield figure(f"{name} p{share}", value, "ms", passages=passages, works=passages // PAGES_EACH)


def _words(count: int) -> list[str]:
    return [random.choice(ONSETS) + random.choice(RHYMES) for _ in range(count)]


def _choose(words: list[str], count: int) -> list[str]:
    """Few words often, many seldom, as in a language."""
    return [words[int(len(words) * random.random() ** 3)] for _ in range(count)]


def _text(words: list[str], characters: int) -> str:
    return " ".join(_choose(words, characters // 5))[:characters]


def _pages(work: int, texts: list[str]) -> PutChildren:
    acl = ("public",) if work % 3 else (f"org:{work % 200}",)
    pages = [
        Document("", 1, acl, {"text": text}, payload={"anchor": f"page={page}", "text": text})
        for page, text in enumerate(random.choices(texts, k=PAGES_EACH), start=1)
    ]
    return PutChildren(f"w{work}", 1, pages)


def _work(work: int, texts: list[str]) -> Put:
    title = random.choice(texts)[:60]
    return Put(
        Document(
            f"w{work}",
            1,
            ("public",) if work % 3 else (f"org:{work % 200}",),
            {"title": title, "body": " ".join(random.choices(texts, k=4))},
            {"subject": [f"s{work % 15}"], "grade": [str(work % 9 + 1)], "school": [f"o{work % 200}"]},
            {"updated": work},
            {"title": title},
        )
    )
