"""PDF: text and picture per page, contents, what is active inside."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
from django.utils.translation import gettext_lazy as _
from PIL import Image
from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2 import raw as pdfium

from media.formats import anchors, pictures
from media.formats.base import (
    COVER_LARGE,
    COVER_SMALL,
    MEGABYTE,
    DerivedFile,
    Example,
    FormatHandler,
    Inspection,
    Problem,
    Report,
    Severity,
    Verdict,
)
from media.formats.package_cleaning import located_notes, write_blanked
from media.formats.pdf_objects import active_names
from media.formats.registry import format_handler
from media.formats.samples.pdf import locked_pdf, packed_pdf, scanned_pdf, scripted_pdf, text_pdf
from media.formats.text import clean_line
from media.formats.titles import is_machine_title

_AGAIN = _("Make it again from the original programme and upload the new one.")
DAMAGED = Problem("pdf.damaged", Severity.ERROR, _("The PDF is damaged and cannot be opened."), _AGAIN)
TRUNCATED = Problem("pdf.truncated", Severity.ERROR, _("The PDF is cut off: its end is missing."), _AGAIN)
PASSWORD = Problem(
    "pdf.password",
    Severity.ERROR,
    _("The PDF is locked by a password."),
    _("Save it without a password and upload it again."),
)
NO_PAGES = Problem("pdf.no_pages", Severity.ERROR, _("The PDF has no pages."), _AGAIN)
TOO_MANY_PAGES = Problem(
    "pdf.too_many_pages",
    Severity.ERROR,
    _("The PDF has more than %(limit)s pages."),
    _("Split it into several files."),
)
PAGE_BROKEN = Problem(
    "pdf.page_broken", Severity.WARNING, _("Some pages cannot be read (%(pages)s)."), _AGAIN
)
NO_TEXT = Problem(
    "pdf.no_text",
    Severity.INFO,
    _("The pages are pictures without text (a scan), so the content cannot be searched."),
    _("Upload the PDF made by the text programme if you have it."),
)
JAVASCRIPT = Problem(
    "pdf.javascript", Severity.WARNING, _("The PDF carries programme code; it is not run here.")
)
LAUNCH = Problem(
    "pdf.launch", Severity.WARNING, _("The PDF tries to start other programmes; this does not work here.")
)
ATTACHMENTS = Problem("pdf.attachments", Severity.INFO, _("The PDF carries attached files (%(count)s)."))
RESTRICTED = Problem(
    "pdf.restricted", Severity.INFO, _("The author of the PDF restricts printing or copying.")
)
POSITIONS = Problem(
    "pdf.positions",
    Severity.INFO,
    _("Photos inside (%(count)s) tell where they were taken; others get the file without these places."),
)
TAIL = Problem(
    "pdf.tail", Severity.WARNING, _("Other data follow the end of the PDF; they are not used."), _AGAIN
)

MAX_PAGES = 5_000
PAGE_WIDTH, PAGE_HEIGHT = 1000, 2000
_HEADING_SEARCHED = 3_000
_SCANNED_FOR_CODE = 64 * MEGABYTE
_ACTIVE = re.compile(rb"/(JavaScript|Launch)\b")
_PAGE_NAME = re.compile(r"page-([0-9]{1,5})\.webp", re.ASCII)


@format_handler
class PdfHandler(FormatHandler):
    """PDF by PDFium; page images serve browsers without a viewer and the reviewer's notes."""

    key = "pdf"
    label = _("PDF document")
    order = 10
    extensions = (".pdf",)
    media_types = ("application/pdf",)
    player = "pdf"
    icon = "document"
    paged = True
    members = "page-"
    cleans = True
    problems = (
        DAMAGED, TRUNCATED, PASSWORD, NO_PAGES, TOO_MANY_PAGES, PAGE_BROKEN, NO_TEXT, JAVASCRIPT, LAUNCH, ATTACHMENTS,
        RESTRICTED, TAIL, POSITIONS,
    )  # fmt: skip

    def detect(self, head: bytes, name: str, listing: Sequence[str]) -> int:
        """`%PDF-` within the first kilobyte."""
        at = head[:1024].find(b"%PDF-")
        return 0 if at < 0 else 95 if at == 0 else 70

    def inspect(self, path: Path) -> Inspection:
        """Pages, text, contents and flags."""
        report = Report(self.key, self.media_types[0])
        _inspect_end(path, report)
        try:
            with closing(PdfDocument(path)) as document:
                _inspect_document(document, report)
                if not report.blocked:
                    _inspect_objects(document, report)
        except PdfiumError as error:
            locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
            report.add(PASSWORD.at() if locked else DAMAGED.at())
        _inspect_active(path, report)
        if located := located_notes(path):
            report.add(POSITIONS.at(count=len(located)))
        return report.done()

    def previews(self, path: Path, out_dir: Path, wanted: Sequence[str] = ()) -> list[DerivedFile]:
        """Covers and the first pages; `wanted` names single ones: "page-37.webp", "cover-320.webp"."""
        with closing(PdfDocument(path)) as document:
            made: list[DerivedFile] = []
            if not wanted or {COVER_SMALL, COVER_LARGE} & set(wanted):
                cover = _rendered(document, 0)
                made += pictures.save_covers(cover, out_dir) if cover else []
            for number in _pages_wanted(len(document), wanted, self.limits.pages_ahead):
                if time.process_time() > self.limits.preview_seconds:
                    break
                page = _page_picture(document, number, out_dir)
                made += [page] if page else []
        return made

    def cleaned(self, path: Path, target: Path) -> bool:
        """The notes of photos that lie in it as they are, blanked in place."""
        return write_blanked(path, target)

    def examples(self) -> Iterator[Example]:
        """Text, scans, a machine's title, scripts, locked, cut and empty ones."""
        lesson = [
            ["Phân số bằng nhau", "Toán lớp 6 – Bài 24"],
            ["Luyện tập", "Quy đồng mẫu số"],
            ["Trang cuối"],
        ]
        good = text_pdf(lesson, title="Phân số", outline=["Mở đầu", "Luyện tập"])
        yield Example("phân số.pdf", good, sections=3)
        yield Example("in.pdf", text_pdf(lesson, title="Microsoft Word - toan6.docx"), sections=3)
        yield Example("scan.pdf", scanned_pdf(), frozenset({NO_TEXT.code}))
        yield Example("vi-tri.pdf", scanned_pdf(1, with_position=True), frozenset({POSITIONS.code}))
        yield Example("ma-lenh.pdf", scripted_pdf(), frozenset({JAVASCRIPT.code}))
        for name, action, problem in (
            ("goi-ma-lenh.pdf", "<< /S /J#61vaScript /JS (app.alert\\(1\\)) >>", JAVASCRIPT),
            ("goi-mo-may.pdf", "<< /S /Launch /F (cmd.exe) >>", LAUNCH),
            ("goi-tep.pdf", "<< /S /GoToE /EF << /F << /Type /EmbeddedFile >> >> >>", ATTACHMENTS),
        ):
            yield Example(name, packed_pdf(action), frozenset({problem.code}))
        yield Example(
            "duoi.pdf",
            good + b"PK\x03\x04" + b"x" * 3000 + b"PK\x05\x06" + b"\0" * 18,
            frozenset({TAIL.code}),
        )
        yield Example("khoa.pdf", locked_pdf(), frozenset({PASSWORD.code}), Verdict.REJECT)
        yield Example("cat.pdf", good[: len(good) // 2], frozenset({TRUNCATED.code}), Verdict.REJECT)
        yield Example("rong.pdf", text_pdf([]), frozenset({DAMAGED.code}), Verdict.REJECT)
        yield Example("rac.pdf", b"%PDF-1.7\nkhong phai\n%%EOF\n", frozenset({DAMAGED.code}), Verdict.REJECT)
        yield Example("sai.docx", good, frozenset({"file.misnamed"}), Verdict.REJECT)


def _inspect_end(path: Path, report: Report) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 2048))
        if b"%%EOF" in file.read():
            return
        file.seek(max(0, size - 65_557))
        report.add(TAIL.at() if b"PK\x05\x06" in file.read() else TRUNCATED.at())


def _inspect_document(document: PdfDocument, report: Report) -> None:
    if len(document) == 0:
        report.add(NO_PAGES.at())
        return
    report.metadata.pages = len(document)
    if len(document) > MAX_PAGES:
        report.add(TOO_MANY_PAGES.at(limit=MAX_PAGES))
        return
    if pdfium.FPDF_GetSecurityHandlerRevision(document) >= 0:
        report.add(RESTRICTED.at())
    _describe(document, report)
    titles = _outline(document, report)
    broken = _read_pages(document, titles, report)
    if broken:
        report.add(PAGE_BROKEN.at(pages=", ".join(map(str, broken[:10]))))
    if report.metadata.words == 0:
        report.add(NO_TEXT.at())


def _describe(document: PdfDocument, report: Report) -> None:
    about = document.get_metadata_dict(skip_empty=True)
    title = clean_line(about.get("Title", ""))
    report.metadata.title = "" if is_machine_title(title) else title
    report.metadata.authors = [about["Author"]] if about.get("Author") else []
    report.metadata.keywords = re.split(r"[,;]", about.get("Keywords", "")[:1000])
    report.metadata.description = about.get("Subject", "")
    report.metadata.tool = about.get("Creator", "") or about.get("Producer", "")
    report.metadata.language = _language(document)
    width, height = document.get_page_size(0)
    report.metadata.width, report.metadata.height = round(width), round(height)
    if attached := document.count_attachments():
        report.metadata.active.append("attachments")
        report.add(ATTACHMENTS.at(count=attached))
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        _note_active(report, "javascript", JAVASCRIPT)


def _language(document: PdfDocument) -> str:
    units = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < units < 200:
        return ""
    buffer = (pdfium.FPDF_WCHAR * units)()
    pdfium.FPDFCatalog_GetLanguage(document, buffer, units)
    return bytes(buffer).decode("utf-16-le", "ignore").partition("\0")[0].split("-")[0].lower()[:3]


def _outline(document: PdfDocument, report: Report) -> dict[int, str]:
    """Titles of the contents, noted in the metadata, by page index."""
    titles: dict[int, str] = {}
    for rank, mark in enumerate(document.get_toc(max_depth=5)):
        if rank >= 500:
            break
        title = clean_line(mark.get_title() or "", 200)
        if not title:
            continue
        report.metadata.outline.append(title)
        target = mark.get_dest()
        index = target.get_index() if target else None
        if index is not None:
            titles.setdefault(index, title)
    return titles


def _read_pages(document: PdfDocument, titles: dict[int, str], report: Report) -> list[int]:
    """One section per page, also for empty ones; returns the numbers of the pages that cannot be read."""
    broken = []
    for index in range(len(document)):
        text = ""
        try:
            with closing(document[index]) as page, closing(page.get_textpage()) as textpage:
                text = textpage.get_text_range()
                if not report.metadata.first_heading and text.strip():
                    report.metadata.first_heading = _largest_line(textpage)
        except PdfiumError:
            broken.append(index + 1)
        report.section(anchors.page(index + 1), titles.get(index, ""), text)
    return broken


def _largest_line(textpage: pypdfium2.PdfTextPage) -> str:
    """The line in the largest letters near the top of a page: what a reader would call its heading."""
    lines: dict[int, list[str]] = defaultdict(list)
    sizes: dict[int, float] = defaultdict(float)
    number = 0
    for index in range(min(textpage.count_chars(), _HEADING_SEARCHED)):
        letter = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if letter in "\r\n":
            number += 1
            continue
        lines[number].append(letter)
        if not letter.isspace():
            _, bottom, _, top = textpage.get_charbox(index, loose=True)
            sizes[number] = max(sizes[number], round(top - bottom, 1))
    readable = {row: clean_line("".join(letters), 200) for row, letters in lines.items()}
    ranked = sorted(
        (row for row, line in readable.items() if len(line) >= 3), key=lambda row: (-sizes[row], row)
    )
    return readable[ranked[0]] if ranked else ""


def _inspect_active(path: Path, report: Report) -> None:
    """Code that hides in actions of pages and fields: looked for in the bytes themselves."""
    with path.open("rb") as file:
        read = 0
        carried = b""
        while read < _SCANNED_FOR_CODE and (block := file.read(MEGABYTE)):
            read += len(block)
            for found in _ACTIVE.findall(carried + block):
                if found == b"Launch":
                    _note_active(report, "launch", LAUNCH)
                else:
                    _note_active(report, "javascript", JAVASCRIPT)
            carried = block[-16:]


def _inspect_objects(document: PdfDocument, report: Report) -> None:
    """The same in every object, also in those that lie packed in streams."""
    names = active_names(document)
    if names["JavaScript"] or (names["JS"] and names["Rendition"]):
        _note_active(report, "javascript", JAVASCRIPT)
    if names["Launch"]:
        _note_active(report, "launch", LAUNCH)
    if names["EmbeddedFile"]:
        _note_active(report, "attachments", ATTACHMENTS, count=names["EmbeddedFile"])


def _note_active(report: Report, flag: str, problem: Problem, **params: Any) -> None:
    if flag not in report.metadata.active:
        report.metadata.active.append(flag)
        report.add(problem.at(**params))


def _pages_wanted(count: int, wanted: Sequence[str], ahead: int) -> list[int]:
    if not wanted:
        return list(range(1, min(count, ahead) + 1))
    numbers = (int(match[1]) for name in wanted if (match := _PAGE_NAME.fullmatch(name)))
    return [number for number in numbers if 1 <= number <= count]


def _page_picture(document: PdfDocument, number: int, out_dir: Path) -> DerivedFile | None:
    image = _rendered(document, number - 1)
    return pictures.save_webp(image, out_dir, f"page-{number}.webp") if image else None


def _rendered(document: PdfDocument, index: int) -> Image.Image | None:
    """The page within PAGE_WIDTH x PAGE_HEIGHT pixels; None when it cannot be drawn."""
    try:
        with closing(document[index]) as page:
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                return None
            scale = min(PAGE_WIDTH / width, PAGE_HEIGHT / height)
            bitmap = page.render(scale=scale, may_draw_forms=False)
            with closing(bitmap):
                return bitmap.to_pil().convert("RGB")
    except (PdfiumError, ValueError):
        return None
