"""One contract, every engine: what `search.backends.base.Engine` promises, tried on each.

The part on Elasticsearch needs a server (`ELASTICSEARCH_URL`); without one it is left out and says so.
"""

import os
import unicodedata
import uuid

import pytest

from search.backends.base import (
    BadCursor,
    Document,
    EngineDown,
    EngineError,
    FacetRequest,
    IndexDef,
    NoViewer,
    Put,
    PutChildren,
    Query,
    Remove,
    Sort,
    TextField,
)
from search.backends.elasticsearch import ElasticsearchEngine
from search.backends.embedded import EmbeddedEngine
from search.backends.text import clean, folded_syllables

WORKS = IndexDef(
    "works",
    texts=(TextField("title", 5), TextField("topic", 3), TextField("tags", 2), TextField("body", 1)),
    keywords=("subject", "grade"),
    numbers=("updated",),
)
LEAVES = IndexDef(
    "leaves", texts=(TextField("text"),), keywords=("subject",), numbers=("ordinal",), children_of="works"
)
EVERYBODY = frozenset({"public"})
SERVER = os.environ.get("ELASTICSEARCH_URL", "")
ENGINES = [
    "embedded",
    pytest.param(
        "elasticsearch",
        marks=[
            pytest.mark.servers("elasticsearch"),
            pytest.mark.skipif(not SERVER, reason="ELASTICSEARCH_URL is not set"),
        ],
    ),
]


def make_engine(kind, tmp_path):
    if kind == "embedded":
        return EmbeddedEngine(tmp_path / "index")
    return ElasticsearchEngine(SERVER, prefix=f"hoclieu-test-{uuid.uuid4().hex[:8]}", timeout=10)


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    made = make_engine(request.param, tmp_path)
    made.ensure(WORKS)
    made.ensure(LEAVES)
    yield made
    made.release()
    forget_everything(made)


def forget_everything(engine):
    """A server keeps what it is given; a directory goes with the test."""
    if engine.name == "elasticsearch":
        client = engine.server.slow
        client.indices.delete(
            index=",".join(client.indices.get(index=f"{engine.prefix}-*")), ignore_unavailable=True
        )


def work(id, title, *, version=1, acl=("public",), subject=(), grade=(), updated=0, **texts):
    return Put(
        Document(
            id=id,
            version=version,
            acl=acl,
            texts={"title": clean(title), **{name: clean(text) for name, text in texts.items()}},
            keywords={"subject": subject, "grade": grade},
            numbers={"updated": updated},
            payload={"title": clean(title)},
        )
    )


def leaves(parent, *texts, version=1, acl=("public",)):
    children = [
        Document(
            id="",
            version=version,
            acl=acl,
            texts={"text": clean(text)},
            numbers={"ordinal": number},
            payload={"anchor": f"page={number}", "text": clean(text)},
        )
        for number, text in enumerate(texts, start=1)
    ]
    return PutChildren(parent, version, children)


def put(engine, *operations, definition=WORKS):
    result = engine.bulk(definition, operations)
    engine.refresh(definition)
    return result


def ask(text="", **options):
    return Query(**({"tokens": EVERYBODY, "text": clean(text)} | options))


def ids(engine, text="", **options):
    return [hit.id for hit in engine.search(WORKS, ask(text, **options)).hits]


CITY = [
    work(
        "a",
        "Toán lớp 6: Phân số",
        subject=("toan",),
        grade=("6",),
        updated=5,
        body="Rút gọn phân số bằng nhau",
    ),
    work(
        "b",
        "Toán lớp 7: Số hữu tỉ",
        subject=("toan",),
        grade=("7",),
        updated=4,
        body="Phân số và số thập phân",
    ),
    work(
        "c", "Vật lí 8: Áp suất", subject=("khtn",), grade=("8",), updated=3, body="Mục 4.1.2, áp suất 8,5 Pa"
    ),
    work(
        "d", "Ngữ văn 6", subject=("van",), grade=("6",), updated=2, topic="Truyện cổ tích", tags="đọc hiểu"
    ),
    work(
        "e", "Lịch sử và Địa lí 6", subject=("lsdl",), grade=("6",), updated=1, body="Chiến thắng Bạch Đằng"
    ),
]


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


class TestVersions:
    def test_a_stale_put_is_ignored(self, engine):
        put(engine, work("a", "Bản mới", version=5))
        result = put(engine, work("a", "Bản cũ", version=4))
        assert result.stale == 1
        assert ids(engine, "bản mới") == ["a"]

    def test_the_same_version_again_is_harmless(self, engine):
        put(engine, work("a", "Bài", version=5))
        assert put(engine, work("a", "Bài", version=5)).stale == 0
        assert ids(engine, "bài") == ["a"]

    def test_delete_then_stale_put_stays_deleted(self, engine):
        put(engine, work("a", "Bài", version=1))
        put(engine, Remove("a", 3))
        assert put(engine, work("a", "Bài", version=2)).stale == 1
        assert ids(engine, "bài") == []

    def test_delete_then_newer_put_lives(self, engine):
        put(engine, work("a", "Bài", version=1), Remove("a", 2), work("a", "Bài", version=3))
        assert ids(engine, "bài") == ["a"]

    def test_a_stale_delete_is_ignored(self, engine):
        put(engine, work("a", "Bài", version=4))
        assert engine.delete(WORKS, {"a": 3}).stale == 1
        engine.refresh(WORKS)
        assert ids(engine, "bài") == ["a"]

    def test_deleting_what_is_not_there_is_fine(self, engine):
        assert put(engine, Remove("nobody", 1)).failed == {}

    def test_a_poison_document_does_not_hold_up_the_others(self, engine):
        poison = Put(Document("p", 1, ("public",), texts={"nonsense": "x"}))
        result = put(engine, work("a", "Bài"), poison, work("b", "Bài"))
        assert list(result.failed) == ["p"]
        assert set(ids(engine, "bài")) == {"a", "b"}

    def test_scan_lists_what_is_there(self, engine):
        put(engine, work("a", "x", version=3), work("b", "y", version=1), Remove("b", 2))
        put(engine, leaves("a", "một", "hai", version=4), definition=LEAVES)
        assert dict(engine.scan(WORKS)) == {"a": 3}
        assert dict(engine.scan(LEAVES)) == {"a": 4}


class TestPassages:
    def test_the_best_page_of_each_work(self, engine):
        put(engine, leaves("a", "Mở đầu", "Rút gọn phân số", "Kết thúc"), definition=LEAVES)
        put(engine, leaves("b", "Phân loại", "Không có gì"), definition=LEAVES)
        put(engine, leaves("c", "Văn học"), definition=LEAVES)
        best = engine.best_pages(LEAVES, ["a", "b", "c"], ask("phan so"))
        assert best["a"][0].payload["anchor"] == "page=2"
        assert best["b"][0].payload["anchor"] == "page=1"
        assert "c" not in best

    def test_only_the_asked_works_answer(self, engine):
        put(engine, leaves("a", "phân số"), leaves("b", "phân số"), definition=LEAVES)
        assert list(engine.best_pages(LEAVES, ["b"], ask("phan so"))) == ["b"]
        assert engine.best_pages(LEAVES, [], ask("phan so")) == {}

    def test_filters_of_the_works_do_not_matter_to_their_pages(self, engine):
        put(engine, leaves("a", "phân số"), definition=LEAVES)
        asked = ask("phan so", filters={"grade": ("6",)}, facets=(FacetRequest("grade"),))
        assert list(engine.best_pages(LEAVES, ["a"], asked)) == ["a"]

    def test_several_per_work(self, engine):
        put(engine, leaves("a", "phân số", "phân số phân số", "khác"), definition=LEAVES)
        assert len(engine.best_pages(LEAVES, ["a"], ask("phan so"), per_parent=5)["a"]) == 2

    def test_new_passages_replace_the_old(self, engine):
        put(engine, leaves("a", "cũ một", "cũ hai", "cũ ba", version=1), definition=LEAVES)
        put(engine, leaves("a", "mới một", version=2), definition=LEAVES)
        assert engine.best_pages(LEAVES, ["a"], ask("cũ")) == {}
        assert len(engine.best_pages(LEAVES, ["a"], ask("một"), per_parent=9)["a"]) == 1

    def test_stale_passages_are_ignored(self, engine):
        put(engine, leaves("a", "mới", version=2), definition=LEAVES)
        assert put(engine, leaves("a", "cũ", "cũ", version=1), definition=LEAVES).stale == 1
        assert engine.best_pages(LEAVES, ["a"], ask("cũ")) == {}

    def test_passages_go_with_their_work(self, engine):
        put(engine, leaves("a", "phân số", "hai"), definition=LEAVES)
        put(engine, Remove("a", 2), definition=LEAVES)
        assert engine.best_pages(LEAVES, ["a"], ask("phân số")) == {}
        assert dict(engine.scan(LEAVES)) == {}


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


class TestRebuild:
    def test_ensure_twice_keeps_what_is_there(self, engine):
        put(engine, *CITY)
        assert engine.ensure(WORKS).fits
        assert len(ids(engine)) == 5

    def test_another_layout_is_noticed(self, engine):
        wider = IndexDef(WORKS.name, WORKS.texts, (*WORKS.keywords, "licence"), WORKS.numbers)
        assert engine.state(WORKS).fits
        assert not engine.state(wider).fits

    def test_a_rebuild_under_writes_loses_nothing(self, engine):
        put(engine, *CITY)
        before = engine.state(WORKS).generation
        fresh = engine.create(WORKS)
        engine.bulk(WORKS, CITY[:3], generation=fresh)
        for generation in (before, fresh):  # the relay writes to both meanwhile
            engine.bulk(WORKS, [work("a", "Sửa rồi", version=2), work("new", "Mới", version=1)], generation)
            engine.bulk(WORKS, [Remove("d", 2)], generation)
        engine.refresh(WORKS)
        assert set(ids(engine)) == {"a", "b", "c", "e", "new"}
        engine.bulk(WORKS, CITY, generation=fresh)  # the filler comes by with what it read earlier
        engine.refresh(WORKS, fresh)
        assert engine.swap(WORKS, fresh) == before
        assert set(ids(engine)) == {"a", "b", "c", "e", "new"}
        assert ids(engine, "sửa rồi") == ["a"]
        assert engine.generations(WORKS) == [before, fresh]
        engine.drop(WORKS, before)
        assert engine.generations(WORKS) == [fresh]
        assert set(ids(engine)) == {"a", "b", "c", "e", "new"}

    def test_the_generation_being_read_cannot_be_dropped(self, engine):
        with pytest.raises(EngineDown):
            engine.drop(WORKS, engine.state(WORKS).generation)

    def test_health(self, engine):
        assert engine.health().ok


@pytest.mark.parametrize("kind", ENGINES)
def test_an_index_that_was_never_made_is_a_sentence(kind, tmp_path):
    engine = make_engine(kind, tmp_path)
    with pytest.raises(EngineDown, match="rebuild_index"):
        engine.search(WORKS, ask("toán"))


def test_a_server_that_does_not_answer_is_a_sentence():
    engine = ElasticsearchEngine("http://127.0.0.1:9", prefix="hoclieu-test-none", timeout=1)
    assert not engine.health().ok
    with pytest.raises(EngineDown, match="does not answer"):
        engine.search(WORKS, ask("toán"))


@pytest.mark.servers("elasticsearch")
@pytest.mark.skipif(not SERVER, reason="ELASTICSEARCH_URL is not set")
def test_both_engines_give_the_same_order(tmp_path):
    engines = [make_engine("embedded", tmp_path), make_engine("elasticsearch", tmp_path)]
    subjects = ["phân số", "số hữu tỉ", "áp suất chất lỏng", "truyện cổ tích", "Bạch Đằng", "quang hợp"]
    operations = [
        work(
            f"w{n}",
            f"Bài {n % 7}: {subjects[n % 6]} lớp {6 + n % 4}",
            body=" ".join(subjects[(n * k) % 6] for k in range(1, 2 + n % 5)),
            updated=n,
        )
        for n in range(60)
    ]
    try:
        for engine in engines:
            engine.ensure(WORKS)
            put(engine, *operations)
        for text in ("phan so", "phân số lớp 6", "ap suat", "truyện cổ tích bạch đằng quang hợp", "bai 3"):
            first, second = [ids(engine, text, size=30) for engine in engines]
            assert first == second, text
    finally:
        forget_everything(engines[1])
