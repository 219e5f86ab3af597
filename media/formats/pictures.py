"""Pictures of strangers: opened with a pixel cap, shrunk, saved as WebP without any of their metadata."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from media.formats.base import COVER_LARGE, COVER_SMALL, DerivedFile

MAX_PIXELS = 40_000_000
MAX_PIXELS_WEBP = 20_000_000  # its decoder keeps two whole canvases, 8 bytes a pixel
FORMATS_READ = ("JPEG", "PNG", "GIF", "WEBP")
WEBP = "image/webp"
_READY = {"RGB", "RGBA", "L", "LA", "CMYK"}
_QUALITY = 78

Image.MAX_IMAGE_PIXELS = None  # our own cap below is lower and gives a finding instead of a warning


class TooManyPixels(Exception):
    """The picture would need too much memory; `pixels` is its size, `limit` what is allowed."""

    def __init__(self, pixels: int, limit: int = MAX_PIXELS) -> None:
        super().__init__(str(pixels))
        self.pixels = pixels
        self.limit = limit


def open_picture(source: Path | bytes) -> Image.Image:
    """The picture, not yet decoded. Raises TooManyPixels, or OSError/ValueError/SyntaxError when it is none."""
    image = Image.open(BytesIO(source) if isinstance(source, bytes) else source, formats=FORMATS_READ)
    limit = MAX_PIXELS_WEBP if image.format == "WEBP" else MAX_PIXELS
    if image.width * image.height > limit:
        raise TooManyPixels(image.width * image.height, limit)
    return image


def shrunk(image: Image.Image, width: int, height: int) -> Image.Image:
    """A decoded RGB or RGBA copy within width x height, turned as the camera was held, never enlarged."""
    image.draft("RGB", (width, height))
    if image.mode not in _READY:
        image = image.convert("RGBA" if "transparency" in image.info or image.mode in {"PA", "La"} else "RGB")
    copy = (
        image.copy() if image.width <= width and image.height <= height else _thumbnail(image, width, height)
    )
    copy = ImageOps.exif_transpose(copy)
    return copy.convert("RGBA" if copy.mode in {"RGBA", "LA"} else "RGB")


def _thumbnail(image: Image.Image, width: int, height: int) -> Image.Image:
    image.thumbnail((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return image


def save_webp(image: Image.Image, out_dir: Path, name: str) -> DerivedFile:
    """Write `image` as out_dir/name; no EXIF, XMP or position goes along."""
    target = out_dir / name
    image.save(target, "WEBP", quality=_QUALITY, method=2, exif=b"", xmp=b"")
    return DerivedFile(name, WEBP, target.stat().st_size, image.width, image.height)


def save_covers(image: Image.Image, out_dir: Path) -> list[DerivedFile]:
    """The two covers of any format from its picture."""
    large = shrunk(image, 960, 1920)
    made = [save_webp(large, out_dir, COVER_LARGE)]
    small = large.copy()
    small.thumbnail((320, 640), Image.Resampling.LANCZOS)
    return [save_webp(small, out_dir, COVER_SMALL), *made]
