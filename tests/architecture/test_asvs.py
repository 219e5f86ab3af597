"""`docs/asvs.md` names every requirement of ASVS 5.0 level 2 (files: level 3) once, with a test that exists or a reason."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "asvs.md"
# Numbers of each section that are of level 1 or 2, in chapter 5 of level 3 as well: as counted in the standard's list.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6,
    "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 6, "5.3": 3, "5.4": 3, "6.1": 3, "6.2": 12,
    "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2,
    "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5,
    "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
PER_LEVEL = {"1": 70, "2": 183, "3": 4}
NUMBER = re.compile(r"^(\d+\.\d+)\.(\d+)(?:-(\d+))?$")
TEST = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
REASON = re.compile(r"^(n/a|design|open): \S.{4,}")


def rows(text):
    """(numbers, level, evidence) of every line of a table."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if match := NUMBER.match(cells[0]):
            section, first, last = match[1], int(match[2]), int(match[3] or match[2])
            assert len(cells) == 5, line
            yield [f"{section}.{rank}" for rank in range(first, last + 1)], cells[1], cells[4]


@cache
def names_in(path):
    """Names of the tests in a file, those in classes too; none where there is no such file."""
    file = ROOT / "tests" / path
    tree = ast.parse(file.read_text()) if file.is_file() else ast.Module([], [])
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def problems(text):
    for numbers, _level, evidence in rows(text):
        named = TEST.findall(evidence)
        if not named and not REASON.match(evidence):
            yield f"{numbers[0]}: neither a test nor a reason"
        for path, name in named:
            if not names_in(path) or (name and name not in names_in(path)):
                yield f"{numbers[0]}: no test {path}::{name}"


def test_every_number_of_the_standard_stands_there_once():
    found = Counter(number for numbers, _level, _evidence in rows(DOCUMENT.read_text()) for number in numbers)
    wanted = {f"{section}.{rank}" for section, count in SECTIONS.items() for rank in range(1, count + 1)}
    assert {number for number, times in found.items() if times > 1} == set()
    assert set(found) == wanted


def test_the_levels_are_as_many_as_the_standard_has():
    found = Counter()
    for numbers, level, _evidence in rows(DOCUMENT.read_text()):
        found[level] += len(numbers)
    assert found == PER_LEVEL


def test_every_line_names_a_test_that_exists_or_a_reason():
    assert list(problems(DOCUMENT.read_text())) == []


def test_a_vanished_test_and_an_empty_reason_are_noticed():
    lines = [
        "| 1.1.1 | 2 | a | b | `architecture/test_asvs.py::test_that_went` |",
        "| 1.1.2 | 2 | a | b | `nowhere/test_asvs.py` |",
        "| 1.2.1-2 | 1 | a | b | n/a: no |",
        "| 1.2.3 | 1 | a | b | `architecture/test_asvs.py::test_every_number_of_the_standard_stands_there_once` |",
    ]
    assert [problem.partition(":")[0] for problem in problems("\n".join(lines))] == [
        "1.1.1",
        "1.1.2",
        "1.2.1",
    ]
