"""`docs/howto/add-a-player.md` is true: its player shows a file of the format of the other page, sent in as people do."""

import re
from pathlib import Path

import pytest
from django.utils.safestring import mark_safe

from config.jobs.runner import run_jobs
from media.files.models import Upload
from media.players.base import PLAYERS, FilePlayer
from media.players.services import Links, Wishes, player_for, render_player
from tests.conformance.growing import grown
from tests.media.files.conftest import TusClient

PAGES = Path(__file__).resolve().parents[2] / "docs" / "howto"
PAGE = PAGES / "add-a-player.md"
CAPTIONS = "WEBVTT\n\n00:05.000 --> 00:08.000\nXin chào <b>các em</b> & thầy cô\n\n01:00:02.000 --> 01:00:04.000\nHết\n"


def code(page: Path, language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return found


@pytest.fixture(autouse=True)
def house(tmp_path, monkeypatch, settings):
    settings.MEDIA_ROOT, settings.UPLOAD_DIR = tmp_path / "files", tmp_path / "uploads"
    settings.FREE_DISK_FLOOR_BYTES = 0
    handler = code(PAGES / "add-a-file-format.md", "python").replace(
        'player = "download"', 'player = "captions"'
    )
    kinds = {
        "handler": ("captions", handler),
        "player": ("captions", code(PAGE, "python")),
        "template": code(PAGE, "html"),
    }
    with grown(tmp_path / "grown", monkeypatch, settings, **kinds):
        yield


@pytest.mark.django_db
def test_the_player_of_the_page_shows_what_somebody_has_sent(cast):
    TusClient(cast.teacher_a).send("phụ đề.vtt", CAPTIONS.encode())
    run_jobs()
    blob = Upload.objects.get().blob
    assert player_for(blob) is PLAYERS["captions"]
    links = Links(file=lambda file, name: f"/tep/{name}", page=lambda number: "")
    wishes = Wishes(id_prefix="a-", notes={"t=5": mark_safe("<i>chậm quá</i>")})
    html = render_player(blob, title="Phụ đề", links=links, wishes=wishes)
    assert '<dt id="a-t=5">5</dt>\n<dd>Xin chào các em &amp; thầy cô<i>chậm quá</i></dd>' in html
    assert '<dt id="a-t=3602">3602</dt>' in html


def test_every_name_in_the_table_exists():
    names = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {"key", "lists_contents", "gather", "more"} == set(names)
    assert all(hasattr(FilePlayer, name) or name in FilePlayer.__annotations__ for name in names)
