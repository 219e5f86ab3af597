"""What each handler reads out of files that other programmes made."""

from __future__ import annotations

import io

import docx
import pptx
import pytest
from PIL import Image, ImageStat
from pptx.util import Inches
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from media.formats.samples.office import lesson_pptx
from media.formats.samples.pdf import text_pdf
from media.formats.samples.pictures import picture
from media.formats.samples.video import film
from media.formats.sandbox import inspect_in_child, previews_in_child


@pytest.fixture
def look(tmp_path):
    """Inspect bytes or a path under a name."""

    def inspect(data: bytes, name: str):
        path = tmp_path / "file"
        path.write_bytes(data)
        return inspect_in_child(path, name)

    return inspect


def test_a_presentation_made_by_another_programme(tmp_path, look):
    show = pptx.Presentation()
    first = show.slides.add_slide(show.slide_layouts[5])
    first.shapes.title.text = "Phân số bằng nhau"
    first.shapes.add_picture(io.BytesIO(picture(400, 300, "PNG")), Inches(1), Inches(2))
    first.notes_slide.notes_text_frame.text = "Nhắc lại bài cũ"
    second = show.slides.add_slide(show.slide_layouts[1])
    second.shapes.title.text = "Bảng số"
    show.core_properties.title = "PowerPoint Presentation"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Tử số", "Mẫu số"
    out = io.BytesIO()
    show.save(out)
    inspection = look(out.getvalue(), "bai.pptx")
    assert inspection.accepted, inspection.findings
    assert [(section.anchor, section.title) for section in inspection.sections] == [
        ("slide=1", "Phân số bằng nhau"),
        ("slide=2", "Bảng số"),
    ]
    assert "Nhắc lại bài cũ" in inspection.sections[0].text
    assert "Tử số | Mẫu số" in inspection.sections[1].text
    assert inspection.metadata.title == ""  # "PowerPoint Presentation" is what the programme calls every file
    made = {file.name for file in previews_in_child(tmp_path / "file", "pptx", tmp_path)}
    assert "slide-1-1.webp" in made


def test_a_document_made_by_another_programme(look):
    document = docx.Document()
    document.core_properties.title = "Kế hoạch bài dạy"
    document.add_paragraph("Trường THCS")
    document.add_heading("Mục tiêu", level=1)
    document.add_paragraph("Nêu được khái niệm phân số.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Hoạt động của thầy", "Hoạt động của trò"
    out = io.BytesIO()
    document.save(out)
    inspection = look(out.getvalue(), "kh.docx")
    assert inspection.accepted, inspection.findings
    assert [section.title for section in inspection.sections] == ["", "Mục tiêu"]
    assert inspection.sections[1].anchor == "ch=2"
    assert "Hoạt động của thầy | Hoạt động của trò" in inspection.sections[1].text
    assert inspection.metadata.title == "Kế hoạch bài dạy"


def test_a_document_with_an_endless_chapter_is_cut_into_passages(look):
    document = docx.Document()
    for number in range(300):
        document.add_paragraph(f"Đoạn {number} " + "chữ " * 40)
    out = io.BytesIO()
    document.save(out)
    sections = look(out.getvalue(), "dai.docx").sections
    assert len(sections) > 3 and all(len(section.text) < 10_000 for section in sections)


def test_a_pdf_with_a_password_and_one_that_restricts_only(look):
    def locked(user: str) -> bytes:
        out = io.BytesIO()
        page = canvas.Canvas(out, encrypt=StandardEncryption(user, ownerPassword="owner", canPrint=0))
        page.drawString(100, 700, "secret")
        page.save()
        return out.getvalue()

    assert look(locked("mat-khau"), "a.pdf").codes == ["pdf.password"]
    assert look(locked(""), "a.pdf").codes == ["pdf.restricted"]


def test_a_pdf_tells_its_text_by_page_contents_and_heading(look):
    data = text_pdf(
        [["Lời nói đầu"], ["Chương 1", "Số tự nhiên"], ["Chương 2"]], outline=["Mở đầu", "Chương một"]
    )
    inspection = look(data, "sach.pdf")
    assert [(section.anchor, section.title) for section in inspection.sections] == [
        ("page=1", "Mở đầu"),
        ("page=2", "Chương một"),
        ("page=3", ""),
    ]
    assert "Số tự nhiên" in inspection.sections[1].text
    metadata = inspection.metadata
    assert (metadata.pages, metadata.first_heading, metadata.language) == (3, "Lời nói đầu", "vi")
    assert metadata.outline == ["Mở đầu", "Chương một"]


def test_page_pictures_show_the_page(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(text_pdf([["ABC DEF"] * 20]))
    previews_in_child(path, "pdf", tmp_path)
    with Image.open(tmp_path / "page-1.webp") as image:
        assert image.width == 1000 and 1 < ImageStat.Stat(image.convert("L")).stddev[0]


def test_a_poster_is_never_black(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(film(4, black_start=1.5))
    previews_in_child(path, "video", tmp_path)
    with Image.open(tmp_path / "poster.webp") as image:
        assert ImageStat.Stat(image.convert("L")).mean[0] > 20


def test_a_film_with_its_index_at_the_end_gets_a_copy_that_starts_at_once(tmp_path, look):
    path = tmp_path / "a.mp4"
    path.write_bytes(film(2, faststart=False))
    previews_in_child(path, "video", tmp_path)
    copy = look((tmp_path / "play.mp4").read_bytes(), "play.mp4")
    assert copy.accepted and "av.index_at_end" not in copy.codes
    assert copy.metadata.duration == pytest.approx(2, abs=0.2)
    assert (copy.metadata.width, copy.metadata.height, copy.metadata.codecs) == (320, 180, ["h264"])


def test_hevc_is_taken_with_a_warning(look):
    assert "av.convert" in look(film(1, codec="libx265"), "a.mp4").codes


def test_a_turned_photo_tells_its_size_as_seen_and_is_shown_upright(tmp_path, look):
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "blue").save(out, "JPEG", exif=exif)
    inspection = look(out.getvalue(), "a.jpg")
    assert (inspection.metadata.width, inspection.metadata.height) == (400, 600)
    (small, large) = previews_in_child(tmp_path / "file", "image", tmp_path)
    assert (large.width, large.height) == (400, 600) and (small.width, small.height) == (320, 480)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_mode_get_covers(tmp_path, look, mode):
    out = io.BytesIO()
    Image.new(mode, (300, 300)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert look(out.getvalue(), "a.jpg" if mode == "CMYK" else "a.png").accepted
    assert len(previews_in_child(tmp_path / "file", "image", tmp_path)) == 2


def test_all_findings_of_a_bad_presentation_come_at_once(look):
    data = lesson_pptx(macros=True, video_link="file:///C:/a.mp4", font=".VnTime")
    codes = look(data, "a.docx").codes
    assert {"file.misnamed", "office.macros", "office.local_links", "office.old_fonts"} <= set(codes)
