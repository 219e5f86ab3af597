"""`manage.py inspect_file`: one JSON object a line, whatever the paths are."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from media.files.management.commands.inspect_file import Command
from media.formats.samples.office import lesson_pptx


def run(*paths: str, as_json: bool = True) -> str:
    out = io.StringIO()
    call_command(Command(stdout=out), *paths, **({"as_json": True} if as_json else {}))
    return out.getvalue()


def test_each_path_gets_one_json_line(tmp_path):
    good = tmp_path / "bài.pptx"
    good.write_bytes(lesson_pptx())
    bad = tmp_path / "x.pdf"
    bad.write_bytes(b"")
    with translation.override("en"):
        lines = [
            json.loads(line)
            for line in run(str(good), str(bad), str(tmp_path), str(tmp_path / "none")).splitlines()
        ]
    assert [line["verdict"] for line in lines] == ["accept", "reject", "reject", "reject"]
    assert lines[0]["handler"] == "pptx" and lines[0]["passages"] == 3 and lines[0]["metadata"]["slides"] == 3
    finding = lines[1]["findings"][0]
    assert set(finding) == {"code", "severity", "where", "message", "hint"}
    assert finding["code"] == "file.empty" and finding["message"] == "The file is empty."


def test_people_read_text(tmp_path):
    assert "reject" in run(str(tmp_path / "none"), as_json=False)


def test_no_path_is_wrong_usage():
    with pytest.raises(CommandError):
        run()
