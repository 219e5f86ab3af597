"""Pictures: JPEG, PNG, GIF and WebP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, UnidentifiedImageError

from media.formats import picture_cleaning, pictures
from media.formats.base import (
    MEGABYTE,
    DerivedFile,
    Example,
    FormatHandler,
    Inspection,
    Limits,
    Problem,
    Report,
    Severity,
    Verdict,
)
from media.formats.registry import format_handler
from media.formats.samples.pictures import picture, pixel_flood

DAMAGED = Problem(
    "img.damaged",
    Severity.ERROR,
    _("The picture is cut off or damaged."),
    _("Open it on your computer, save it again and upload the new one."),
)
TOO_MANY_PIXELS = Problem(
    "img.too_many_pixels",
    Severity.ERROR,
    _("The picture has more than %(limit)s million pixels."),
    _("Make it smaller, for example 4000 x 3000, and upload it again."),
)
POSITION = Problem(
    "img.position",
    Severity.INFO,
    _(
        "The picture tells where it was taken. Others get a copy without the place; only you keep the original."
    ),
    _("Nothing has to be done. Turn the position off in the camera if you do not want it noted at all."),
)
SMALL = Problem(
    "img.small",
    Severity.INFO,
    _("The picture is very small (%(width)s x %(height)s)."),
    _("Choose a larger one if you can."),
)

PICTURE_IN_TEXT = "picture.webp"
PICTURE_IN_TEXT_PIXELS = 1200  # wide enough for a projector, small enough for a phone

_KINDS = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "GIF": (".gif",), "WEBP": (".webp",)}
_ORIENTATIONS_TURNED = {5, 6, 7, 8}
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
)


def _kind_of(head: bytes) -> str:
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return "WEBP" if head.startswith(b"RIFF") and head[8:12] == b"WEBP" else ""


@format_handler
class ImageHandler(FormatHandler):
    """A single picture; the covers are its two smaller sizes."""

    key = "image"
    label = _("Picture")
    order = 50
    extensions = (".jpg", ".jpeg", ".png", ".gif", ".webp")
    media_types = ("image/jpeg", "image/png", "image/gif", "image/webp")
    player = "image"
    icon = "image"
    limits: ClassVar[Limits] = Limits(file_bytes=50 * MEGABYTE)
    problems = (DAMAGED, TOO_MANY_PIXELS, POSITION, SMALL)
    cleans = True

    def detect(self, head: bytes, name: str, listing: Sequence[str]) -> int:
        """By signature."""
        return 90 if _kind_of(head) else 0

    def extensions_for(self, head: bytes) -> tuple[str, ...]:
        """A JPEG must be called .jpg or .jpeg, and so on."""
        return _KINDS[_kind_of(head)]

    def inspect(self, path: Path) -> Inspection:
        """Size and date; the whole picture is decoded once to know that it is complete."""
        with path.open("rb") as file:
            kind = _kind_of(file.read(16))
        report = Report(self.key, f"image/{kind.lower()}")
        try:
            _verify(path)
            with pictures.open_picture(path) as image:
                _describe(image, report)
                image.draft("RGB", (640, 640))
                image.load()
            if any(picture_cleaning.places(path.read_bytes())):
                report.add(POSITION.at())
        except pictures.TooManyPixels as error:
            report.add(TOO_MANY_PIXELS.at(limit=error.limit // 1_000_000))
        except _BROKEN:
            report.add(DAMAGED.at())
        return report.done()

    def previews(self, path: Path, out_dir: Path, wanted: Sequence[str] = ()) -> list[DerivedFile]:
        """The two covers, without the camera's notes; `wanted` may name the one picture PICTURE_IN_TEXT instead."""
        try:
            with pictures.open_picture(path) as image:
                if PICTURE_IN_TEXT in wanted:
                    small = pictures.shrunk(image, *(PICTURE_IN_TEXT_PIXELS,) * 2)
                    return [pictures.save_webp(small, out_dir, PICTURE_IN_TEXT)]
                return pictures.save_covers(image, out_dir)
        except (pictures.TooManyPixels, *_BROKEN):
            return []

    def cleaned(self, path: Path, target: Path) -> bool:
        """Without the camera's notes; how it was held and its colours stay."""
        return picture_cleaning.write_clean(path, target)

    def examples(self) -> Iterator[Example]:
        """Every kind, a photo with a position, a flood, a cut one."""
        for kind, (extension, *_others) in _KINDS.items():
            yield Example(f"anh{extension}", picture(640, 480, kind))
        for kind, (extension, *_others) in _KINDS.items():
            if kind != "GIF":
                located = picture(640, 480, kind, with_position=True)
                yield Example(f"vi-tri{extension}", located, frozenset({POSITION.code}))
        yield Example("nho.png", picture(40, 30, "PNG"), frozenset({SMALL.code}))
        yield Example("bom.png", pixel_flood(), frozenset({TOO_MANY_PIXELS.code}), Verdict.REJECT)
        yield Example("cat.jpg", picture(640, 480)[:3000], frozenset({DAMAGED.code}), Verdict.REJECT)
        yield Example("sai.png", picture(640, 480), frozenset({"file.misnamed"}), Verdict.REJECT)


def _verify(path: Path) -> None:
    """Checksums and structure; in a function of its own so that the decoder is gone before the next begins."""
    with pictures.open_picture(path) as image:
        image.verify()


def _describe(image: Image.Image, report: Report) -> None:
    exif = image.getexif()
    width, height = image.size
    if exif.get(ExifTags.Base.Orientation) in _ORIENTATIONS_TURNED:
        width, height = height, width
    report.metadata.width, report.metadata.height = width, height
    taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal, "")
    report.metadata.created = str(taken).replace(":", "-", 2).replace(" ", "T") if taken else ""
    report.metadata.description = str(exif.get(ExifTags.Base.ImageDescription, ""))
    report.metadata.tool = str(exif.get(ExifTags.Base.Software, ""))
    if max(width, height) < 200:
        report.add(SMALL.at(width=width, height=height))
