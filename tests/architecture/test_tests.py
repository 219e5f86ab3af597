"""Tests that can fail: each states something, nothing that is always true, and none waits for the clock of the wall."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import ROOT

STATING = re.compile(r"^(assert|raises|expect|wait_for|ask$|read$|run_state_machine_as_test$)")
REAL_TIME = re.compile(r"\b(setTimeout|setInterval|Date\.now|performance\.now)\(|\bnew Date\(\)")


def cases_of(tree):
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def states_something(test, own):
    """An assertion, or a call that is one: `pytest.raises`, a wait of a browser, a function of the tests' own."""
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            of_own = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") in own
            of_own |= any(given.arg == "check" for given in node.keywords)  # a process that has to end well
            if of_own or called in own or STATING.match(called.removeprefix("django_")):
                return True
    return False


def is_always_true(test):
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(is_always_true(value) for value in test.values)
    return (
        bool(test.elts)
        if isinstance(test, ast.Tuple)
        else isinstance(test, ast.Constant) and bool(test.value)
    )


def complaints_about(source, name=""):
    tree = ast.parse(source)
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests."):
            own |= {alias.asname or alias.name for alias in node.names}
    silent = [
        f"{name}:{test.lineno} states nothing" for test in cases_of(tree) if not states_something(test, own)
    ]
    return silent + [
        f"{name}:{node.lineno} is always true"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert) and is_always_true(node.test)
    ]


def test_every_test_states_something_that_may_be_false():
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    found = [
        line for file in files for line in complaints_about(file.read_text(), str(file.relative_to(ROOT)))
    ]
    assert len(files) > 100 and not found


def test_the_lint_itself_sees_what_it_is_for():
    assert complaints_about("def test_a():\n    thing()\n") == [":1 states nothing"]
    assert complaints_about("def test_a():\n    assert x or True\n") == [":2 is always true"]
    assert complaints_about("def test_a():\n    assert (x, 'said')\n") == [":2 is always true"]
    assert complaints_about("def test_a():\n    assert x or y, 'said'\n") == []


def test_tests_in_node_tell_the_time_themselves():
    """A busy machine changed three of 21 runs once. Whoever runs the engine tells its timers."""
    files = sorted((ROOT / "frontend").rglob("*.test.ts"))
    assert files
    waiting = [file.name for file in files if REAL_TIME.search(file.read_text())]
    untold = [
        file.name
        for file in files
        if re.search(r'from "\./engine"', file.read_text()) and "\ntellTimers();" not in file.read_text()
    ]
    assert not waiting and not untold
