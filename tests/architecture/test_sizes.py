"""Beauty is lost in the tail: no long files, functions or classes."""

import ast

from tests.architecture.source import ROOT, modules

FILE_LINES = 400
FUNCTION_LINES = 50
CLASS_METHODS = 20
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_file_is_longer_than_its_cap():
    long = {name: len((ROOT / name).read_text().splitlines()) for name in modules()}
    assert not {name: lines for name, lines in long.items() if lines > FILE_LINES}


def test_no_function_is_longer_than_its_cap():
    long = [
        f"{name}:{node.lineno} {node.name} {node.end_lineno - node.lineno + 1}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS) and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long


def test_no_class_has_more_methods_than_its_cap():
    large = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and sum(isinstance(member, FUNCTIONS) for member in node.body) > CLASS_METHODS
    ]
    assert not large
