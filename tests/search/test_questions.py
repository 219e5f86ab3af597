"""Questions beside materials: teachers find text and formulas of what they may read; no key, and nothing for pupils."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from questionbank.items.models import Question
from questionbank.items.services.writing import create_question
from search.backends import engine
from search.backends.base import EngineDown, Query
from search.facets import QUESTIONS
from search.indexes import definitions
from search.queries.asked import Asked
from search.queries.questions import count_questions, find_questions
from tests.cast import as_viewer, client_of
from tests.factories.questions import in_school_bank, question

pytestmark = pytest.mark.django_db

BODY = {
    "stem": "<p>Một mảnh vườn hình vuông có diện tích $x^2 = \\frac{9}{4}$ thì cạnh dài bao nhiêu?</p>",
    "input": "text",
}
KEY = {"accepted": [{"value": "zqkhoamot"}], "solution": "Lời giải zqloigiaimot"}


@pytest.fixture
def banks(cast, index):
    """A question of the school's bank and an unfinished one of its author."""
    shared = in_school_bank(
        cast.teacher_a,
        cast.head_a,
        cast.principal_a,
        cast.school_a,
        "short_answer",
        body=BODY,
        key=KEY,
    )
    question(cast.teacher_a, "short_answer", body={**BODY, "stem": "Bản nháp về mảnh vườn"}, key=KEY)
    index()
    return shared


def hits(person, words):
    return [row.question.public_id for row in find_questions(as_viewer(person), Asked(typed=words)).found]


def test_colleagues_find_what_the_bank_holds_and_the_author_the_draft_too(cast, banks):
    assert hits(cast.colleague_a, "manh vuon hinh vuong") == [banks.public_id]
    assert len(hits(cast.teacher_a, "manh vuon")) == 2


def test_an_empty_draft_still_has_words_to_click_on(cast, index):
    create_question(cast.teacher_a, type_key="short_answer")
    index()
    page = client_of(cast.teacher_a).get(reverse("search_questions"))
    [link] = re.findall(r"<a[^>]* data-row-link>(.*?)</a>", page.content.decode())
    assert link == "(chưa viết gì)"


def test_formulas_are_found_as_they_are_written_and_as_they_are_read(cast, banks):
    assert hits(cast.colleague_a, "\\frac{9}{4}") == [banks.public_id]
    assert hits(cast.colleague_a, "x^2") == [banks.public_id]


@pytest.mark.parametrize("part", ["teacher_b", "pupil_a", "pupil_b", "librarian_b"])
def test_nobody_else_finds_or_counts_any(cast, banks, part):
    viewer = as_viewer(cast.people[part])
    assert hits(cast.people[part], "manh vuon") == []
    assert not count_questions(viewer, Asked(typed="manh vuon"))


def test_no_document_holds_a_key_or_a_solution(cast, banks):
    everything = frozenset().union(*(as_viewer(person).tokens for person in cast.people.values()))
    for word in ("zqkhoamot", "zqloigiaimot"):
        page = engine().search(definitions()[QUESTIONS], Query(tokens=everything, text=word))
        assert not page.hits
    assert "key" not in " ".join([text.name for text in definitions()[QUESTIONS].texts])


def test_the_page_shows_the_words_the_filters_and_the_way_there(cast, banks):
    response = client_of(cast.colleague_a).get(reverse("search_questions"), {"q": "mảnh vườn"})
    body = response.content.decode()
    assert "<mark>mảnh vườn</mark>" in body
    assert reverse("question", args=[banks.public_id]) in body
    assert "dang=short_answer" in body and "lop=6" in body


def test_the_tabs_carry_the_words_over_and_count_both(cast, banks):
    response = client_of(cast.colleague_a).get(reverse("search"), {"q": "mảnh vườn", "lop": "6"})
    tabs = re.search(r'<nav class="tabs".*?</nav>', response.content.decode(), re.DOTALL)[0]
    link = html.unescape(re.search(r'href="(/tim/cau-hoi/[^"]+)"', tabs)[1])
    assert "lop=6" in link and client_of(cast.colleague_a).get(link).status_code == 200
    assert '<span class="count">1</span>' in tabs


def test_pupils_are_shown_no_tab_and_no_page(cast, banks):
    page = client_of(cast.pupil_a).get(reverse("search"), {"q": "mảnh vườn"})
    assert "/tim/cau-hoi/" not in page.content.decode()
    assert client_of(cast.pupil_a).get(reverse("search_questions")).status_code == 403


def test_a_question_in_the_bin_is_gone_at_once(cast, banks):
    Question.objects.filter(pk=banks.pk).update(deleted_at="2026-11-01T00:00:00Z")
    assert hits(cast.colleague_a, "manh vuon") == []


def test_the_database_answers_when_the_engine_rests(cast, banks, monkeypatch):
    def down(*args, **kwargs):
        raise EngineDown("stopped")

    monkeypatch.setattr(type(engine()), "search", down)
    results = find_questions(as_viewer(cast.colleague_a), Asked(typed="mảnh vườn"))
    assert results.is_down and [row.question.public_id for row in results.found] == [banks.public_id]


def test_the_page_asks_no_more_for_many_rows(cast, banks, index):
    client = client_of(cast.colleague_a)

    def queries() -> int:
        client.get(reverse("search_questions"), {"q": "mảnh vườn"})
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("search_questions"), {"q": "mảnh vườn"})
        return len(asked)

    for_one = queries()
    for number in range(8):
        in_school_bank(
            cast.teacher_a,
            cast.head_a,
            cast.principal_a,
            cast.school_a,
            "short_answer",
            body={**BODY, "stem": f"Mảnh vườn số {number}"},
            key=KEY,
        )
    index()
    assert queries() == for_one <= 16


def test_a_formula_is_drawn_and_stays_whole_while_words_are_marked(cast, banks):
    body = client_of(cast.colleague_a).get(reverse("search_questions"), {"q": "hình vuông"}).content.decode()
    row = re.search(r"<article.*?</article>", body, re.DOTALL)[0]
    assert "<mark>hình vuông</mark>" in row and "<mfrac><mrow><mn>9</mn>" in row and "\\frac" not in row


def test_what_a_teacher_wrote_never_becomes_markup(cast, index):
    stem = "Một <b>vườn</b> &lt;script&gt;alert(1)&lt;/script&gt; <img src=x onerror=alert(1)>"
    question(cast.teacher_a, "short_answer", body={**BODY, "stem": stem}, key=KEY)
    index()
    body = client_of(cast.teacher_a).get(reverse("search_questions"), {"q": "vườn script"}).content.decode()
    row = re.search(r"<article.*?</article>", body, re.DOTALL)[0]
    assert "<mark>vườn</mark>" in row and "&lt;<mark>script</mark>&gt;" in row
    assert "<script" not in row and "onerror" not in row
