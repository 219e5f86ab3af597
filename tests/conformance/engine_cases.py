"""What the engines' contract is tried with: the engines themselves, two layouts, and a few works of a small city."""

import os
import uuid

import pytest

from search.backends.base import (
    Document,
    IndexDef,
    Put,
    PutChildren,
    Query,
    TextField,
)
from search.backends.elasticsearch import ElasticsearchEngine
from search.backends.embedded import EmbeddedEngine
from search.backends.text import clean

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
