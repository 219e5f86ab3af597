"""A process remembers by cachetools, functools or Django's caches: no room keeps a dictionary of its own."""

import ast

from tests.architecture.source import modules

FILLED_BY_REGISTERING = {
    "config/database/sqlite/line.py": "_lines: one fair lock for every database file, kept for good",
    "config/routes.py": "ROUTES, _LEAN, _HEAVY: what was declared at start",
    "config/third_party.py": "DOORS: what was declared at start",
    "repository/shell/navigation.py": "PANELS: what was declared at start",
}


def keeps_values(tree):
    """An empty dictionary at the top of a module, or an OrderedDict anywhere: the beginning of a cache of one's own."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            yield isinstance(node.value, ast.Dict) and not node.value.keys
    for node in ast.walk(tree):
        yield isinstance(node, ast.Call) and getattr(node.func, "id", "") == "OrderedDict"


def test_no_room_keeps_a_cache_of_its_own():
    own = {path for path, tree in modules().items() if any(keeps_values(tree))}
    assert own == set(FILLED_BY_REGISTERING)
