"""Each player shows its file without scripts, at any anchor, with nothing of the file taken for markup."""

import pytest
from django.utils.safestring import mark_safe

from config.jobs.runner import run_jobs
from media.files.models import StoredBlob, Upload
from media.files.sections import read
from media.formats.base import Section
from media.formats.registry import FORMATS
from media.formats.samples.office import lesson_pptx, worksheet_docx
from media.formats.samples.pdf import text_pdf
from media.formats.samples.pictures import picture
from media.formats.samples.video import film
from media.players.base import PLAYERS
from media.players.formulas import lines_of
from media.players.services import Links, Wishes, describe, player_for, render_player

pytestmark = [pytest.mark.django_db, pytest.mark.once("files only")]

LINKS = Links(
    file=lambda file, name: f"http://files.localhost/{file.key}", page=lambda number: f"/trang/{number}"
)
BOOK = text_pdf([[f"Trang {number}", "<script>alert(1)</script>"] for number in range(1, 24)])


@pytest.fixture
def shown(tus):
    def show(name, data, **wishes):
        tus.send(name, data)
        run_jobs()
        blob = Upload.objects.latest("pk").blob
        return render_player(blob, title="<b>Bài</b>", links=LINKS, wishes=Wishes(**wishes))

    return show


def test_every_format_has_a_player():
    assert {"download", *(handler.player for handler in FORMATS)} == {*PLAYERS.keys()}
    for handler in FORMATS:
        assert player_for(StoredBlob(handler=handler.key)).key == handler.player
    assert player_for(StoredBlob(handler="gone")).key == "download"


def test_pages_are_lazy_pictures_with_size_and_text_and_can_be_jumped_to(shown):
    html = shown("sach.pdf", BOOK)
    assert 'id="page=12"' in html
    assert html.count('loading="lazy"') == 21
    assert 'src="/trang/23"' in html
    assert "derived/" in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert 'width="1' in html
    assert "trang-12" not in html


FORMULA = (
    '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:f><m:num><m:r><m:t>3</m:t></m:r></m:num>'
    "<m:den><m:r><m:t>4 &lt; x</m:t></m:r></m:den></m:f></m:oMath>"
)


def test_formulas_of_a_document_are_drawn_and_its_text_stays_plain(shown):
    html = shown(
        "phieu.docx",
        worksheet_docx(
            fields=f"<w:p><w:r><w:t>Tính &lt;b&gt; </w:t></w:r>{FORMULA}<w:r><w:t>.</w:t></w:r></w:p>"
        ),
    )
    drawn = '<math alttext="3/(4&lt;x)"><mfrac><mn>3</mn><mrow><mn>4</mn><mo>&lt;</mo><mi>x</mi></mrow></mfrac></math>'
    assert f"<li>Tính &lt;b&gt; {drawn}.</li>" in html
    text = "\n".join(section.text for section in read(Upload.objects.get().blob))
    assert "Tính <b> 3/(4<x)." in text and "mfrac" not in text


@pytest.mark.parametrize(
    "look",
    [
        ["script", {}, "alert(1)"],
        ["math", {}, [["script", {}, "alert(1)"]]],
        ["math", {}, [["mi", {"onclick": "x", "form": '"><script>'}, "<script>alert(1)</script>"]]],
        ["math", {}, [["mfrac", {}, [["mn", {}, "1"]]]]],
        ["math", {"onload": "x"}, "<script>"],
        ["math"],
        [1, 2, 3],
        {},
    ],
)
def test_what_is_no_formula_of_ours_stays_text(look):
    section = Section("chuong=1", 1, "", "a <script> b", [[2, 10, look], ["2", None, look], [5, 3, look], []])
    [(line, html)] = lines_of(section)
    assert line == "a <script> b"
    assert "<script" not in html and "onclick" not in html and "onload" not in html
    assert "&lt;script&gt;" in html


def test_a_reviewer_s_notes_stand_beside_their_page(shown):
    html = shown("sach.pdf", BOOK, is_reviewer=True, notes={"page=3": mark_safe("<p>Sửa chỗ này</p>")})
    third = html.split('id="trang-3"')[1].split("</li>")[0]
    assert "<p>Sửa chỗ này</p>" in third


def test_very_many_pages_are_shown_around_the_asked_one(shown, monkeypatch):
    monkeypatch.setattr("media.players.kinds.pdf.PAGES_AT_ONCE", 10)
    html = shown("sach.pdf", BOOK, start_anchor="page=20")
    assert 'id="page=20"' in html
    assert html.count('class="sheet"') == 10
    assert 'id="page=1"' not in html


def test_slides_are_an_outline_with_pictures(shown):
    html = shown("bai.pptx", lesson_pptx(), is_reviewer=True)
    assert 'id="slide=2"' in html
    assert 'id="slide-2"' in html
    assert "<img" in html
    assert "<b>Bài" not in html


def test_a_film_plays_from_the_asked_moment_without_scripts(shown):
    html = shown("thi-nghiem.mp4", film(2), start_anchor="t=95")
    assert "<video controls" in html
    assert '#t=95"' in html
    assert "poster=" in html


def test_a_picture_leads_to_its_original(shown):
    html = shown("anh.jpg", picture(1600, 1200))
    assert "&lt;b&gt;Bài&lt;/b&gt;" in html
    assert "/blobs/" in html
    assert 'width="960"' in html


def test_what_cannot_be_shown_can_be_kept_only_if_granted(tus):
    tus.send("anh.jpg", picture(300, 300))
    run_jobs()
    blob = Upload.objects.get().blob
    card = PLAYERS["download"]
    assert 'href="' not in card.render(describe(blob, title="Bài", links=LINKS))
    granted = Links(file=LINKS.file, page=LINKS.page, download="http://files.localhost/tai")
    assert 'href="http://files.localhost/tai"' in card.render(describe(blob, title="Bài", links=granted))


@pytest.mark.parametrize(
    ("name", "data", "member"),
    [("sach.pdf", BOOK, "/n/page-/12.webp"), ("bai.pptx", lesson_pptx(), "/n/slide-/")],
)
def test_many_pictures_share_one_signed_address(tus, name, data, member):
    """Their own addresses would be signed one by one, 300 characters each."""
    tus.send(name, data)
    run_jobs()
    asked = []

    def members(blob, begin):
        asked.append(begin)
        return f"http://files.localhost/n/{begin}/"

    links = Links(file=LINKS.file, page=LINKS.page, members=members)
    html = render_player(Upload.objects.get().blob, title="Bài", links=links)
    assert f"http://files.localhost{member}" in html
    assert "derived/" not in html
    assert len(asked) == 1
