"""`docs/howto/put-work-into-the-sandbox.md` is true: its files are taken from the page and run in a child."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from config.sandbox import runner
from config.sandbox.runner import WorkFailed
from config.sandbox.works import WORKS

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/put-work-into-the-sandbox.md"


@pytest.fixture
def room(tmp_path, monkeypatch):
    """The room of the page, in a folder of its own, known to both processes."""
    text = PAGE.read_text(encoding="utf-8")
    parts = re.findall(r"`(lists/\w+\.py)`:\n\n```python\n(.*?)```", text, re.S)
    assert [name for name, _code in parts] == ["lists/shape.py", "lists/reading.py", "lists/sandbox.py"]
    (tmp_path / "lists").mkdir()
    for name, code in parts:
        (tmp_path / name).write_text(code, encoding="utf-8")
    told = runner._environment()
    told["PYTHONPATH"] += f":{tmp_path}"
    monkeypatch.setattr(runner, "_environment", lambda: told)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("lists.sandbox")
    WORKS.remove("lists.words")
    for name in [name for name in sys.modules if name.partition(".")[0] == "lists"]:
        del sys.modules[name]


def test_the_work_of_the_page_is_done_in_a_child(room, tmp_path):
    (request,) = room.READ_WORDS.requests(tmp_path)
    assert room.READ_WORDS.ask(**request).words == ["phân số", "số thập phân"]
    assert "lists.reading" not in sys.modules
    Path(request["path"]).write_bytes(b"\xff\xfe\0\0" * 1000 + b"\n" + b"a" * 300_000)
    try:
        room.READ_WORDS.ask(**request)
    except WorkFailed as failed:
        assert failed.failure == "crashed"


def test_every_argument_of_work_is_explained():
    text = PAGE.read_text(encoding="utf-8")
    for part in ("run=", "answer=", "limits=", "examples="):
        assert part in text
