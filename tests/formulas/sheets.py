"""Formulas drawn in Chromium on a machine without mathematical fonts: sheets of cells, made, stored and compared by code.

`python -m tests.formulas.sheets` draws them anew into this folder; look at every one before it is committed.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageFilter

from config.frontend import FONT, FONT_FILES, OUTPUT
from tests.chromium import OPTIONS
from tests.suites import chromium

HERE = Path(__file__).parent
READINGS = HERE / "readings.txt"
ACROSS, DOWN = 5, 13
WIDTH, HEIGHT = 260, 84
PER_SHEET = ACROSS * DOWN
STYLE = f"""
@font-face {{ font-family: "Hoclieu Math"; src: url("math.woff2") format("woff2"); font-display: block; }}
body {{ margin: 0; width: {ACROSS * WIDTH}px; font: 16px/1.5 sans-serif; }}
body {{ display: grid; align-content: start; grid-template-columns: repeat({ACROSS}, {WIDTH}px); }}
div {{ height: {HEIGHT}px; display: flex; align-items: center; justify-content: center; }}
div {{ outline: 1px solid #ddd; overflow: hidden; }}
"""


def poor_machine(folder: Path) -> dict[str, str]:
    """An environment whose only system font is a Latin text font without a MATH table."""
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for subset, name in FONT_FILES.items():
        font = TTFont(FONT / "files" / name)
        font.flavor = None
        assert "MATH" not in font
        font.save(fonts / f"{subset}.ttf")
    settings = folder / "fonts.conf"
    settings.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{fonts}</dir><cachedir>{folder / "cache"}</cachedir></fontconfig>'
    )
    return {**os.environ, "FONTCONFIG_FILE": str(settings)}


def page_of(cells: list[str]) -> str:
    """A page with one cell for each piece of HTML, in the product's own style."""
    style = (OUTPUT / "site.css").read_text(encoding="utf-8")
    return f"<!doctype html><style>{style}</style><style>{STYLE}</style><body>" + "".join(
        f"<div><span>{one}</span></div>" for one in cells
    )


def draw(kind, folder: Path, pages: list[str], *, script: str = "") -> list[Image.Image]:
    """Pictures of whole pages, by a Chromium of their own; `kind` is playwright's, which may run once in a process."""
    (folder / "math.woff2").write_bytes((OUTPUT / "math.woff2").read_bytes())
    options = [*OPTIONS, "--force-device-scale-factor=1", "--font-render-hinting=none", "--disable-lcd-text"]
    running = kind.launch(executable_path=chromium(), args=options, env=poor_machine(folder))
    window = running.new_page(viewport={"width": ACROSS * WIDTH, "height": 600})
    pictures = []
    for number, html in enumerate(pages):
        place = folder / f"page-{number}.html"
        place.write_text(html, encoding="utf-8")
        window.goto(place.as_uri())
        if script:
            window.add_script_tag(content=script)
        window.evaluate("document.fonts.load('16px \"Hoclieu Math\"').then(() => document.fonts.ready)")
        window.wait_for_function("document.fonts.check('16px \"Hoclieu Math\"')")
        pictures.append(Image.open(BytesIO(window.screenshot(full_page=True))).convert("L"))
    running.close()
    return pictures


def without_mathml() -> str:
    """Our own script in a browser that seems to draw no fractions."""
    blind = "Element.prototype.getBoundingClientRect = () => ({ top: 0 });"
    return f"{{{blind}{(OUTPUT / 'site.js').read_text(encoding='utf-8')}}}"


def in_sheets(formulas: list[str]) -> list[list[str]]:
    """The formulas by sheet."""
    return [formulas[start : start + PER_SHEET] for start in range(0, len(formulas), PER_SHEET)]


def cell(sheet: Image.Image, place: int) -> Image.Image:
    """One cell without its frame."""
    left, top = place % ACROSS * WIDTH, place // ACROSS * HEIGHT
    return sheet.crop((left + 2, top + 2, left + WIDTH - 2, top + HEIGHT - 2))


def distance(one: Image.Image, other: Image.Image) -> float:
    """How much ink is not where it was: the share of dark points more than a point away from the other's."""
    ink = [picture.point(lambda grey: 255 if grey < 140 else 0) for picture in (one, other)]
    wide = [picture.filter(ImageFilter.MaxFilter(3)) for picture in ink]
    alone = [ImageChops.subtract(ink[0], wide[1]), ImageChops.subtract(ink[1], wide[0])]
    most = max(sum(picture.histogram()[128:]) for picture in ink)
    return sum(sum(picture.histogram()[128:]) for picture in alone) / max(most, 1)


def stored(name: str) -> Path:
    """The place of a stored sheet."""
    return HERE / f"{name}.png"


def keep(name: str, sheet: Image.Image) -> None:
    """Store a sheet with few greys."""
    sheet.quantize(8).save(stored(name), optimize=True)


def sheet_pages(convert, formulas: list[str]) -> list[str]:
    """The pages for all formulas."""
    return [page_of([convert(one) for one in part]) for part in in_sheets(formulas)]


def main() -> None:
    """Draw and store everything anew."""
    django.setup()
    from playwright.sync_api import sync_playwright

    from questionbank.richtext.mathml import convert_formula
    from tests.formulas.expressions import ALL

    formulas = {latex: convert_formula(latex) for latex in ALL}
    READINGS.write_text(
        "".join(f"{latex}\t{made.speech}\n" for latex, made in formulas.items()), encoding="utf-8"
    )
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = sheet_pages(lambda latex: formulas[latex].mathml, ALL)
        for name, script in (("mathml", ""), ("boxes", without_mathml())):
            for number, picture in enumerate(draw(playwright.chromium, Path(folder), pages, script=script)):
                keep(f"{name}-{number}", picture)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    main()
