"""Every registered file format, on arrival: promised verdicts, clean text, true previews, never a crash."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation
from PIL import Image

from config.registry import DuplicateKey
from media.formats.base import COVER_LARGE, COVER_SMALL, Example, FormatHandler, Verdict
from media.formats.problems import all_problems
from media.formats.registry import FORMATS
from media.formats.sandbox import PreviewFailed, inspect_in_child, previews_in_child
from tests.conformance.format_checks import (
    check_damaged,
    check_declaration,
    check_example,
    check_inspection,
    first_good,
)

ROOT = Path(__file__).resolve().parents[2]
PLACES = re.compile(r"%\(\w+\)s")


@cache
def examples(key: str) -> dict[str, Example]:
    return {example.name: example for example in FORMATS[key].examples()}


EXAMPLES = [(handler.key, name) for handler in FORMATS for name in examples(handler.key)]


@pytest.fixture(params=FORMATS.keys())
def handler(request) -> FormatHandler:
    return FORMATS[request.param]


@cache
def vietnamese() -> dict[str, str]:
    path = ROOT / "media" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return {
            str(message.id): str(message.string) for message in read_po(file) if message.id and message.string
        }


def test_a_handler_declares_itself_fully(handler):
    check_declaration(handler)


@pytest.mark.parametrize(("key", "name"), EXAMPLES)
def test_an_example_is_judged_as_promised(key, name, tmp_path):
    check_example(FORMATS[key], examples(key)[name], inspect_in_child, tmp_path)


@pytest.mark.parametrize(("key", "name"), EXAMPLES)
def test_accepted_files_get_previews_that_are_what_they_say(key, name, tmp_path):
    example = examples(key)[name]
    if example.verdict is Verdict.REJECT:
        return
    path = tmp_path / "original"
    path.write_bytes(example.data)
    out = tmp_path / "out"
    out.mkdir()
    made = previews_in_child(path, key, out)
    assert {file.name for file in made} == {file.name for file in out.iterdir()}
    for file in made:
        assert file.size == (out / file.name).stat().st_size > 0
        if file.media_type == "image/webp":
            with Image.open(out / file.name) as image:
                assert image.format == "WEBP" and image.size == (file.width, file.height)
                assert not image.getexif() and "xmp" not in image.info
    names = {file.name for file in made}
    assert not names or {COVER_SMALL, COVER_LARGE} <= names
    if FORMATS[key].paged:
        pages = inspect_in_child(path, name).metadata.pages
        assert {f"page-{number}.webp" for number in range(1, min(pages, 20) + 1)} <= names


def test_damaged_files_never_crash_the_child(handler, tmp_path):
    check_damaged(handler, first_good(handler).data, inspect_in_child, tmp_path)


def test_previews_of_a_rejected_file_fail_softly(handler, tmp_path):
    for example in handler.examples():
        if example.verdict is Verdict.REJECT:
            path = tmp_path / "original"
            path.write_bytes(example.data)
            try:
                previews_in_child(path, handler.key, tmp_path)
            except PreviewFailed as failed:
                assert failed.code == "file.crashed"


def test_an_example_under_a_foreign_name_is_misnamed(handler, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(first_good(handler).data)
    foreign = next(other.extensions[0] for other in FORMATS if other is not handler)
    inspection = inspect_in_child(path, f"tep{foreign}")
    if handler.is_text:  # known by its name: under another it is nothing
        assert not inspection.accepted
    else:
        assert "file.misnamed" in inspection.codes
    check_inspection(inspection)


def test_a_key_cannot_be_taken_twice(handler):
    with pytest.raises(DuplicateKey):
        FORMATS.add(handler.key, object())


def test_the_label_is_vietnamese_for_vietnamese_readers(handler):
    assert str(handler.label) and vietnamese().get(_source(handler.label))


def test_every_finding_says_in_vietnamese_what_is_wrong_and_keeps_its_places():
    for problem in all_problems():
        for text in filter(None, (problem.text, problem.hint)):
            source = _source(text)
            translated = vietnamese().get(source, "")
            assert translated, f"{problem.code}: {source}"
            assert sorted(PLACES.findall(translated)) == sorted(PLACES.findall(source)), problem.code


def test_errors_always_say_what_to_do():
    assert [
        problem.code for problem in all_problems() if problem.severity == "error" and not problem.hint
    ] == []


def test_every_format_is_documented(handler):
    table = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    row = next((line for line in table.splitlines() if line.startswith(f"| `{handler.key}` |")), "")
    assert row, f"docs/formats.md has no row for {handler.key}"
    assert all(ending in row for ending in handler.extensions)


def _source(text: object) -> str:
    """The English msgid behind a lazy translation."""
    with translation.override("en"):
        return str(text)
