"""The canary crawler: signs in as everybody, opens every address it can find or guess, and looks for markers.

Pages, headers, redirects, file bytes from the content host, hits, suggestions, facet counts and index documents.
"""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse

from config.content_wsgi import ContentHandler
from config.routes import ROUTES
from repository.catalogue.models import MaterialFile
from search.backends import engine
from search.backends.base import Query
from search.indexes import definitions
from search.sync.relay import relay
from tests.cast import as_viewer, client_of
from tests.security.canaries import CANARIES, plant
from tests.security.question_canaries import question_addresses
from tests.security.test_access_matrix import ARGUMENT

LINK = re.compile(rb'(?:href|src|action|srcset|data-[a-z-]*url)="([^"#]+)')
MOST_PAGES = 320
SEARCHES = {
    "materials": ("/tim/?q=", "/hoc-lieu/cua-toi/?q="),
    "questions": ("/tim/?q=", "/tim/cau-hoi/?q=", "/ngan-hang-cau-hoi/?q="),
}
# Signing out would end the crawl; the wagtail admin has a walk test of its own.
NOT_FOLLOWED = ("/tai-khoan/", "/static/", "/cms/")


@pytest.fixture
def planted(cast, settings, tmp_path):
    settings.SEARCH_DIR = tmp_path / "index"
    for definition in definitions().values():
        engine().ensure(definition)
    rows = plant(cast)
    relay()
    for definition in definitions().values():
        engine().refresh(definition)
    yield rows
    engine().release()


class Crawler:
    """One person's way through the house."""

    def __init__(self, part, person, rows):
        self.part, self.rows = part, rows
        self.client = client_of(person)
        self.client.raise_request_exception = False
        self.content = ContentHandler()
        self.content.load_middleware()
        self.seen: set[str] = set()
        self.answers: list[tuple[str, bytes]] = []

    def crawl(self) -> None:
        todo = deque(self.starts())
        while todo and len(self.seen) < MOST_PAGES:
            address = todo.popleft()
            if address in self.seen or address.startswith(NOT_FOLLOWED):
                continue
            self.seen.add(address)
            todo.extend(self.open(address))

    def open(self, address: str) -> list[str]:
        """Fetch one address; returns the addresses it leads to."""
        if address.startswith(settings.CONTENT_URL):
            self.answers.append((address, self.fetch_file(address)))
            return []
        answer = self.client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = "\n".join(f"{name}: {value}" for name, value in answer.items()).encode()
        self.answers.append((address, body + b"\n" + headers))
        found = [match.decode(errors="replace").replace("&amp;", "&") for match in LINK.findall(body)]
        if "Location" in answer:
            found.append(answer["Location"])
        return [link for link in map(self.inside(address), found) if link]

    def fetch_file(self, address: str) -> bytes:
        host = urlsplit(settings.CONTENT_URL).netloc
        request = RequestFactory(headers={"Host": host}).get(address.removeprefix(settings.CONTENT_URL))
        answer = self.content.get_response(request)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return body + "\n".join(f"{name}: {value}" for name, value in answer.items()).encode()

    def inside(self, base: str):
        def resolve(link: str) -> str:
            if link.startswith(settings.CONTENT_URL):
                return link
            parts = urlsplit(urljoin(f"http://testserver{base}", link))
            return f"{parts.path}?{parts.query}".rstrip("?") if parts.netloc == "testserver" else ""

        return resolve

    def starts(self) -> list[str]:
        """Where the crawl begins: every address without arguments, guesses at known rows, searches for the markers."""
        guesses = []
        for work in self.rows["works"]:
            page = reverse("material", args=[work.public_id])
            guesses += [page, f"{page}?ban=nhap", f"{page}sua/", f"{page}chia-se/", f"{page}phien-ban/1/"]
            guesses.append(reverse("material_cover", args=[work.public_id]))
            guesses += [f"{page}tep-nhap/{entry.public_id}/" for entry in work.draft.manifest.all()]
        for file in MaterialFile.objects.all():
            guesses += [reverse(name, args=[file.public_id]) for name in ("material_file", "download_file")]
        guesses += [reverse("review", args=[review_round.public_id]) for review_round in self.rows["rounds"]]
        guesses += question_addresses(self.rows)
        for canary in CANARIES:
            guesses += [f"{address}{canary.word}" for address in SEARCHES[canary.of]]
            guesses.append(f"/tim/goi-y/?q={canary.word[:6]}")
        plain = [
            reverse(name)
            for name, route in ROUTES.items()
            if not ARGUMENT.search(route.pattern) and "GET" in route.methods
        ]
        return guesses + plain

    def leaks(self) -> list[str]:
        found = []
        for canary in CANARIES:
            if self.part in canary.allowed:
                continue
            for address, answer in self.answers:
                told = _hits(answer) if canary.word in address else answer  # a page may repeat what was typed
                if canary.word.encode() in told:
                    found.append(f"{self.part} met “{canary.meaning}” at {address}")
        return found


def _hits(answer: bytes) -> bytes:
    """Of a page that repeats the question only what it found: rows with links to works, suggestions."""
    return b"".join(re.findall(rb"<article.*?</article>", answer, flags=re.DOTALL))


PARTS = [
    "anonymous", "teacher_b", "head_b", "principal_b", "librarian_b", "city_officer", "administrator",
    "pupil_a", "pupil_b", "colleague_a", "teacher_a", "inspector",
]  # fmt: skip


@pytest.mark.once(
    "what pages say of rows; who gets which rows and hits is asked on both by the properties of visibility and parity"
)
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("parts", [PARTS[:4], PARTS[4:8], PARTS[8:]], ids=" ".join)
def test_no_marker_reaches_anybody_who_may_not_see_it(cast, planted, parts):
    people = {"anonymous": None, **cast.people}
    leaks, opened = [], {}
    for part in parts:
        crawler = Crawler(part, people[part], planted)
        crawler.crawl()
        leaks += crawler.leaks()
        opened[part] = crawler
    assert not leaks, "\n".join(leaks)
    # The crawl is worth something only if those who may see the markers do meet them.
    for crawler in [opened[part] for part in parts if part == "teacher_a"]:
        met = {
            canary.word
            for canary in CANARIES
            if any(canary.word.encode() in body for _, body in crawler.answers)
        }
        assert met == {canary.word for canary in CANARIES if "teacher_a" in canary.allowed}


def test_no_index_document_is_matched_by_tokens_of_somebody_who_may_not_see_it(cast, planted):
    people = {"anonymous": None, **cast.people}
    leaks = []
    for part in PARTS:
        viewer = as_viewer(people[part])
        for name, definition in definitions().items():
            if viewer.is_pupil != ("pupil" in name):
                continue
            for canary in CANARIES:
                if part in canary.allowed:
                    continue
                page = engine().search(definition, Query(tokens=viewer.tokens, text=canary.word))
                leaks += [f"{part}: “{canary.meaning}” in {name}"] if page.hits or page.total else []
    assert not leaks, "\n".join(leaks)


def test_pupils_indexes_hold_nothing_that_is_meant_for_staff(cast, planted):
    everything = frozenset().union(*(as_viewer(person).tokens for person in cast.people.values()))
    for name, definition in definitions().items():
        if "pupil" not in name:
            continue
        for canary in CANARIES:
            page = engine().search(definition, Query(tokens=everything, text=canary.word))
            assert not page.hits, f"“{canary.meaning}” stands in {name}"
