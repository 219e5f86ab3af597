"""No web request draws or opens a stranger's file: only jobs and commands start the child that does."""

import ast
import re

from tests.architecture.reach import dotted, pieces, reaching, way_of
from tests.architecture.source import calls, modules

# Whoever nobody in the house mentions is called from outside: by a URL, a worker, the ticker, a shell.
WORKERS = re.compile(r"\.tasks$|\.management\.commands\.")
WEB = re.compile(r"\.((content_)?views|forms|\w*urls|components|middleware|wagtail_hooks|templatetags)(\.|$)")
WHILE_SOMEBODY_WAITS = {
    ("repository.organisations.sandbox", "READ_ROSTER"): "a roster, on the threads for files (a heavy route)",
}


def works():
    """Every variable that holds work of the child."""
    return {
        (dotted(path), target.id)
        for path, tree in modules().items()
        for node in tree.body
        if isinstance(node, ast.Assign) and any(calls(node, "work"))
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def way_to_the_child():
    """{piece: next step} from wherever the child may be started, but for what a person waits for knowingly."""
    return reaching(*(works() - set(WHILE_SOMEBODY_WAITS)))


def beginnings(way):
    """Pieces on the way that nobody in the house mentions."""
    mentioned = set().union(*pieces().values())
    return {piece for piece in way if piece not in mentioned}


def test_only_jobs_and_commands_start_the_child():
    way = way_to_the_child()
    assert {way_of(piece, way) for piece in beginnings(way) if not WORKERS.search(piece[0])} == set(), (
        "work in the sandbox belongs into a job"
    )
    kinds = {module for module, _piece in beginnings(way) if module.endswith(".tasks")}
    assert kinds >= {"media.files.tasks", "media.previews.tasks", "questionbank.items.tasks"}


def test_nothing_of_the_web_is_on_the_way_to_the_child():
    way = way_to_the_child()
    assert not {way_of(piece, way) for piece in way if WEB.search(piece[0])}


def test_the_child_is_started_by_declared_work_only():
    child = ("config.sandbox.runner", "answered")
    assert {piece for piece, mentioned in pieces().items() if child in mentioned} == {
        ("config.sandbox.works", "Work")
    }
    assert works() >= set(WHILE_SOMEBODY_WAITS), "what is no exception any more is struck off"
    roster = reaching(*WHILE_SOMEBODY_WAITS)
    assert any(WEB.search(module) for module, _piece in roster), "a job reads it: strike it off"
