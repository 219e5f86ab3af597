"""Every registered question type stands the same checks; a new one is tested on arrival."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from questionbank.types.registry import QUESTION_TYPES
from tests.conformance import question_type_checks as checks

ROOT = Path(__file__).resolve().parents[2]
KINDS = QUESTION_TYPES.values()
EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.key}-{example.name.replace(' ', '_')}")
    for kind in KINDS
    for example in kind.examples()
]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("kind", KINDS, ids=QUESTION_TYPES.keys())
def test_each_type_declares_itself(kind):
    checks.check_declaration(kind)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_body_key_and_rule_survive_json(kind, example):
    checks.check_reading(kind, example)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_each_example_earns_its_fraction(kind, example):
    checks.check_marks(kind, example)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_no_order_changes_a_mark(kind, example):
    checks.check_orders(kind, example)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_nothing_of_the_key_reaches_a_pupil(kind, example):
    checks.check_secrecy(kind, example)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_hostile_input_never_raises(kind, example):
    checks.check_hostile(kind, example)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_keys_and_answers_are_said_in_words(kind, example):
    checks.check_showing(kind, example)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_what_a_pupil_typed_is_only_text(kind, example):
    checks.check_words_are_safe(kind, example)


@pytest.mark.parametrize("kind", KINDS, ids=QUESTION_TYPES.keys())
def test_every_flag_has_words_and_an_example(kind):
    checks.check_flags(kind)


@pytest.mark.parametrize("kind", KINDS, ids=QUESTION_TYPES.keys())
def test_every_rule_is_said_in_words(kind):
    checks.check_rules(kind)


@pytest.mark.parametrize("kind", KINDS, ids=QUESTION_TYPES.keys())
def test_labels_are_said_in_vietnamese(kind):
    for label in [
        kind.label,
        *(field.label for field in kind.authoring_fields),
        *kind.flag_labels.values(),
        *kind.rule_labels.values(),
        *kind.words.values(),
    ]:
        english = str(label)
        with translation.override("vi"):
            assert str(label) != english, f"{english!r} has no Vietnamese"


@pytest.mark.parametrize("kind", KINDS, ids=QUESTION_TYPES.keys())
def test_each_type_is_documented(kind):
    page = (ROOT / "docs" / "question-types.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{kind.key}` \|.*$", page, re.MULTILINE)
    for rule in kind.rules:
        assert f"`{rule}`" in row, f"{rule} is missing in the row of {kind.key}"
    section = page.split(f"## `{kind.key}`", 1)[1].split("\n## ", 1)[0]
    for name in [*kind.body_schema["properties"], *kind.key_schema["properties"]]:
        assert f"`{name}`" in section or f'"{name}"' in section, f"{name} is not described"


def test_types_need_no_database_and_no_setting_up():
    script = "from questionbank.types.registry import QUESTION_TYPES as q; q.load(); import sys; " + (
        "assert not [m for m in sys.modules if m.startswith(('django.db.models', 'repository', 'media'))]"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
