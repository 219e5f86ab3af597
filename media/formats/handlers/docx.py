"""DOCX: text by headings, tables and formulas included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from media.formats import anchors, drawing, formula_marks, office, office_problems, omml, pictures
from media.formats.archive import ArchiveError
from media.formats.base import DerivedFile, Example, FormatHandler, Inspection, Report, Verdict
from media.formats.drawing import FALLBACK, A
from media.formats.fields import note_fields
from media.formats.office import Package
from media.formats.package_cleaning import write_clean_package
from media.formats.registry import format_handler
from media.formats.samples import office as samples
from media.formats.samples.pictures import picture
from media.formats.xml import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CHAPTER_LEVELS = 3
_CHAPTER_CHARACTERS = 8_000
"""A chapter longer than this is cut at a paragraph, so that a search hit leads near its place."""
_HEADING_NAME = re.compile(r"heading ([1-9])", re.ASCII)
_BREAKS = {f"{W}br", f"{W}tab", f"{W}cr"}


@dataclass(slots=True)
class Chapter:
    """A heading and the paragraphs below it."""

    title: str = ""
    lines: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        """Add a paragraph."""
        self.lines.append(text)
        self.length += len(text)


@format_handler
class DocxHandler(FormatHandler):
    """A text document; shown by its headings."""

    key = "docx"
    label = _("Word document")
    order = 30
    extensions = (".docx",)
    refused_extensions = (".docm",)
    media_types = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
    player = "office"
    icon = "document"
    cleans = True

    def detect(self, head: bytes, name: str, listing: Sequence[str]) -> int:
        """A zip with content types and something below `word/`."""
        fits = office.CONTENT_TYPES in listing and any(part.lower().startswith("word/") for part in listing)
        return 85 if fits else 0

    def inspect(self, path: Path) -> Inspection:
        """One section per heading of the first three levels; long ones are cut."""
        report = Report(self.key, self.media_types[0])
        package = office.open_and_check(path, report, (_MAIN,), ".docx")
        if package is None:
            return report.done()
        with package:
            _read(package, report)
            note_fields(package, report)
            report.add(*package.findings)
        return report.done()

    def previews(self, path: Path, out_dir: Path, wanted: Sequence[str] = ()) -> list[DerivedFile]:
        """Covers from the kept thumbnail or the first picture of some size; else none."""
        try:
            package = Package(path)
        except ArchiveError:
            return []
        with package:
            main = package.related("", "officeDocument")
            images = [
                rel.target for rel in package.rels(main).values() if rel.kind == "image" and not rel.external
            ]
            for part in [package.related("", "thumbnail"), *images[:20]]:
                data = package.picture(part)
                try:
                    if data and min((image := pictures.open_picture(data)).size) >= 200:
                        return pictures.save_covers(image, out_dir)
                except (OSError, ValueError, SyntaxError):
                    continue
        return []

    def cleaned(self, path: Path, target: Path) -> bool:
        """Its photos without the camera's notes, every other part as it was."""
        return write_clean_package(path, target)

    def examples(self) -> Iterator[Example]:
        """A worksheet, macros under a false name, entity bombs, an old file, a cut one."""
        good = samples.worksheet_docx()
        yield Example("phiếu học tập.docx", good, sections=3)
        yield Example("khong-de-muc.docx", samples.worksheet_docx(headings=False), sections=1)
        yield Example(
            "anh-ngoai.docx",
            samples.worksheet_docx(picture_link="http://example.org/a.png"),
            frozenset({office_problems.EXTERNAL_LINKS.code}),
        )
        photo = samples.worksheet_docx(photo=picture(640, 480, with_position=True))
        yield Example("vi-tri.docx", photo, frozenset({office_problems.POSITIONS.code}))
        for number, (fields, code) in enumerate(samples.FIELDS):
            verdict = Verdict.REJECT if code == office_problems.DDE.code else Verdict.ACCEPT
            yield Example(
                f"truong-{number}.docx", samples.worksheet_docx(fields=fields), frozenset({code}), verdict
            )
        book = samples.worksheet_docx(workbook=samples.linked_workbook())
        yield Example("bang-dde.docx", book, frozenset({office_problems.DDE.code}), Verdict.REJECT)
        yield Example(
            "macro.docx",
            samples.worksheet_docx(macros=True),
            frozenset({office_problems.MACROS.code}),
            Verdict.REJECT,
        )
        yield Example(
            "dtd.docx", samples.worksheet_docx(doctype=True), frozenset({"xml.doctype"}), Verdict.REJECT
        )
        yield Example(
            "cu.doc", samples.old_office(), frozenset({office_problems.LEGACY.code}), Verdict.REJECT
        )
        yield Example(
            "khoa.docx", samples.locked_office(), frozenset({office_problems.PASSWORD.code}), Verdict.REJECT
        )
        yield Example("cat.docx", good[: len(good) // 2], frozenset({"zip.damaged"}), Verdict.REJECT)


def _read(package: Package, report: Report) -> None:
    main = package.related("", "officeDocument")
    root = package.part(main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        report.add(office_problems.NOT_COMPLETE.at(part=main))
        return
    chapters = _chapters(body, _heading_styles(package, main))
    for number, chapter in enumerate(chapters, start=1):
        report.section(anchors.chapter(number), chapter.title, "\n".join(chapter.lines))
    metadata = report.metadata
    metadata.outline = [chapter.title for chapter in chapters if chapter.title]
    first_line = next((line for chapter in chapters for line in chapter.lines), "")
    metadata.first_heading = next(iter(metadata.outline), "") or formula_marks.unmarked(first_line)[:120]
    metadata.pictures = sum(rel.kind == "image" for rel in package.rels(main).values())
    office.note_old_fonts({font.get(f"{W}ascii", "") for font in root.iter(f"{W}rFonts")}, report)
    if not metadata.words and not metadata.pictures:
        report.add(office_problems.EMPTY.at())


def _heading_styles(package: Package, main: str) -> dict[str, int]:
    """Style ids that are headings, with their level; Word keeps the English name beside a translated id."""
    root = package.part(package.related(main, "styles") or "word/styles.xml")
    levels: dict[str, int] = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        name = style.find(f"{W}name")
        text = (name.get(f"{W}val", "") if name is not None else "").lower()
        match = _HEADING_NAME.fullmatch(text)
        if match or text == "title":
            levels[style.get(f"{W}styleId", "")] = int(match[1]) if match else 1
    return levels


def _chapters(body: Element, levels: dict[str, int]) -> list[Chapter]:
    chapters = [Chapter()]
    for block in _blocks(body):
        text = _row(block) if block.tag == f"{W}tr" else _paragraph(block)
        if not text.strip():
            continue
        if block.tag == f"{W}p" and 0 < _level(block, levels) <= _CHAPTER_LEVELS:
            chapters.append(Chapter(title=" ".join(text.split())))
        elif chapters[-1].length > _CHAPTER_CHARACTERS:
            chapters.append(Chapter(title=chapters[-1].title))
        chapters[-1].add(text)
    return [chapter for chapter in chapters if chapter.lines]


def _blocks(root: Element) -> Iterator[Element]:
    """Paragraphs and table rows in reading order."""
    for child in root:
        if child.tag in (f"{W}p", f"{W}tr"):
            yield child
        elif isinstance(child.tag, str) and child.tag != FALLBACK:
            yield from _blocks(child)


def _row(row: Element) -> str:
    cells = [" ".join(_paragraph(text) for text in cell.iter(f"{W}p")) for cell in row.findall(f"{W}tc")]
    return " | ".join(cells) if any(cell.strip() for cell in cells) else ""


def _paragraph(paragraph: Element) -> str:
    parts = []
    for node in drawing.walk(paragraph):
        if node.tag in (f"{W}t", f"{A}t"):
            parts.append(node.text or "")
        elif node.tag == omml.OMATH:
            parts.append(formula_marks.marked(omml.formula(node)))
        elif node.tag in _BREAKS:
            parts.append(" ")
    return "".join(parts)


def _level(paragraph: Element, levels: dict[str, int]) -> int:
    """1-9 for a heading, 0 for ordinary text."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return 0
    outline = properties.find(f"{W}outlineLvl")
    if outline is not None and outline.get(f"{W}val", "") in "012345678":
        return int(outline.get(f"{W}val") or 0) + 1
    style = properties.find(f"{W}pStyle")
    return levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
