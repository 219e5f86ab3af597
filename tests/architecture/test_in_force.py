"""What counts is what was put in force, never what was written last.

A key, a version, a grant, a step that is "the newest" may be undecided or refused. Each has one place that says which
counts: `AnswerKey.objects.in_force()`, `LearningMaterial.current_version` and `Question.published`,
`ShareGrant.objects.in_force()`, `ReviewRound.step`. Whatever else looks at numbers or takes the last of a row of rows
stands below with the reason why it is not asking what counts.
"""

import ast

from tests.architecture.source import calls, modules

NUMBERS = {"number", "round", "epoch"}
PROVEN = {
    ("config/audit/evidence.py", "_anchor"): "the link of a chain: which anchor the next one follows",
    ("config/audit/evidence.py", "exported"): "the end of a chain",
    ("questionbank/items/components.py", "version_lines"): "a history, shown from its end",
    ("questionbank/items/services/freezing.py", "revise_key"): "the next free number",
    ("questionbank/items/services/writing.py", "_next_number"): "the next free number",
    ("questionbank/results/views/reading.py", "attempt_answers"): "a history of hand-ins",
    ("repository/catalogue/services/publishing.py", "_freeze"): "the next free number",
    (
        "repository/curation/services.py",
        "_append",
    ): "the link of a chain: what was decided before this decision",
    (
        "repository/curation/services.py",
        "_too_late_or_not_allowed",
    ): "words for who came too late: who was there last",
    (
        "questionbank/items/services/changes.py",
        "editors_since_publication",
    ): "versions written after the approved one",
}


def looks_at_numbers(call):
    """`order_by("-number")`, `Max("number")`, `filter(number__gt=…)`: by a number instead of by what counts."""
    texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if getattr(call.func, "attr", getattr(call.func, "id", "")) in {"order_by", "Max", "Min"}:
        return any(text.lstrip("-").rpartition("__")[2] in NUMBERS for text in texts)
    compared = [one.arg or "" for one in call.keywords]
    return any(name.rpartition("__")[0].rpartition("__")[2] in NUMBERS and "__g" in name for name in compared)


def takes_the_last(call):
    """`.last()`, `.latest(…)`, `.earliest(…)` of rows."""
    return getattr(call.func, "attr", "") in {"last", "latest", "earliest"}


def places():
    """(file, function) of every such look."""
    for path, tree in modules().items():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                    if looks_at_numbers(call) or takes_the_last(call):
                        yield path, function.name


def test_nobody_takes_the_newest_for_what_counts():
    assert set(places()) == set(PROVEN)


def test_no_function_is_called_after_the_newest_key_or_version():
    """A name like `newest_keys` invites the mistake."""
    named = [
        f"{path}: {node.name}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith(("newest_", "latest_", "current_key", "last_key"))
    ]
    assert named == []


def test_keys_in_force_are_asked_for_in_one_way():
    """`in_force_at` is written by services and read by the one queryset."""
    readers = {
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.keyword) and (node.arg or "").startswith("in_force_at"))
        or (isinstance(node, ast.Attribute) and node.attr == "in_force_at")
    }
    assert readers == {
        "questionbank/items/demo_bulk.py",
        "questionbank/items/querysets.py",
        "questionbank/items/services/freezing.py",
    }
    assert any(calls(tree, "in_force_of") for tree in modules().values())
