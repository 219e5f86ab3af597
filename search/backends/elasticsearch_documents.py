"""What an Elasticsearch index holds, as classes of `elasticsearch.dsl`; only what a bare server knows (profile `core`).

Three forms of each text are made in Python and split at white space here, so that both engines hold the very same
tokens. Each form is a field of its own: `title`, `title_f` (folded), `title_sh` (folded neighbours).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Document, Field, Index, Integer, Keyword, Long, MetaField, Search, Text

from search.backends import base
from search.backends.base import IndexDef, IndexedText
from search.backends.ordering import tie_breaker

ACL = "_acl_"
PARENT = "_parent_"
TIE = "_tie_"
PAYLOAD = "_payload_"
VERSION = "_version_"
CHILDREN = "_children_"  # on the head of a parent's passages: how many there are
FORMS = ACCENTED, FOLDED, PAIRS = ("", "_f", "_sh")  # what the field of a form is called after its text


class AsGiven(Field):
    """An object that is kept and never looked into. The library's own field would drop what is empty in it."""

    name = "object"

    def __init__(self) -> None:
        super().__init__(enabled=False)


class Indexed(Document):
    """What every document holds beside the fields of its index; what the mapping does not name is refused."""

    _acl_ = Keyword(doc_values=False, multi=True)
    _parent_ = Keyword()
    _tie_ = Long(index=False)
    _version_ = Long(index=False)
    _children_ = Integer(index=False)
    _payload_ = AsGiven()

    class Index:
        """Which generation is meant is said with every call."""

        name = "*"

    class Meta:
        """The mapping beside its fields."""

        dynamic = MetaField("strict")


@functools.lru_cache(maxsize=64)
def document_class(definition: IndexDef) -> type[Indexed]:
    """The documents of one index. The mapping tells the fingerprint; of the texts only the words are kept."""
    forms = [f"{text.name}{form}" for text in definition.searched for form in FORMS]
    fields: dict[str, Any] = {
        name: Text(analyzer="whitespace", index_options="positions" if name.endswith(FOLDED) else "freqs")
        for name in forms
    }
    fields |= {name: Keyword(multi=True) for name in definition.keywords}
    fields |= {name: Long() for name in definition.numbers}
    fields["Index"] = Indexed.Index
    fields["Meta"] = type(
        "Meta",
        (),
        {
            "meta": MetaField(fingerprint=definition.fingerprint),
            "source": MetaField(excludes=forms),
        },
    )
    return type(definition.name, (Indexed,), fields)


def asking(definition: IndexDef, client: Elasticsearch, index: str) -> Search[Indexed]:
    """A question without words yet, to a generation or to the one that is read."""
    return document_class(definition).search(using=client, index=index)


def new_index(definition: IndexDef, name: str, client: Elasticsearch, *, replicas: int) -> Index:
    """A generation to be made. One primary shard is enough at this size, and makes scores comparable."""
    index = Index(name, using=client)
    index.settings(
        index={
            "number_of_shards": 1,
            "number_of_replicas": replicas,
            "refresh_interval": "1s",
            "gc_deletes": "1h",
        }
    )
    index.document(document_class(definition))
    return index


def indexed(definition: IndexDef, document: base.Document, *, parent: str = "") -> Indexed:
    """A document as it is sent."""
    held: dict[str, Any] = {
        ACL: list(document.acl),
        TIE: tie_breaker(document.id),
        VERSION: document.version,
        PAYLOAD: dict(document.payload),
    }
    if parent:
        held[PARENT] = parent
    known = {text.name: text for text in definition.texts}
    for name, value in document.texts.items():
        if name not in known:
            held[name] = value  # the strict mapping refuses it, with a reason
        elif value and known[name].weight > 0:
            forms = IndexedText.of(value)
            held |= zip((f"{name}{form}" for form in FORMS), _in_order(forms), strict=True)
    held |= {name: list(codes) for name, codes in document.keywords.items()}
    held |= {name: document.numbers.get(name, 0) for name in definition.numbers}
    return document_class(definition)(**held)


def head(parent_id: str, version: int, children: int) -> Indexed:
    """The head of a parent's passages: nobody's token, it only keeps version and count."""
    held: dict[str, Any] = {TIE: tie_breaker(parent_id), VERSION: version, CHILDREN: children}
    return Indexed(**held)


def _in_order(forms: IndexedText) -> Iterable[str]:
    return forms.accented, forms.folded, forms.pairs
