"""Real files for the demo city, made in code: slides, documents with text, films, pictures. Nothing is copied."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from django.conf import settings
from docx import Document
from PIL import Image, ImageDraw, ImageFont
from pptx import Presentation
from pptx.util import Inches

from media.formats.samples.pdf import pictured_pdf

PAGE = (827, 1169)  # A4 at 100 dots per inch
SLIDE = (1280, 720)
FRAMES_PER_SECOND = 8
FILM_SECONDS = 12
Colour = tuple[int, int, int]
INK: Colour = (30, 36, 48)
SOFT: Colour = (86, 92, 104)


@dataclass(frozen=True)
class Lesson:
    """What a file is about: its title, a hue (1 to 16) and points of heading and text."""

    title: str
    hue: int
    points: Sequence[tuple[str, str]]


def make_file(kind: str, lesson: Lesson) -> bytes:
    """The bytes of a file of `kind` ("pptx", "pdf", "docx", "mp4", "jpg")."""
    return _MAKERS[kind](lesson)


def slides(lesson: Lesson) -> bytes:
    """A presentation: a title slide with a picture, one slide per point with notes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    deck.core_properties.title, deck.core_properties.language = lesson.title, "vi-VN"
    first = deck.slides.add_slide(deck.slide_layouts[6])
    picture = BytesIO(_jpeg(_panel(lesson, SLIDE)))
    shown = first.shapes.add_picture(picture, 0, 0, deck.slide_width, deck.slide_height)
    shown._element.nvPicPr.cNvPr.set("descr", f"Trang bìa: {lesson.title}")
    box = first.shapes.add_textbox(Inches(0.6), Inches(6.7), Inches(12), Inches(0.6))
    box.text_frame.text = lesson.title
    for heading, text in lesson.points:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = heading
        slide.placeholders[1].text = text
        slide.notes_slide.notes_text_frame.text = f"Gợi ý cho giáo viên: {heading}."
    return _saved(deck.save)


def document(lesson: Lesson) -> bytes:
    """A worksheet or plan: headings, paragraphs, a table to fill in."""
    paper = Document()
    paper.core_properties.title, paper.core_properties.language = lesson.title, "vi-VN"
    paper.add_heading(lesson.title, level=0)
    paper.add_paragraph("Họ và tên: ……………………………………   Lớp: …………")
    for heading, text in lesson.points:
        paper.add_heading(heading, level=1)
        paper.add_paragraph(text)
        table = paper.add_table(rows=2, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Câu hỏi", "Trả lời"
    lines = [lesson.title, *(heading for heading, _text in lesson.points)]
    for part in paper.part.package.iter_parts():
        if str(part.partname).endswith("thumbnail.jpeg"):  # the blank one of the library's template
            part._blob = _jpeg(_page(lines, lesson.hue, 1))
    return _saved(paper.save)


def pages(lesson: Lesson) -> bytes:
    """A PDF: each page drawn as it looks, with its text beneath for searching and copying."""
    wording = [
        [lesson.title, *(f"{number}. {heading}" for number, (heading, _text) in enumerate(lesson.points, 1))],
        *([heading, text, "Em hãy trình bày vào vở."] for heading, text in lesson.points),
    ]
    pictures = [_jpeg(_page(lines, lesson.hue, number)) for number, lines in enumerate(wording, start=1)]
    outline = [lines[0] for lines in wording]
    return pictured_pdf(wording, pictures, title=lesson.title, outline=outline)


def film(lesson: Lesson) -> bytes:
    """A silent film of some seconds: the title, then a ball that moves along a curve."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        with av.open(path, "w", format="mp4", options={"movflags": "faststart"}) as target:
            target.metadata["title"] = lesson.title
            stream = target.add_stream("libx264", rate=FRAMES_PER_SECOND)
            stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
            stream.codec_context.thread_count = 1
            stream.codec_context.time_base = Fraction(1, FRAMES_PER_SECOND)
            stream.options = {"preset": "ultrafast"}
            ground = _panel(lesson, (640, 360))
            for number in range(FILM_SECONDS * FRAMES_PER_SECOND):
                frame = av.VideoFrame.from_image(_moment(ground, lesson.hue, number))
                frame.pts = number
                target.mux(stream.encode(frame))
            target.mux(stream.encode(None))
        return path.read_bytes()


def picture(lesson: Lesson) -> bytes:
    """A drawn poster: the title and its points as boxes joined by lines."""
    image = _panel(lesson, (1600, 1200))
    draw = ImageDraw.Draw(image)
    words = [word for _heading, text in lesson.points for word in text.split(", ")][:5]
    for number, word in enumerate(words):
        top = 520 + number * 120
        draw.rounded_rectangle(
            (500, top, 1500, top + 90), 16, fill="white", outline=shade(lesson.hue, 0.45), width=4
        )
        draw.line((300, 860, 500, top + 45), fill=shade(lesson.hue, 0.45), width=4)
        write(draw, (530, top + 18), word[:48], size=40)
    draw.ellipse((140, 760, 340, 960), fill=shade(lesson.hue, 0.75))
    return _jpeg(image)


def shade(hue: int, lightness: float) -> Colour:
    """A colour of the subject's hue."""
    red, green, blue = colorsys.hls_to_rgb((hue - 1) / 16, lightness, 0.45)
    return round(red * 255), round(green * 255), round(blue * 255)


def write(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    *,
    size: int,
    colour: Colour = INK,
    bold: bool = False,
) -> float:
    """Draw one line of Vietnamese text; returns its width. The house's font comes in two files, by letter."""
    left, top = place
    for letter in text:
        font = _font(ord(letter) < 256, size, 600 if bold else 400)
        draw.text((left, top), letter, font=font, fill=colour)
        left += draw.textlength(letter, font=font)
    return left - place[0]


def _page(lines: Sequence[str], hue: int, number: int) -> Image.Image:
    image = Image.new("RGB", PAGE, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, PAGE[0], 14), fill=shade(hue, 0.5))
    top = 80
    for index, line in enumerate(lines):
        size = 34 if index == 0 else 24
        for part in _wrapped(line, 42 if index == 0 else 62):
            write(draw, (70, top), part, size=size, bold=index == 0)
            top += int(size * 1.5)
        top += 12
    for row in range(top + 30, PAGE[1] - 120, 46):
        draw.line((70, row, PAGE[0] - 70, row), fill=(217, 210, 195))
    write(draw, (PAGE[0] / 2 - 30, PAGE[1] - 60), f"Trang {number}", size=18, colour=SOFT)
    return image


def _panel(lesson: Lesson, size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, shade(lesson.hue, 0.9))
    draw = ImageDraw.Draw(image)
    step = size[0] // 24
    for left in range(0, size[0], step):
        draw.line((left, 0, left, size[1]), fill=shade(lesson.hue, 0.84))
    for top in range(0, size[1], step):
        draw.line((0, top, size[0], top), fill=shade(lesson.hue, 0.84))
    letters = size[0] // 20
    for number, part in enumerate(_wrapped(lesson.title, 30)):
        write(draw, (step * 2, step * 2 + number * letters * 1.4), part, size=letters, bold=True)
    return image


def _moment(ground: Image.Image, hue: int, number: int) -> Image.Image:
    image = ground.copy()
    left = 40 + number * 5
    top = 300 - abs(120 - (number * 9) % 240)
    ImageDraw.Draw(image).ellipse((left, top, left + 44, top + 44), fill=shade(hue, 0.45))
    return image


def _wrapped(text: str, most: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= most:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


@lru_cache(maxsize=64)
def _font(is_latin: bool, size: int, weight: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The built front end's font; Pillow's own where nothing is built yet (its letters lack some marks)."""
    subset = "latin" if is_latin else "vietnamese"
    path = settings.BUILD_DIR / "static" / "hoclieu" / "fonts" / f"source-sans-3-{subset}.woff2"
    try:
        font = ImageFont.truetype(path, size)
        font.set_variation_by_axes([weight])
    except OSError:
        return ImageFont.load_default(size)
    return font


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _saved(save: Callable[[BytesIO], None]) -> bytes:
    out = BytesIO()
    save(out)
    return out.getvalue()


_MAKERS: dict[str, Callable[[Lesson], bytes]] = {
    "pptx": slides,
    "docx": document,
    "pdf": pages,
    "mp4": film,
    "jpg": picture,
}
