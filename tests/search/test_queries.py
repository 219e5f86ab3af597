"""What a person finds: by their rights now, with marked words, pages and counts; also while the engine is down."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repository.catalogue.models import LearningMaterial
from search.backends import engine
from search.backends.base import EngineDown, Sort
from search.facets import facets_of
from search.queries import breaker as breaker_module
from search.queries.asked import Asked
from search.queries.breaker import Breaker
from search.queries.results import find, suggest
from tests.cast import as_viewer
from tests.search.conftest import publish, share, unshare, write_material

pytestmark = pytest.mark.django_db


def asked(text="", **chosen):
    return Asked(typed=text, chosen={key.replace("_", "-"): tuple(codes) for key, codes in chosen.items()})


def titles(results):
    return [row.title for row in results.found]


@pytest.fixture
def shelf(cast, index):
    """Three published works of school A, one of them shared with the city, one for pupils; one draft."""
    fractions = publish(
        write_material(
            cast.teacher_a, cast.school_a, "Toán lớp 6: Phân số", description="Bài giảng có ví dụ"
        ),
        "Mở đầu",
        "Rút gọn phân số tối giản",
        "Bài tập",
    )
    share(fractions, "unit_below", unit=cast.city)
    angles = publish(
        write_material(cast.teacher_a, cast.school_a, "Góc và tia", grades=("7",), for_pupils=True)
    )
    publish(write_material(cast.teacher_a, cast.school_a, "Áp suất", subject="KHTN", grades=("8",)))
    write_material(cast.teacher_a, cast.school_a, "Bản nháp góc nhọn")
    LearningMaterial.objects.update(updated_at="2026-01-01T00:00:00Z")
    index()
    return {"fractions": fractions, "angles": angles}


class TestAsked:
    def test_an_address_read_back_is_the_same_question(self):
        facets = facets_of("materials")
        first = Asked("toán “phân số”", {"lop": ("6", "7"), "mon": ("TOAN",)}, Sort.NEWEST, "abc")
        again = QueryDict("", mutable=True)
        for name, value in first.parameters():
            again.appendlist(name, value)
        assert Asked.read(again, facets) == first

    def test_quoted_words_are_phrases(self):
        question = Asked('bài "phân số" “tối giản”')
        assert question.phrases == ("phân số", "tối giản")
        assert question.words == "bài phân số tối giản"

    def test_a_value_is_added_and_taken_back(self):
        once = Asked("toán", cursor="x").toggled("lop", "6")
        assert once.chosen == {"lop": ("6",)} and once.cursor == ""
        assert once.toggled("lop", "6").chosen == {}

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
    @given(
        st.text(max_size=300), st.text(max_size=20), st.sampled_from(["q", "lop", "mon", "sau", "xep", "x"])
    )
    def test_any_address_can_be_read(self, text, value, name):
        parameters = QueryDict("", mutable=True)
        parameters["q"] = text
        parameters.appendlist(name, value)
        question = Asked.read(parameters, facets_of("materials"))
        question.query(frozenset({"public"}), facets_of("materials"), size=5)


class TestFinding:
    def test_without_accents_with_marks_page_and_counts(self, cast, shelf):
        results = find(as_viewer(cast.teacher_b), asked("toan lop 6 phan so"))
        hit = results.found[0]
        assert hit.title == "Toán lớp 6: Phân số"
        assert [hit.title[m.start : m.end] for m in hit.title_marks] == ["Toán", "lớp", "6", "Phân", "số"]
        assert hit.pages[0].anchor == "page=2"
        assert "Rút gọn phân số" in hit.pages[0].snippet.text
        counts = {listed.facet.key: [(v.label, v.count) for v in listed.values] for listed in results.facets}
        assert counts["lop"] == [("Lớp 6", 1)]
        assert counts["mon"] == [("Toán", 1)]

    def test_strangers_find_only_what_is_shared(self, cast, shelf):
        assert titles(find(as_viewer(cast.teacher_b), asked())) == ["Toán lớp 6: Phân số"]
        assert find(as_viewer(None), asked()).total == 0

    def test_colleagues_find_the_published_ones_and_the_author_the_draft(self, cast, shelf):
        assert find(as_viewer(cast.colleague_a), asked()).total == 3
        assert "Bản nháp góc nhọn" in titles(find(as_viewer(cast.teacher_a), asked("góc")))

    def test_pupils_find_what_is_open_to_pupils(self, cast, shelf):
        assert titles(find(as_viewer(cast.pupil_a), asked())) == ["Góc và tia"]
        assert find(as_viewer(cast.pupil_b), asked()).total == 0
        keys = [listed.facet.key for listed in find(as_viewer(cast.pupil_a), asked()).facets]
        assert "truong" not in keys

    def test_facets_of_one_kind_add_up_and_stay_in_sight(self, cast, shelf):
        viewer = as_viewer(cast.colleague_a)
        results = find(viewer, asked(lop=["6", "8"]))
        assert results.total == 2
        grades = next(listed for listed in results.facets if listed.facet.key == "lop").values
        assert [(value.code, value.count, value.chosen) for value in grades] == [
            ("6", 1, True),
            ("7", 1, False),
            ("8", 1, True),
        ]
        nothing = find(viewer, asked("áp suất", lop=["6"]))
        assert nothing.total == 0
        grades = next(listed for listed in nothing.facets if listed.facet.key == "lop").values
        assert [(value.code, value.count) for value in grades] == [("6", 0), ("8", 1)]

    def test_an_ended_grant_hides_at_once_though_the_index_lags(self, cast, shelf):
        grant = shelf["fractions"].grants.get()
        unshare(grant)
        results = find(as_viewer(cast.teacher_b), asked("phân số"))
        assert results.found == []
        assert suggest(as_viewer(cast.teacher_b), "toan") == []

    def test_the_bin_hides_at_once(self, cast, shelf, django_assert_max_num_queries):
        LearningMaterial.objects.filter(pk=shelf["fractions"].pk).update(deleted_at="2026-11-01T00:00:00Z")
        assert find(as_viewer(cast.colleague_a), asked("phân số")).found == []

    def test_phrases(self, cast, shelf):
        viewer = as_viewer(cast.colleague_a)
        assert find(viewer, asked('"phân số tối giản"')).total == 1
        assert find(viewer, asked('"số phân"')).total == 0

    def test_a_rotten_cursor_starts_from_the_beginning(self, cast, shelf):
        question = Asked("phân số", cursor="rotten")
        assert find(as_viewer(cast.colleague_a), question).total == 1

    def test_the_number_of_queries_does_not_grow_with_the_hits(
        self, cast, index, django_assert_max_num_queries
    ):
        for number in range(20):
            publish(write_material(cast.teacher_a, cast.school_a, f"Phân số {number}"))
        index()
        viewer = as_viewer(cast.colleague_a)
        with django_assert_max_num_queries(12):
            assert len(find(viewer, asked("phân số")).found) == 20


class TestReadYourWrites:
    def test_the_author_finds_what_they_just_wrote(self, cast, index):
        write_material(cast.teacher_a, cast.school_a, "Số nguyên tố")
        hit = find(as_viewer(cast.teacher_a), asked("so nguyen to")).found[0]
        assert hit.title == "Số nguyên tố" and hit.indexing
        assert find(as_viewer(cast.colleague_a), asked("so nguyen to")).found == []

    def test_and_only_once_when_the_index_knows_it(self, cast, index):
        write_material(cast.teacher_a, cast.school_a, "Số nguyên tố")
        index()
        assert [row.indexing for row in find(as_viewer(cast.teacher_a), asked("nguyên tố")).found] == [False]


class TestSuggestions:
    def test_titles_the_person_may_find(self, cast, shelf):
        assert suggest(as_viewer(cast.teacher_b), "toan lo") == ["Toán lớp 6: Phân số"]
        assert suggest(as_viewer(cast.teacher_b), "goc") == []
        assert suggest(as_viewer(cast.pupil_a), "goc") == ["Góc và tia"]
        assert suggest(as_viewer(None), "t") == []


class TestEngineDown:
    def test_titles_from_the_database_within_the_same_rights(self, cast, shelf, monkeypatch):
        def down(*args, **kwargs):
            raise EngineDown("away")

        monkeypatch.setattr(type(engine()), "search", down)
        results = find(as_viewer(cast.teacher_b), asked("Phân số"))
        assert results.is_down and titles(results) == ["Toán lớp 6: Phân số"]
        assert find(as_viewer(None), asked("Phân số")).found == []

    def test_nobody_waits_twice_for_a_server_that_hangs(self, monkeypatch):
        clock = [100.0]
        monkeypatch.setattr(breaker_module.time, "monotonic", lambda: clock[0])
        breaker, calls = Breaker(), []

        def hang():
            calls.append(1)
            clock[0] += 2
            raise EngineDown("slow")

        for _ in range(3):
            with pytest.raises(EngineDown):
                breaker.call(hang)
        assert len(calls) == 1
        clock[0] += breaker_module.OPEN_SECONDS
        assert breaker.call(lambda: "answer") == "answer"


class TestCommand:
    def run(self, capsys, *arguments):
        call_command("search", *arguments, "--json")
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def test_one_object_a_hit_and_one_at_the_end(self, cast, shelf, capsys):
        hit, end = self.run(capsys, "toan lop 6 phan so", "--as", "teacher_b")
        assert hit["public_id"] == shelf["fractions"].public_id
        assert hit["pages"][0]["anchor"] == "page=2" and hit["pages"][0]["label"]
        assert end["total"] == 1
        assert end["facets"]["mon"] == [{"value": "TOAN", "label": "Toán", "count": 1}]

    def test_filters_and_nobody(self, cast, shelf, capsys):
        assert self.run(capsys, "", "--as", "colleague_a", "--filter", "lop=8")[-1]["total"] == 1
        assert self.run(capsys, "phân số") == [
            {
                "total": 0,
                "facets": self.run(capsys, "x")[-1]["facets"],
                "next_cursor": "",
                "engine_down": False,
            }
        ]

    def test_an_unknown_account_is_a_sentence(self, db):
        with pytest.raises(CommandError, match="no account"):
            call_command("search", "x", "--as", "nobody")
