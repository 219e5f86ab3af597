"""No day of the calendar in the code: what holds for one school year only would end with it."""

import ast
import re

from tests.architecture.source import calls, modules

YEAR = re.compile(r"^20\d\d(-20\d\d|-\d\d-\d\d.*)?$")
# Days that are facts of the past and end nothing.
KNOWN = {
    ("repository/organisations/demo.py", "2025"): "the day from which the demo's offices and staff are there"
}


def years_in(tree):
    """Years in `date(2026, …)`, and texts that are a day or a school year, such as "2026-2027"."""
    for call in calls(tree, "date", "datetime"):
        if call.args and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and YEAR.match(node.value):
            yield node.value


def test_no_code_names_a_day_of_the_calendar():
    told = {(name, year) for name, tree in modules().items() for year in years_in(tree)}
    assert told - set(KNOWN) == set()


def test_the_guard_sees_what_it_looks_for():
    code = 'YEAR = ("2026-2027", datetime.date(2026, 8, 1), date(2027, 7, 31))\nFROM = "2026-09-05"'
    assert set(years_in(ast.parse(code))) == {"2026-2027", "2026", "2027", "2026-09-05"}
