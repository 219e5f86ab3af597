"""The same contract for those who write: versions, passages, rebuilding, engines that do not answer, and equal order."""

import pytest

from search.backends.base import (
    Document,
    EngineDown,
    FacetRequest,
    IndexDef,
    Put,
    Remove,
    Sort,
)
from search.backends.elasticsearch import ElasticsearchEngine
from tests.conformance.engine_cases import (
    CITY,
    ENGINES,
    EVERYBODY,
    LEAVES,
    SERVER,
    WORKS,
    ask,
    forget_everything,
    ids,
    leaves,
    make_engine,
    put,
    work,
)


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


@pytest.fixture
def both(tmp_path):
    """The two engines, with the same sixty works of equal make and their pages."""
    engines = [make_engine("embedded", tmp_path), make_engine("elasticsearch", tmp_path)]
    subjects = ["phân số", "số hữu tỉ", "áp suất chất lỏng", "truyện cổ tích", "Bạch Đằng", "quang hợp"]
    tokens = [("public",), ("public", "user:1"), ("user:1", "org:1")]
    works = [
        work(
            f"w{n}",
            f"Bài {n % 7}: {subjects[n % 6]} lớp {6 + n % 4}",
            body=" ".join(subjects[(n * k) % 6] for k in range(1, 2 + n % 5)),
            acl=tokens[n % 3],
            subject=(subjects[n % 6][:2],),
            grade=(str(6 + n % 4), str(6 + n % 3)),
            updated=n,
        )
        for n in range(60)
    ]
    pages = [leaves(f"w{n}", *subjects[n % 6 : n % 6 + 3], acl=tokens[n % 3]) for n in range(0, 60, 4)]
    try:
        for engine in engines:
            for definition, operations in ((WORKS, works), (LEAVES, pages)):
                engine.ensure(definition)
                put(engine, *operations, definition=definition)
        yield engines
    finally:
        forget_everything(engines[1])


@pytest.mark.servers("elasticsearch")
@pytest.mark.skipif(not SERVER, reason="ELASTICSEARCH_URL is not set")
def test_both_engines_give_the_same_answers(both):
    facets = (FacetRequest("subject", 4), FacetRequest("grade"))
    wishes = [
        {},
        {"filters": {"grade": ("6", "7")}},
        {"filters": {"grade": ("6",), "subject": ("ph", "sở", "áp")}},
        {"phrases": ("phan so",)},
        {"sort": Sort.NEWEST},
        {"tokens": frozenset({"user:1", "nobody"})},
    ]
    texts = ("", "phan so", "phân số lớp 6", "ap suat", "truyện cổ tích bạch đằng quang hợp", "bai 3", "lop")
    for text in texts:
        for wish in wishes:
            asked = ask(text, **{"size": 30, "facets": facets} | wish)
            first, second = [engine.search(WORKS, asked) for engine in both]
            assert [hit.id for hit in first.hits] == [hit.id for hit in second.hits], (text, wish)
            assert (first.total, first.facets) == (second.total, second.facets), (text, wish)
            parents = [f"w{n}" for n in range(60)]
            first, second = [engine.best_pages(LEAVES, parents, asked) for engine in both]
            assert {key: hits[0].payload for key, hits in first.items()} == {
                key: hits[0].payload for key, hits in second.items()
            }, (text, wish)
        first, second = [engine.suggest(WORKS, text, EVERYBODY, size=20) for engine in both]
        assert first == second, text
