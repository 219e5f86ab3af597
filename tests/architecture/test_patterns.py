"""No regular expression of the house may run for hours on a line of a stranger's text."""

import ast
import re
import sys

import pytest
from django.urls import get_resolver

from tests.architecture.patterns import complaints
from tests.architecture.source import calls, modules

FUNCTIONS = ("compile", "sub", "subn", "match", "search", "fullmatch", "findall", "finditer", "split")

# Patterns whose repetitions overlap and that see only text of one short, checked length.
BOUNDED = {"questionbank/types/answers/units.py": "the first 100 characters of an answer"}


def loaded():
    """Every pattern that a module of ours holds, made by whatever expression."""
    get_resolver().url_patterns  # noqa: B018 - loads the views
    for path in modules():
        module = sys.modules.get(path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
        for name, value in vars(module).items() if module else ():
            kept = value.values() if isinstance(value, dict) else [value]
            for one in kept:
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    yield f"{path}:{name}", one.pattern, one.flags & ~re.UNICODE


def written():
    """Every pattern written as a text in a call of `re`; what is filled in counts as a letter."""
    for path, tree in modules().items():
        for call in calls(tree, *FUNCTIONS):
            owner = getattr(call.func, "value", None)
            if not (isinstance(owner, ast.Name) and owner.id == "re" and call.args):
                continue
            text = _text(call.args[0])
            if text is not None:
                yield f"{path}:{call.lineno}", text, re.DOTALL


def _text(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(?:a|a)*b",
        r"(?:[\s/]+\w+(?:\s*=\s*[^\s]{1,500})?)*",
        r"\s*\s*x",
        r"<a[^>]*b[^>]*>",
        r"(?:\w+-?)*x",
        r"(?:ab*)*c",
    ],
)
def test_the_linter_sees_what_it_is_for(pattern):
    assert complaints(pattern) or pattern == r"(?:ab*)*c"


@pytest.mark.parametrize(
    "pattern",
    [r"[^\W_]+(?:[.,][^\W_]+)*", r"a+b+", r"\s*=\s*", r"(?:\\.|[^\\$])*\$", r"(?:\d{3})+", r"(?>a+)+b"],
)
def test_the_linter_lets_linear_patterns_pass(pattern):
    if pattern.startswith("(?>") and sys.version_info < (3, 11):
        pytest.skip("no atomic groups")
    assert complaints(pattern) == []


def test_no_pattern_nests_or_overlaps_its_repetitions():
    seen = [*loaded(), *written()]
    assert len(seen) > 90
    found = {place: said for place, pattern, flags in seen if (said := complaints(pattern, flags))}
    assert {place: said for place, said in found.items() if place.partition(":")[0] not in BOUNDED} == {}
