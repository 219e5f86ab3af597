"""One contract, every engine: what `search.backends.base.Engine` promises a reader, tried on each.

The part on Elasticsearch needs a server (`ELASTICSEARCH_URL`); without one it is left out and says so.
"""

import unicodedata

import pytest

from search.backends.base import (
    BadCursor,
    Document,
    EngineError,
    FacetRequest,
    NoViewer,
    Put,
    Query,
    Sort,
)
from search.backends.text import clean, folded_syllables
from tests.conformance.engine_cases import (
    CITY,
    EVERYBODY,
    LEAVES,
    WORKS,
    ask,
    ids,
    leaves,
    put,
    work,
)


class TestFolding:
    @pytest.mark.parametrize(
        "typed",
        [
            "toan lop 6 phan so",
            "Toán lớp 6 phân số",
            "TOÁN LỚP 6 PHÂN SỐ",
            unicodedata.normalize("NFD", "Toán lớp 6 phân số"),
        ],
    )
    def test_accents_case_and_form_do_not_matter(self, engine, typed):
        put(engine, *CITY)
        assert ids(engine, typed)[0] == "a"

    @pytest.mark.parametrize("typed", ["vật lý 8", "vat li 8", "Vật lí 8"])
    def test_i_and_y_are_one_at_the_end_of_a_syllable(self, engine, typed):
        put(engine, *CITY)
        assert ids(engine, typed) == ["c"]

    @pytest.mark.parametrize("typed", ["4.1.2", "8,5"])
    def test_numbers_stay_whole(self, engine, typed):
        put(engine, *CITY)
        assert ids(engine, typed) == ["c"]
        assert ids(engine, "4.1") == ids(engine, "5 Pa 8") == []

    def test_accented_words_rank_above_look_alikes(self, engine):
        put(engine, work("tôi", "Tôi đi học"), work("tối", "Tối đi học"), work("toi", "Toi di hoc"))
        assert ids(engine, "tối đi học")[0] == "tối"
        assert ids(engine, "tôi đi học")[0] == "tôi"

    def test_neighbours_rank_above_scattered_words(self, engine):
        put(engine, work("far", "Số bài phân loại"), work("near", "Bài loại phân số"))
        assert ids(engine, "phan so")[0] == "near"


class TestWords:
    def test_short_queries_need_every_syllable(self, engine):
        put(engine, *CITY)
        assert set(ids(engine, "phân số")) == {"a", "b"}
        assert ids(engine, "phân số hữu") == ["b"]

    def test_syllables_may_stand_in_different_fields(self, engine):
        put(engine, *CITY)
        assert ids(engine, "văn cổ tích") == ["d"]

    def test_long_queries_rank_by_what_they_hit(self, engine):
        put(engine, *CITY)
        assert ids(engine, "áp suất trong chất lỏng và khí quyển")[0] == "c"

    def test_a_title_counts_more_than_a_body(self, engine):
        put(engine, work("body", "Bài giảng", body="thơ"), work("title", "Bài thơ", body="giảng"))
        assert ids(engine, "thơ") == ["title", "body"]

    def test_phrases_must_stand_as_they_are(self, engine):
        put(engine, work("yes", "Chiến thắng Bạch Đằng"), work("no", "Bạch tuyết thắng chiến Đằng"))
        assert ids(engine, "", phrases=("bach dang",)) == ["yes"]

    def test_what_was_kept_for_display_comes_back_as_it_was_given(self, engine):
        kept = {
            "title": "Thơ",
            "draft": False,
            "places": [],
            "note": "",
            "deep": {"none": None, "list": [0, ""]},
        }
        put(engine, Put(Document("a", 1, ("public",), {"title": "thơ"}, payload=kept)))
        (hit,) = engine.search(WORKS, ask("thơ")).hits
        assert hit.payload == kept

    def test_nothing_found_is_an_empty_page(self, engine):
        page = engine.search(WORKS, ask("không có gì", facets=(FacetRequest("subject"),)))
        assert (page.hits, page.total, page.facets["subject"], page.next_cursor) == ((), 0, (), "")

    @pytest.mark.parametrize(
        "typed", ['"', "* OR acl:*", "title:toan", "((", "\\", "a" * 5000, "😀", "~ ^ {!} /.*/"]
    )
    def test_no_text_is_engine_syntax(self, engine, typed):
        put(engine, *CITY, work("secret", "Đề kiểm tra", acl=("user:1",)))
        assert "secret" not in ids(engine, typed)
        engine.suggest(WORKS, clean(typed), EVERYBODY)

    def test_tokens_of_the_engine_are_those_of_python(self, engine):
        text = clean("Mục 4.1.2: điểm 8,5 của lớp 6A – vật lý, quy tắc, Ðiện tử, H2O")
        put(engine, work("x", text))
        for token in folded_syllables(text):
            assert ids(engine, token) == ["x"]


class TestFacets:
    FACETS = (FacetRequest("subject"), FacetRequest("grade"))

    def counts(self, engine, text="", **options):
        page = engine.search(WORKS, ask(text, facets=self.FACETS, **options))
        return {
            name: {row.value: row.count for row in rows} for name, rows in page.facets.items()
        }, page.total

    def test_counts_of_everything(self, engine):
        put(engine, *CITY)
        facets, total = self.counts(engine)
        assert total == 5
        assert facets["subject"] == {"toan": 2, "khtn": 1, "lsdl": 1, "van": 1}
        assert facets["grade"] == {"6": 3, "7": 1, "8": 1}

    def test_a_facet_does_not_narrow_itself(self, engine):
        put(engine, *CITY)
        facets, total = self.counts(engine, filters={"grade": ("6",)})
        assert total == 3
        assert facets["grade"] == {"6": 3, "7": 1, "8": 1}
        assert facets["subject"] == {"toan": 1, "lsdl": 1, "van": 1}

    def test_several_values_of_one_facet_add_up(self, engine):
        put(engine, *CITY)
        facets, total = self.counts(engine, filters={"grade": ("6", "7"), "subject": ("toan",)})
        assert total == 2
        assert facets["grade"] == {"6": 1, "7": 1}
        assert facets["subject"] == {"toan": 2, "lsdl": 1, "van": 1}

    def test_size_and_order(self, engine):
        put(engine, *CITY)
        page = engine.search(WORKS, ask(facets=(FacetRequest("subject", size=2),)))
        assert [row.value for row in page.facets["subject"]] == ["toan", "khtn"]

    def test_several_values_in_one_document(self, engine):
        put(engine, work("m", "Liên môn", subject=("toan", "van")))
        assert self.counts(engine)[0]["subject"] == {"toan": 1, "van": 1}

    def test_a_field_that_the_index_has_not_is_a_sentence(self, engine):
        with pytest.raises(EngineError, match="no field colour"):
            engine.search(WORKS, ask(filters={"colour": ("red",)}))
        with pytest.raises(EngineError, match="no field colour"):
            engine.search(WORKS, ask(facets=(FacetRequest("colour"),)))


class TestPermissions:
    def test_a_question_without_tokens_is_refused(self):
        with pytest.raises(NoViewer):
            Query(tokens=frozenset(), text="toan")

    def test_suggestions_without_tokens_are_refused(self, engine):
        with pytest.raises(NoViewer):
            engine.suggest(WORKS, "toan", frozenset())

    def test_no_hit_no_count_no_suggestion_no_page_without_a_token(self, engine):
        put(engine, work("s", "Đề bí mật", acl=("org:1", "user:7"), subject=("mat",), body="bí mật"))
        put(engine, leaves("s", "trang bí mật", acl=("org:1", "user:7")), definition=LEAVES)
        page = engine.search(WORKS, ask("bí mật", facets=(FacetRequest("subject"),)))
        assert (page.hits, page.total, page.facets["subject"]) == ((), 0, ())
        assert engine.suggest(WORKS, "đề", EVERYBODY) == []
        assert engine.best_pages(LEAVES, ["s"], ask("bí mật")) == {}

    @pytest.mark.parametrize("token", ["org:1", "user:7"])
    def test_any_one_token_opens(self, engine, token):
        put(engine, work("s", "Đề bí mật", acl=("org:1", "user:7")))
        put(engine, leaves("s", "trang bí mật", acl=("org:1", "user:7")), definition=LEAVES)
        tokens = frozenset({token, "members"})
        assert ids(engine, "bí mật", tokens=tokens) == ["s"]
        assert [s.title for s in engine.suggest(WORKS, "đề", tokens)] == ["Đề bí mật"]
        assert list(engine.best_pages(LEAVES, ["s"], ask("bí mật", tokens=tokens))) == ["s"]

    def test_a_token_is_not_a_prefix(self, engine):
        put(engine, work("s", "Đề", acl=("org:12",)))
        assert ids(engine, "đề", tokens=frozenset({"org:1"})) == []

    def test_a_document_without_tokens_is_nobodys(self, engine):
        put(engine, work("s", "Đề", acl=()))
        assert ids(engine, "đề", tokens=frozenset({"public", "", "members"})) == []

    def test_a_revoked_token_closes(self, engine):
        put(engine, work("s", "Đề", version=1, acl=("public",)))
        put(engine, work("s", "Đề", version=2, acl=("user:1",)))
        assert ids(engine, "đề") == []


class TestOrder:
    def test_newest_first_without_text(self, engine):
        put(engine, *CITY)
        assert ids(engine) == ["a", "b", "c", "d", "e"]

    def test_newest_first_with_text(self, engine):
        put(engine, work("old", "Thơ thơ thơ", updated=1), work("new", "Bài giảng", updated=2, body="thơ"))
        assert ids(engine, "thơ", sort=Sort.NEWEST) == ["new", "old"]

    def test_ties_have_an_order(self, engine):
        put(engine, *[work(f"t{n}", "Bài giống nhau", updated=7) for n in range(9)])
        assert ids(engine, "giống nhau") == ids(engine) == ids(engine, "giống nhau", sort=Sort.NEWEST)


class TestCursors:
    @pytest.mark.parametrize("text", ["", "giống nhau"])
    @pytest.mark.parametrize("sort", list(Sort))
    def test_pages_meet_without_gap_or_overlap(self, engine, text, sort):
        put(engine, *[work(f"t{n}", "Bài giống nhau", updated=n // 40) for n in range(95)])
        seen, cursor = [], ""
        while True:
            page = engine.search(WORKS, ask(text, sort=sort, size=10, cursor=cursor))
            seen += [hit.id for hit in page.hits]
            assert page.total == 95
            cursor = page.next_cursor
            if not cursor:
                break
        assert len(seen) == len(set(seen)) == 95

    def test_the_last_page_has_no_cursor(self, engine):
        put(engine, *CITY)
        assert engine.search(WORKS, ask(size=5)).next_cursor == ""
        assert engine.search(WORKS, ask(size=4)).next_cursor != ""

    def test_a_cursor_belongs_to_its_question(self, engine):
        put(engine, *CITY)
        cursor = engine.search(WORKS, ask(size=2)).next_cursor
        with pytest.raises(BadCursor):
            engine.search(WORKS, ask("toán", size=2, cursor=cursor))
        with pytest.raises(BadCursor):
            engine.search(WORKS, ask(cursor="rubbish"))


class TestSuggestions:
    @pytest.mark.parametrize("typed", ["toan", "Toán lớp", "toan lo", "phân s", "6 phan"])
    def test_titles_go_on_from_what_was_typed(self, engine, typed):
        put(engine, *CITY)
        assert "Toán lớp 6: Phân số" in [s.title for s in engine.suggest(WORKS, clean(typed), EVERYBODY)]

    def test_titles_that_begin_so_come_first(self, engine):
        put(engine, work("a", "Ôn toán", updated=9), work("b", "Toán học và đời sống", updated=1))
        assert [s.id for s in engine.suggest(WORKS, "toan", EVERYBODY)] == ["b", "a"]

    def test_equal_titles_once_and_a_limit(self, engine):
        put(engine, work("a", "Toán"), work("b", "Toán"), *[work(f"x{n}", f"Toán {n}") for n in range(20)])
        found = engine.suggest(WORKS, "toan", EVERYBODY, size=5)
        assert len(found) == len({s.title for s in found}) == 5

    def test_nothing_typed_nothing_suggested(self, engine):
        put(engine, *CITY)
        assert engine.suggest(WORKS, " ", EVERYBODY) == []
