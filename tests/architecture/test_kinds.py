"""Kinds are asked what they can, never which they are: no key of a format or player outside their own rooms."""

import ast

from media.formats.registry import FORMATS
from media.players.base import PLAYERS
from tests.architecture.source import modules

KEYS = {*FORMATS.keys(), *PLAYERS.keys()}
MAY_NAME = {
    "media/players/services.py": "download: the fallback of all",
    "questionbank/items/services/pictures.py": "image: a question holds pictures and nothing else",
    "questionbank/items/services/redrawing.py": "image: the same, drawn",
}
OWN_ROOMS = ("media/formats/", "media/players/kinds/")


def asking(tree):
    """Texts that stand where something is compared, looked up or listed by key."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from _keyed(node.left, node.comparators)
        elif isinstance(node, ast.Subscript) and _word(node.value) in {"FORMATS", "PLAYERS"}:
            yield from _texts(node.slice)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            yield from _listed(node)


def _keyed(left, others):
    if _word(left) in {"handler", "key", "player"}:
        for other in others:
            yield from _texts(other)


def _listed(node):
    """A table by keys, or the name of a kind kept in a constant."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    words = _word(target).upper()
    if "HANDLER" in words or "FORMAT" in words or "PLAYER" in words or words == "FALLBACK":
        yield from _texts(node.value)


def _texts(node):
    return [
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def _word(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_nobody_asks_for_a_key():
    naming = {
        path
        for path, tree in modules().items()
        if not path.startswith(OWN_ROOMS) and KEYS & set(asking(tree))
    }
    assert naming == set(MAY_NAME)
