"""`docs/howto/add-a-kind-of-result.md` is true: its one file reaches search page, tab, row, relay, check and fallback."""

import html
import re
import sys
from importlib import invalidate_caches
from pathlib import Path
from types import ModuleType

import pytest
from django.urls import clear_url_caches, reverse

from config.routes import ROUTES
from search import kinds
from search.backends import engine
from search.backends.base import EngineDown
from search.indexes import KINDS, definitions
from search.pages.listings import LISTINGS
from search.pages.urls import result_pages
from search.sync.check import find_drift
from search.sync.models import SearchOutbox
from search.sync.receivers import follow, unfollow
from tests.cast import client_of
from tests.factories.pages import home_page, portal_page
from tests.search.conftest import index  # noqa: F401

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/add-a-kind-of-result.md"
KEY, NAME = "portal_page", "search_portal"
pytestmark = pytest.mark.django_db


def code():
    text = PAGE.read_text(encoding="utf-8")
    assert "`search/kinds/portal_pages.py`" in text
    return re.search(r"```python\n(.*?)```", text, re.S)[1]


@pytest.fixture
def grown(tmp_path, monkeypatch, settings):
    """The house with one file more in the folder of kinds, and started: its pages stand, its changes are followed."""
    KINDS.load()
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds/portal_pages.py").write_text(code(), encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path / "kinds")])
    invalidate_caches()
    monkeypatch.setattr(
        KINDS, "_loaded", False
    )  # every module of the folder is imported, as at the next start
    KINDS.load()
    kind = KINDS[KEY]
    follow(KEY, kind)
    addresses = ModuleType("grown_urls")
    before = dict(ROUTES)
    addresses.urlpatterns = [*result_pages(), *__import__(settings.ROOT_URLCONF, fromlist=["x"]).urlpatterns]
    monkeypatch.setitem(sys.modules, "grown_urls", addresses)
    settings.ROOT_URLCONF = "grown_urls"
    clear_url_caches()
    yield
    unfollow(KEY, kind)
    KINDS.remove(KEY)
    LISTINGS.remove(KEY)
    ROUTES.clear()
    ROUTES.update(before)
    sys.modules.pop("search.kinds.portal_pages", None)
    clear_url_caches()


@pytest.fixture
def relay(grown, index, settings):  # noqa: F811
    """The relay on demand. Numbers of rows come again in the next test, and a server remembers versions: its index goes."""
    yield index
    definition = KINDS[KEY].indexes()[0]
    KINDS.remove(KEY)
    if settings.ELASTICSEARCH_URL:
        engine().server.slow.indices.delete(index=engine().state(definition).generation)


@pytest.fixture
def written(cast, relay):
    """A page is published the way editors do it; the relay works off what that owes."""
    page = portal_page(home_page(), title="Tuần lễ đọc sách <b>2026</b>")
    page.lead = "Cả thành phố cùng đọc truyện cổ tích"
    page.save_revision().publish()
    assert SearchOutbox.objects.filter(kind=KEY, object_id=str(page.pk)).exists()
    relay()
    return page


def body_of(person, name, **query):
    response = client_of(person).get(reverse(name), query)
    assert response.status_code == 200
    return response.content.decode()


def tabs(body):
    return re.findall(r"<a[^>]*>.*?</a>", re.search(r'<nav class="tabs".*?</nav>', body, re.S)[0], re.S)


def test_its_row_is_found_without_accents_and_escaped(cast, written):
    body = body_of(cast.pupil_a, NAME, q="tuan le doc sach")
    assert "<mark>Tuần lễ đọc sách</mark> &lt;b&gt;" in body and "<b>2026" not in body
    assert f'href="{written.url}"' in body
    assert "<title>" in body and "Search pages: tuan le doc sach" in html.unescape(body)
    assert "1 page" in body
    assert "<mark>cổ tích</mark>" in body_of(None, NAME, q="co tich")


def test_its_tab_stands_beside_the_others_and_counts(cast, written):
    names = [
        re.sub(r"<[^>]+>|\s+", " ", tab).split()[0]
        for tab in tabs(body_of(cast.teacher_a, "search", q="đọc sách"))
    ]
    assert names == ["Học", "Câu", "Trang"]
    assert '<span class="count">1</span>' in tabs(body_of(cast.teacher_a, "search", q="đọc sách"))[2]
    assert len(tabs(body_of(None, "search", q="đọc sách"))) == 2, "strangers search materials and pages"
    there = tabs(body_of(None, NAME, q="đọc sách"))
    assert "aria-current" in there[1] and "/tim/?q=" in there[0]


def test_what_is_taken_off_is_gone_at_once_and_from_the_index_with_the_next_relay(cast, written, relay):
    type(written).objects.filter(pk=written.pk).update(live=False)
    assert "data-row-link" not in body_of(None, NAME, q="đọc sách")
    written.refresh_from_db()
    gone = str(written.pk)
    assert gone in dict(engine().scan(definitions()["portal_pages"]))
    written.delete()
    relay()
    assert gone not in dict(engine().scan(definitions()["portal_pages"]))
    assert not find_drift().objects


def test_the_nightly_check_finds_what_never_came_by_the_outbox(cast, written):
    quiet = portal_page(written.get_parent().specific, title="Lặng lẽ", slug="lang-le")
    written.save_revision().publish()
    SearchOutbox.objects.all().delete()
    drift = find_drift()
    assert drift.missing == {str(quiet.pk)}
    assert drift.outdated == {str(quiet.pk), str(written.pk)}


def test_the_database_stands_in_while_the_engine_rests(cast, written, monkeypatch):
    def down(*args, **kwargs):
        raise EngineDown("stopped")

    monkeypatch.setattr(type(engine()), "search", down)
    body = body_of(None, NAME, q="đọc sách")
    assert "notice--warn" in body and "with their accents as typed" in body
    assert "<mark>đọc sách</mark>" in body


def test_nothing_found_and_nothing_there_say_so_in_its_words(cast, relay):
    assert "Use fewer or more general words." in body_of(None, NAME, q="khongcogi")
    assert "Pages that are published stand here." in body_of(None, NAME)


def test_every_part_is_explained():
    text = PAGE.read_text(encoding="utf-8")
    for part in ("findable", "Kind", "changed_by", "find", "facets", "access", "count", "suggest", "words"):
        assert f"`{part}" in text, part
