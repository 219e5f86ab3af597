"""The how-to for a file format is true: its code, taken out of the page, passes the conformance checks."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pytest

from media.formats.intake import inspect_file
from media.formats.registry import FORMATS
from tests.conformance.format_checks import check_damaged, check_declaration, check_example, first_good

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "add-a-file-format.md"


@pytest.fixture
def captions():
    """The handler of the how-to, registered for the length of a test."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    module = types.ModuleType("howto_captions")
    sys.modules[module.__name__] = module
    FORMATS.load()
    exec(compile(code, str(PAGE), "exec"), module.__dict__)
    yield FORMATS["captions"]
    FORMATS.remove("captions")
    del sys.modules[module.__name__]


def test_the_handler_of_the_howto_stands_every_check(captions, tmp_path):
    check_declaration(captions)
    for example in captions.examples():
        check_example(captions, example, inspect_file, tmp_path)
    check_damaged(captions, first_good(captions).data, inspect_file, tmp_path)


def test_its_passages_open_at_the_second_of_the_film(captions, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(first_good(captions).data)
    sections = inspect_file(path, "phụ đề.vtt").sections
    assert [(section.anchor, section.text) for section in sections] == [
        ("t=5", "Xin chào các em"),
        ("t=3602", "Hết"),
    ]


def test_every_name_in_the_table_of_the_howto_exists(captions):
    names = re.findall(r"^\| (`[^|]+`) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    for name in re.findall(r"`(\w+)`", " ".join(names)):
        assert hasattr(captions, name), name
