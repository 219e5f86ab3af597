"""The Elasticsearch engine speaks through `elasticsearch.dsl`: no question or mapping is a hand-made dictionary."""

import ast

from elasticsearch.dsl import aggs, query

from tests.architecture.source import modules

ROOM = "search/backends/elasticsearch"
WORDS = {
    *query.Query._classes,
    *aggs.Agg._classes,
    "aggs",
    "post_filter",
    "collapse",
    "properties",
    "mappings",
}


def written(tree):
    """Keys of every dictionary that is written out."""
    return {
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }


def test_no_dictionary_is_written_where_the_library_has_a_word():
    ours = {name: tree for name, tree in modules().items() if name.startswith(ROOM)}
    assert len(ours) >= 4
    assert not {name: found for name, tree in ours.items() if (found := written(tree) & WORDS)}


def test_the_old_way_would_be_seen():
    old = 'body = {"query": {"bool": {"filter": [{"term": {"acl": "x"}}]}}, "size": 5}'
    assert written(ast.parse(old)) & WORDS == {"bool", "filter", "term"}
