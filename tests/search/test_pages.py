"""The result page: works without a script, trusts nobody's text, and keeps to the asker's rights."""

import html
import re

import pytest
from django.urls import reverse

from repository.catalogue.models import Audience, LearningMaterial
from search.backends import engine
from search.backends.base import EngineDown
from tests.cast import client_of
from tests.search.conftest import publish, share, write_material

pytestmark = pytest.mark.django_db


def text_of(response):
    return html.unescape(re.sub(r"<[^>]+>", "", response.content.decode()))


@pytest.fixture
def shelf(cast, index):
    fractions = publish(
        write_material(cast.teacher_a, cast.school_a, "Toán lớp 6: Phân số"),
        "Mở đầu",
        "Rút gọn phân số tối giản",
    )
    share(fractions, Audience.PUBLIC)
    publish(write_material(cast.teacher_a, cast.school_a, "Bí mật của trường A", grades=("9",)))
    LearningMaterial.objects.update(updated_at="2026-01-01T00:00:00Z")
    index()
    return fractions


def test_a_hit_with_marks_page_link_facets_and_facts(cast, shelf):
    response = client_of(cast.teacher_b).get(reverse("search"), {"q": "toan lop 6 phan so"})
    body = response.content.decode()
    assert "<mark>Toán lớp 6</mark>: <mark>Phân số</mark>" in body
    assert "Rút gọn <mark>phân số</mark>" in body
    link = re.search(r'href="(/hoc-lieu/[^"]*#page=2)"', body)
    assert link, "the passage leads to its page"
    assert "neo=page%3D2" in link[1] and shelf.public_id in link[1]
    assert cast.school_a.label in body
    assert "lop=6" in body and 'aria-current="true"' not in body.split("</aside>")[0]
    assert client_of(cast.teacher_b).get(html.unescape(link[1]).partition("#")[0]).status_code == 200


def test_a_chosen_value_is_marked_and_can_be_taken_back(cast, shelf):
    response = client_of(cast.teacher_b).get(reverse("search"), {"q": "phân số", "lop": "6"})
    filters, _, rest = response.content.decode().partition("</aside>")
    assert 'aria-current="true"' in filters
    assert 'class="chip__remove"' in rest
    removing = re.search(r'class="chip__remove" href="([^"]+)"', rest)[1]
    assert "lop=" not in removing


def test_strangers_see_neither_hit_nor_count_nor_suggestion(cast, shelf):
    for person in (None, cast.teacher_b, cast.pupil_b):
        client = client_of(person)
        for query in ({}, {"q": "bí mật"}, {"lop": "9"}, {"q": "bi mat cua truong a"}):
            response = client.get(reverse("search"), query)
            assert response.status_code == 200
            assert "Bí mật của trường A" not in text_of(response)
        body = client.get(reverse("search")).content.decode()
        assert "lop=9" not in body
        answer = client.get(reverse("search_suggestions"), {"q": "bi m"})
        assert answer.json() == {"suggestions": []}


def test_suggestions_lead_to_a_search(cast, shelf):
    answer = client_of(None).get(reverse("search_suggestions"), {"q": "toan lo"}).json()
    (suggestion,) = answer["suggestions"]
    assert suggestion["text"] == "Toán lớp 6: Phân số"
    assert client_of(None).get(suggestion["url"]).status_code == 200


def test_subjects_and_topics_are_suggested_without_accents(cast, index):
    rows = client_of(None).get(reverse("search_suggestions"), {"q": "toa"}).json()["suggestions"]
    assert rows[0]["text"] == "Toán" and "mon=TOAN" in rows[0]["url"]
    assert client_of(None).get(rows[0]["url"]).status_code == 200


def test_hostile_text_is_shown_as_text(cast, index):
    attack = '<script>alert(1)</script> phân số "><img src=x onerror=alert(2)>'
    share(
        publish(write_material(cast.teacher_a, cast.school_a, attack, description=attack), attack),
        Audience.PUBLIC,
    )
    LearningMaterial.objects.update(updated_at="2026-01-01T00:00:00Z")
    index()
    body = client_of(None).get(reverse("search"), {"q": f"phân số {attack}"}).content.decode()
    assert "<script>alert" not in body and "<img src=x" not in body
    assert "phân số</mark>" in body


@pytest.mark.parametrize(
    "query", [{"q": "x" * 5000}, {"sau": "../../"}, {"lop": ["6"] * 500}, {"xep": "?"}, {"q": "\x01\u202e"}]
)
def test_any_address_is_answered(cast, shelf, query):
    assert client_of(None).get(reverse("search"), query).status_code == 200
    assert client_of(None).get(reverse("search_suggestions"), query).status_code == 200


def test_pages_of_results(cast, index):
    for number in range(25):
        share(publish(write_material(cast.teacher_a, cast.school_a, f"Phân số {number}")), Audience.PUBLIC)
    LearningMaterial.objects.update(updated_at="2026-01-01T00:00:00Z")
    index()
    first = client_of(None).get(reverse("search"), {"q": "phân số"}).content.decode()
    following = html.unescape(re.search(r'href="([^"]+)" rel="next"', first)[1])
    second = client_of(None).get(following).content.decode()
    hits = [re.findall(r"data-row-link>(.*?)</a>", body) for body in (first, second)]
    assert [len(found) for found in hits] == [20, 5]
    assert not set(hits[0]) & set(hits[1])


def test_empty_states_say_what_to_do(cast, shelf):
    client = client_of(None)
    nothing = client.get(reverse("search"), {"q": "khongcogi"})
    assert 'class="empty"' in nothing.content.decode()
    filtered = client.get(reverse("search"), {"q": "phân số", "lop": "1"}).content.decode()
    assert 'class="empty"' in filtered and f'href="{reverse("search")}?q=ph' in filtered


def test_while_the_engine_is_down_titles_are_still_found(cast, shelf, monkeypatch):
    def down(*args, **kwargs):
        raise EngineDown("away")

    monkeypatch.setattr(type(engine()), "search", down)
    monkeypatch.setattr(type(engine()), "suggest", down)
    response = client_of(None).get(reverse("search"), {"q": "Phân số"})
    body = response.content.decode()
    assert response.status_code == 200
    assert "notice--warn" in body and "data-row-link" in body
    assert client_of(None).get(reverse("search_suggestions"), {"q": "toán lớp"}).json() == {"suggestions": []}


def test_a_draft_is_marked_and_opens_as_draft(cast, index):
    material = write_material(cast.teacher_a, cast.school_a, "Bản nháp")
    index()
    body = client_of(cast.teacher_a).get(reverse("search"), {"q": "bản nháp"}).content.decode()
    assert f"/hoc-lieu/{material.public_id}/?ban=nhap" in body


def test_results_are_never_cached_by_anyone_between(cast, shelf):
    response = client_of(cast.teacher_b).get(reverse("search"))
    assert "private" in response["Cache-Control"] and "no-store" in response["Cache-Control"]


def test_the_number_of_queries_does_not_grow(cast, index, django_assert_max_num_queries):
    for number in range(20):
        publish(write_material(cast.teacher_a, cast.school_a, f"Phân số {number}"), "một", "hai")
    index()
    client = client_of(cast.colleague_a)
    with django_assert_max_num_queries(26):
        client.get(reverse("search"), {"q": "phân số"})
