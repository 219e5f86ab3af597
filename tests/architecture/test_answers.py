"""One map says how an error is answered over HTTP: no view chooses a status for what a service raised."""

import ast
from importlib import import_module

from config.answers import STATUS, status_of
from config.errors import Conflict, HouseError, NotAllowed, Refused
from tests.architecture.source import modules

MAP = "config/answers.py"
# A form whose words a service does not take is drawn again with them: 422, as for every other field that does not fit.
FORMS = {
    "questionbank/items/views/editor.py",
    "questionbank/items/views/pictures.py",
    "questionbank/quizzes/views/sharing.py",
    "repository/catalogue/views/editing.py",
}


def codes():
    """Every code that an error of ours is raised with or carries."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                        yield path, keyword.value.value


def test_every_code_of_the_map_is_said_by_somebody():
    said = {code for _path, code in codes()}
    said |= {one.code for one in everything_below(HouseError)}
    assert set(STATUS) <= said, set(STATUS) - said


def everything_below(kind):
    for module in (
        "media.files.services",
        "questionbank.attempts.views",
        "questionbank.attempts.services.joining",
    ):
        import_module(module)
    found = {kind}
    for one in kind.__subclasses__():
        found |= everything_below(one)
    return found


def test_no_other_file_maps_codes_to_statuses():
    for path, tree in modules().items():
        if path == MAP:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                numbers = [one.value for one in node.values if isinstance(one, ast.Constant)]
                is_map = len(keys & set(STATUS)) > 1 and all(
                    isinstance(n, int) and 400 <= n < 600 for n in numbers
                )
                assert not (is_map and numbers), (path, node.lineno)


def own_numbers(tree):
    """Lines where `except Refused` (or one of its kind) answers with a number of its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.type is not None and "Refus" in ast.dump(node.type):
            for inner in ast.walk(node):
                if (
                    isinstance(inner, ast.keyword)
                    and inner.arg == "status"
                    and isinstance(inner.value, ast.Constant)
                ):
                    yield inner.value.lineno


def test_a_refused_act_is_answered_by_the_map():
    found = {path: lines for path, tree in modules().items() if (lines := list(own_numbers(tree)))}
    assert set(found) == FORMS, found


def test_the_usual_ones():
    assert [status_of(kind("")) for kind in (Refused, NotAllowed, Conflict)] == [409, 403, 409]
    assert status_of(Refused(""), otherwise=400) == 400
