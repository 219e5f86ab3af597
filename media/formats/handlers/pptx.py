"""PPTX: slides as outline and pictures, notes, alternative texts."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from PIL import Image

from media.formats import anchors, drawing, office, office_problems, pictures
from media.formats.archive import ArchiveError
from media.formats.base import (
    COVER_LARGE,
    COVER_SMALL,
    DerivedFile,
    Example,
    FormatHandler,
    Inspection,
    Problem,
    Report,
    Severity,
    Verdict,
)
from media.formats.drawing import A
from media.formats.fields import note_fields
from media.formats.office import Package
from media.formats.package_cleaning import write_clean_package
from media.formats.registry import format_handler
from media.formats.samples import office as samples
from media.formats.samples.pictures import picture
from media.formats.xml import Element

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
R_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"

_FILE_NAME = re.compile(r"[^/\\\\]{1,120}\.(?:jpe?g|png|gif|bmp|tiff?|webp|emf|wmf|svg)", re.IGNORECASE)

NO_SLIDES = Problem(
    "office.no_slides",
    Severity.ERROR,
    _("The presentation has no slides."),
    _("Check that you chose the right file."),
)
TOO_MANY_SLIDES = Problem(
    "office.too_many_slides",
    Severity.ERROR,
    _("The presentation has more than %(limit)s slides."),
    _("Split it into several files."),
)
HIDDEN_SLIDES = Problem(
    "office.hidden_slides", Severity.INFO, _("Hidden slides (%(slides)s) are shown here, too.")
)
MEDIA = Problem(
    "office.media",
    Severity.INFO,
    _("The presentation carries sound or video (%(count)s); they play only in the downloaded file."),
)

MAX_SLIDES = 1_000
_PICTURES_AHEAD = 300
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_SHOW = "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml"
_TITLES = {"title", "ctrTitle"}
_PICTURE_NAME = re.compile(r"slide-([0-9]{1,4})-[0-9]{1,3}\.webp", re.ASCII)


@dataclass(slots=True)
class Slide:
    """What one slide says: title, paragraphs, notes, alternative texts, names of its pictures' parts."""

    number: int
    part: str
    title: str = ""
    hidden: bool = False
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    fonts: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """All words of the slide, the notes last."""
        return "\n".join([*self.lines, *self.alternatives, *self.notes])


@format_handler
class PptxHandler(FormatHandler):
    """A presentation; shown as an outline with the pictures of each slide."""

    key = "pptx"
    label = _("PowerPoint presentation")
    order = 20
    extensions = (".pptx", ".ppsx")
    refused_extensions = (".pptm", ".ppsm")
    media_types = ("application/vnd.openxmlformats-officedocument.presentationml.presentation",)
    player = "office"
    icon = "slides"
    members = "slide-"
    cleans = True
    problems = (NO_SLIDES, TOO_MANY_SLIDES, HIDDEN_SLIDES, MEDIA)

    def detect(self, head: bytes, name: str, listing: Sequence[str]) -> int:
        """A zip with content types and something below `ppt/`."""
        fits = office.CONTENT_TYPES in listing and any(part.lower().startswith("ppt/") for part in listing)
        return 85 if fits else 0

    def inspect(self, path: Path) -> Inspection:
        """One section per slide."""
        report = Report(self.key, self.media_types[0])
        package = office.open_and_check(path, report, (_MAIN, _SHOW), ".pptx")
        if package is None:
            return report.done()
        with package:
            slides = _slides(package, report)
            for slide in slides:
                _read_slide(package, slide)
                report.section(anchors.slide(slide.number), slide.title, slide.text)
            _summarise(package, slides, report)
            note_fields(package, report)
            report.add(*package.findings)
        return report.done()

    def previews(self, path: Path, out_dir: Path, wanted: Sequence[str] = ()) -> list[DerivedFile]:
        """Covers and the slides' pictures `slide-5-1.webp`; no picture anywhere, no cover."""
        try:
            package = Package(path)
        except ArchiveError:
            return []
        with package:
            slides = _slides(package, Report(self.key, ""))
            for slide in slides:
                _read_slide(package, slide)
            covers = not wanted or bool({COVER_SMALL, COVER_LARGE} & set(wanted))
            made = _covers(package, slides, out_dir) if covers else []
            return [*made, *_slide_pictures(package, slides, out_dir, set(wanted))]

    def cleaned(self, path: Path, target: Path) -> bool:
        """Its photos without the camera's notes, every other part as it was."""
        return write_clean_package(path, target)

    def examples(self) -> Iterator[Example]:
        """A lesson, one with media links, macros under a false name, bombs, cut and locked ones."""
        good = samples.lesson_pptx()
        yield Example("bài giảng.pptx", good, sections=3)
        yield Example(
            "lien-ket.pptx",
            samples.lesson_pptx(video_link="file:///C:\\Users\\co\\thi-nghiem.mp4"),
            frozenset({office_problems.LOCAL_LINKS.code}),
        )
        photo = samples.lesson_pptx(photo=picture(640, 480, with_position=True))
        yield Example("vi-tri.pptx", photo, frozenset({office_problems.POSITIONS.code}))
        yield Example(
            "font-cu.pptx", samples.lesson_pptx(font=".VnTime"), frozenset({office_problems.OLD_FONTS.code})
        )
        yield Example(
            "macro.pptx",
            samples.lesson_pptx(macros=True),
            frozenset({office_problems.MACROS.code}),
            Verdict.REJECT,
        )
        yield Example(
            "macro.pptm",
            samples.lesson_pptx(macros=True),
            frozenset({office_problems.MACROS.code}),
            Verdict.REJECT,
        )
        yield Example(
            "dtd.pptx", samples.lesson_pptx(doctype=True), frozenset({"xml.doctype"}), Verdict.REJECT
        )
        yield Example(
            "rong.pptx", samples.lesson_pptx(slides=()), frozenset({NO_SLIDES.code}), Verdict.REJECT
        )
        yield Example("cat.pptx", good[: len(good) // 2], frozenset({"zip.damaged"}), Verdict.REJECT)
        yield Example("sai.docx", good, frozenset({"file.misnamed"}), Verdict.REJECT)
        yield Example(
            "khoa.pptx", samples.locked_office(), frozenset({office_problems.PASSWORD.code}), Verdict.REJECT
        )


def _slides(package: Package, report: Report) -> list[Slide]:
    """The slides in the order of showing."""
    main = package.related("", "officeDocument")
    root = package.part(main)
    if root is None:
        return []
    rels = package.rels(main)
    targets = [
        rels[mark.get(R_ID, "")].target for mark in root.iter(f"{P}sldId") if mark.get(R_ID, "") in rels
    ]
    if not targets:
        report.add(NO_SLIDES.at())
    if len(targets) > MAX_SLIDES:
        report.add(TOO_MANY_SLIDES.at(limit=MAX_SLIDES))
    return [Slide(number, target) for number, target in enumerate(targets[:MAX_SLIDES], start=1)]


def _read_slide(package: Package, slide: Slide) -> None:
    root = package.part(slide.part)
    if root is None:
        return
    slide.hidden = root.get("show") in ("0", "false")
    slide.fonts = drawing.fonts(root)
    for shape in drawing.walk(root):
        if shape.tag == f"{P}sp":
            _read_shape(shape, slide)
        elif shape.tag == f"{P}graphicFrame":
            slide.lines.extend(drawing.paragraphs(shape))
        elif shape.tag == f"{P}cNvPr" and _is_spoken(shape.get("descr", "")):
            slide.alternatives.append(shape.get("descr", ""))
    rels = package.rels(slide.part)
    for rel in rels.values():
        if rel.kind == "diagramData" and (diagram := package.part(rel.target)) is not None:
            slide.lines.extend(drawing.paragraphs(diagram))
    shown = (rels.get(blip.get(R_EMBED, "")) for blip in root.iter(f"{A}blip"))
    slide.pictures = list(dict.fromkeys(rel.target for rel in shown if rel and not rel.external))
    slide.notes = _notes(package, slide)


def _is_spoken(alternative: str) -> bool:
    """Whether an alternative text describes anything: programs put the picture's file name there by themselves."""
    return bool(alternative.strip()) and not _FILE_NAME.fullmatch(alternative.strip()[:200])


def _read_shape(shape: Element, slide: Slide) -> None:
    lines = [text for text in drawing.paragraphs(shape) if text.strip()]
    if _placeholder(shape) in _TITLES and not slide.title:
        slide.title = " ".join(lines)
    slide.lines.extend(lines)


def _placeholder(shape: Element) -> str:
    mark = next(shape.iter(f"{P}ph"), None)
    return mark.get("type", "body") if mark is not None else ""


def _notes(package: Package, slide: Slide) -> list[str]:
    part = package.related(slide.part, "notesSlide")
    root = package.part(part) if part else None
    if root is None:
        return []
    bodies = (shape for shape in root.iter(f"{P}sp") if _placeholder(shape) == "body")
    return [text for shape in bodies for text in drawing.paragraphs(shape) if text.strip()]


def _summarise(package: Package, slides: list[Slide], report: Report) -> None:
    metadata = report.metadata
    metadata.slides = len(slides)
    metadata.outline = [slide.title for slide in slides if slide.title]
    metadata.first_heading = next(iter(metadata.outline), "")
    metadata.pictures = sum(len(slide.pictures) for slide in slides)
    hidden = [str(slide.number) for slide in slides if slide.hidden]
    if hidden:
        report.add(HIDDEN_SLIDES.at(slides=", ".join(hidden[:20])))
    media = {
        rel.target
        for slide in slides
        for rel in package.rels(slide.part).values()
        if rel.kind in ("video", "audio")
    }
    if media:
        report.add(MEDIA.at(count=len(media)))
    office.note_old_fonts(set().union(*(slide.fonts for slide in slides)) if slides else set(), report)
    if slides and not metadata.words and not metadata.pictures:
        report.add(office_problems.EMPTY.at())


def _slide_pictures(
    package: Package, slides: list[Slide], out_dir: Path, wanted: set[str]
) -> list[DerivedFile]:
    made: list[DerivedFile] = []
    for slide in slides:
        for rank, part in enumerate(slide.pictures[:50], start=1):
            name = f"slide-{slide.number}-{rank}.webp"
            if (wanted and name not in wanted) or (not wanted and len(made) >= _PICTURES_AHEAD):
                continue
            if time.process_time() > PptxHandler.limits.preview_seconds:
                return made
            image = _picture(package, part)
            if image is not None:
                made.append(pictures.save_webp(image, out_dir, name))
    return made


def _picture(package: Package, part: str) -> Image.Image | None:
    data = package.picture(part)
    try:
        return pictures.shrunk(pictures.open_picture(data), 960, 1920) if data else None
    except (OSError, ValueError, SyntaxError):
        return None


def _covers(package: Package, slides: list[Slide], out_dir: Path) -> list[DerivedFile]:
    """The thumbnail that the programme kept, else the largest picture of the first slide that has one."""
    thumbnail = _picture(package, package.related("", "thumbnail"))
    if thumbnail is not None and min(thumbnail.size) >= 100 and not _is_plain(thumbnail):
        return pictures.save_covers(thumbnail, out_dir)
    for slide in slides[:3]:
        found = [image for part in slide.pictures[:10] if (image := _picture(package, part)) is not None]
        if found:
            return pictures.save_covers(max(found, key=lambda image: image.width * image.height), out_dir)
    return []


def _is_plain(image: Image.Image) -> bool:
    """A thumbnail of one colour tells nothing."""
    return all(high - low < 12 for low, high in image.convert("RGB").resize((32, 32)).getextrema())
