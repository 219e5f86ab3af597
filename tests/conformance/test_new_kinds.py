"""A text format and a player that exist in this file only live in the whole house, which names neither."""

import pytest

from config.jobs.runner import run_jobs
from media.files.kinds import icon_of, link_seconds
from media.files.models import Upload
from media.files.sections import read
from media.formats.registry import FORMATS
from media.formats.sandbox import inspect_in_child
from media.players.base import PLAYERS
from media.players.services import Links, Wishes, player_for, render_player
from repository.catalogue.showing import contents_of
from tests.conformance.format_checks import check_damaged, check_declaration, check_example, first_good
from tests.conformance.growing import grown
from tests.media.files.conftest import TusClient

HANDLER = '''
"""Notes: plain text, a passage for every paragraph."""

from django.utils.translation import gettext_lazy as _

from media.formats import anchors
from media.formats.base import Example, FormatHandler, Problem, Report, Severity, Verdict
from media.formats.registry import format_handler

ENCODING = Problem("notes.encoding", Severity.ERROR, _("Not UTF-8."), _("Save it as UTF-8."))
SHOUTED = Problem("notes.shouted", Severity.WARNING, _("It is written in capitals."), _("Write as usual."))


@format_handler
class NotesHandler(FormatHandler):
    """Plain text in UTF-8."""

    key = "notes"
    label = _("Notes")
    order = 900
    extensions = (".txt", ".ghichu")
    media_types = ("text/plain",)
    player = "notes"
    icon = "document"
    long_links = True
    is_text = True
    told = frozenset({SHOUTED.code})
    problems = (ENCODING, SHOUTED)

    def detect(self, head, name, listing):
        """Nothing else claims it, it has no NUL, and its name says so."""
        return 5 if name.endswith(self.extensions) and b"\\0" not in head else 0

    def inspect(self, path):
        """A section a paragraph."""
        report = Report(self.key, "text/plain")
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            report.add(ENCODING.at())
            return report.done()
        for number, words in enumerate(filter(str.strip, text.split("\\n\\n")), start=1):
            report.section(anchors.chapter(number), words.split("\\n")[0], words)
        if text.isupper():
            report.add(SHOUTED.at())
        return report.done()

    def examples(self):
        """A good one and one in an old encoding."""
        yield Example("ghi nhớ.txt", "Phân số\\nTử và mẫu\\n\\nHỗn số".encode(), sections=2)
        yield Example("hoa.ghichu", "PHÂN SỐ".encode(), frozenset({"notes.shouted"}))
        yield Example("cu.txt", b"Ph\\xe2n s\\xf4\\xd2", frozenset({"notes.encoding"}), Verdict.REJECT)
'''
PLAYER = '''
"""Notes: their paragraphs."""

from dataclasses import dataclass, fields

from media.files.sections import read
from media.players.base import FilePlayer, PlayerContext, player


@dataclass(frozen=True)
class Notes(PlayerContext):
    """With the paragraphs."""

    paragraphs: tuple = ()


@player
class NotesPlayer(FilePlayer):
    """A list of paragraphs."""

    key = "notes"
    lists_contents = True

    def gather(self, context, shown):
        """What only this player knows."""
        common = {field.name: getattr(context, field.name) for field in fields(context)}
        return Notes(**common, paragraphs=tuple(read(shown.blob)))
'''
TEMPLATE = """{% for part in player.paragraphs %}<p id="{{ part.anchor }}">{{ part.text }}</p>{% endfor %}
{% for warning in player.warnings %}<em>{{ warning }}</em>{% endfor %}"""
LINKS = Links(file=lambda file, name: f"/tep/{name}", page=lambda number: "")


@pytest.fixture(autouse=True)
def house(tmp_path, monkeypatch, settings):
    settings.MEDIA_ROOT, settings.UPLOAD_DIR = tmp_path / "files", tmp_path / "uploads"
    settings.FREE_DISK_FLOOR_BYTES = 0
    kinds = {"handler": ("notes", HANDLER), "player": ("notes", PLAYER), "template": TEMPLATE}
    with grown(tmp_path / "grown", monkeypatch, settings, **kinds):
        yield


def test_a_text_format_stands_the_conformance_suite(tmp_path):
    notes = FORMATS["notes"]
    check_declaration(notes)
    for example in notes.examples():
        check_example(notes, example, inspect_in_child, tmp_path)
    check_damaged(notes, first_good(notes).data, inspect_in_child, tmp_path)


@pytest.mark.django_db
def test_it_is_taken_in_by_the_real_child_and_shown_by_its_own_player(cast):
    TusClient(cast.teacher_a).send("GHI NHỚ.txt", "PHÂN SỐ <B>\n\nHỖN SỐ".encode())
    run_jobs()
    upload = Upload.objects.get()
    assert upload.state == "ready", upload.findings
    blob = upload.blob
    assert [section.title for section in read(blob)] == ["PHÂN SỐ <B>", "HỖN SỐ"]
    assert player_for(blob) is PLAYERS["notes"]
    html = render_player(blob, title="Ghi nhớ", links=LINKS, wishes=Wishes())
    assert '<p id="ch=2">HỖN SỐ</p>' in html and "&lt;B&gt;" in html
    assert "<em>It is written in capitals.</em>" in html
    assert contents_of(blob) == []


@pytest.mark.django_db
def test_what_it_declares_is_followed_by_those_who_do_not_know_it(cast, settings):
    TusClient(cast.teacher_a).send("ghi nhớ.txt", "Phân số".encode())
    run_jobs()
    blob = Upload.objects.get().blob
    assert icon_of(blob) == "document"
    assert link_seconds(blob) == settings.PLAYER_LINK_SECONDS
