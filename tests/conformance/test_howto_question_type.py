"""The how-to for a question type is true: its code, saved as a file and loaded, stands the whole conformance suite."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from questionbank.types.base import Mode, Outcome, RichText
from questionbank.types.registry import QUESTION_TYPES
from tests.conformance import question_type_checks as checks

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "add-a-question-type.md"


@pytest.fixture
def yes_no(tmp_path):
    """The type of the how-to, from a temporary file, registered for the length of a test."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "yes_no.py"
    file.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("howto_yes_no", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    QUESTION_TYPES.load()
    spec.loader.exec_module(module)
    with translation.override("en"):
        yield QUESTION_TYPES["yes_no"]
    QUESTION_TYPES.remove("yes_no")
    del sys.modules[spec.name]


def test_the_type_of_the_howto_stands_every_check(yes_no):
    checks.check_all(yes_no)


def test_answers_can_be_graded_by_it_at_once(yes_no, tmp_path, capsys):
    example = next(iter(yes_no.examples()))
    question = {"type": "yes_no", "body": example.body, "key": example.key, "points": 2}
    (tmp_path / "q.json").write_text(json.dumps(question))
    (tmp_path / "r.json").write_text(json.dumps([True, False, None, "yes"]))
    call_command("grade_file", str(tmp_path / "q.json"), str(tmp_path / "r.json"), "--json")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["points"] for row in rows] == [2, 0, 0, 0]


def test_every_name_in_the_table_of_the_howto_exists(yes_no):
    names = re.findall(r"^\| (`[^|]+`) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    for name in re.findall(r"`(\w+)`", " ".join(names)):
        assert hasattr(yes_no, name), name


class TestTheChecksFindWhatIsWrong:
    """A suite that never fails looks green when it does not look."""

    def fails(self, yes_no, **overrides):
        broken = type("Broken", (type(yes_no),), {"__doc__": "x", **overrides})()
        with pytest.raises(AssertionError):
            checks.check_all(broken)

    def test_a_leaking_render(self, yes_no):
        def render(self, prepared, mode, key=None):
            return type(yes_no).render(self, prepared, Mode.KEY, key)

        self.fails(yes_no, render=render)

    def test_a_mark_that_depends_on_nothing(self, yes_no):
        self.fails(yes_no, grade=lambda self, *args: Outcome(Decimal(1)))

    def test_a_float(self, yes_no):
        def grade(self, *args):
            return Outcome(float(type(yes_no).grade(self, *args).fraction))

        self.fails(yes_no, grade=grade)

    def test_a_body_that_changes_on_the_way(self, yes_no):
        def read_body(self, data, *, stored=False):
            body = type(yes_no).read_body(self, data, stored=stored)
            return type(body)(RichText(body.stem.html, body.stem.source + " ", body.stem.text))

        self.fails(yes_no, read_body=read_body)

    def test_a_parse_that_raises(self, yes_no):
        def parse(self, prepared, raw):
            if isinstance(raw, dict):
                raise AssertionError("raised")
            return type(yes_no).parse(self, prepared, raw)

        self.fails(yes_no, parse=parse)

    def test_an_untranslatable_label(self, yes_no):
        self.fails(yes_no, label="Yes or no")
