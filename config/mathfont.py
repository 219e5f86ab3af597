"""The mathematical web font: STIX Two Math from its locked package, cut to what school formulas need; its MATH table stays.

`python -m config.mathfont SOURCE TARGET` is called by the front-end build.

Without such a font in force the browser draws no root sign and no tall brackets, and phones have none of their own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

LETTERS = "".join(chr(code) for code in range(0x20, 0x7F)) + "°±·×÷′″‴…ƒħı"
GREEK = "ΓΔΘΛΞΠΣΦΨΩαβγδεζηθικλμνξοπρστυφχψωϑϕϵϱ"
ITALICS = "".join(chr(code) for code in range(0x1D434, 0x1D468)) + "ℎ𝚤𝚥"
GREEK_ITALICS = "".join(chr(code) for code in range(0x1D6E2, 0x1D71C))
BOLD = "".join(chr(code) for code in range(0x1D400, 0x1D434))
SCRIPT = "".join(chr(code) for code in range(0x1D49C, 0x1D4B6)) + "ℬℰℱℋℐℒℳℛ"
SPECIAL = "ℕℤℚℝℂℙℓđĐơƠưƯăâêôĂÂÊÔ"
ACCENTS = "\u0302\u0303\u0304\u0305\u0307\u0308\u0332\u0338\u20d7‾ˆ˜¯"
ARROWS = "←↑→↓↔↕⇀⇌⇋⇐⇒⇔⇑⇓↦↗↘⟵⟶⟷⟸⟹⟺⇄⥨"
OPERATORS = "−∓∗∘√∛∜∝∞∠∡∢∟∣∤∥∦∧∨∩∪∫∬∮∴∵∶∷∼∽≁≃≅≆≈≉≠≡≢≤≥≦≧⩽⩾≪≫≮≯≰≱≺≻⊂⊃⊄⊅⊆⊇⊈⊉⊊⊋⊕⊖⊗⊙⊥⟂⊿⋅⋮⋯⋱⋆∀∂∃∄∅∆∇∈∉∋∌∏∐∑∖∕⁄⌢⌣⋂⋃⋀⋁≜≐≔⊢⊤⊨¬∙•▪"
FENCES = "‖⟨⟩⌈⌉⌊⌋⎰⎱⏜⏝⏞⏟⏠⎴⎵"
SHAPES = "△▵▽▱▭□◻■○◯●◦◊▲★☆☐✓✗"
CHARACTERS = "".join(
    (
        LETTERS,
        GREEK,
        ITALICS,
        GREEK_ITALICS,
        BOLD,
        SCRIPT,
        SPECIAL,
        ACCENTS,
        ARROWS,
        OPERATORS,
        FENCES,
        SHAPES,
    )
)


# Browsers reserve the width of the widest form of a root sign; narrow forms leave no hole behind a small root.
_WIDEST_ROOT = 900
_ACCENTS = (0x302, 0x303, 0x20D7)
_NOT_DIVISIBLE = "notdivisible"


def _adapt(font: TTFont) -> None:
    """What browsers need and the font gives otherwise. Changed fonts may not bear the reserved name (OFL, clause 3)."""
    names, variants = font.getBestCmap(), font["MATH"].table.MathVariants
    for code in _ACCENTS:
        for glyph in _forms(variants.HorizGlyphCoverage, variants.HorizGlyphConstruction, names[code]):
            _give_room(font, glyph)
    for glyph in _forms(variants.VertGlyphCoverage, variants.VertGlyphConstruction, names[0x221A]):
        width = font["hmtx"][glyph][0]
        if width > _WIDEST_ROOT:
            _transform(font, glyph, scale=_WIDEST_ROOT / width)
            font["hmtx"][glyph] = (_WIDEST_ROOT, font["hmtx"][glyph][1])
    for code in (0x2032, 0x2033, 0x2034):  # primes stand beside their letter, as large as in print
        _transform(font, names[code], scale=1.25, rise=1.25, down=150)
        font["hmtx"][names[code]] = (round(font["hmtx"][names[code]][0] * 1.1), font["hmtx"][names[code]][1])
    _add_not_divisible(font, names)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = "HoclieuMath" if record.nameID == 6 else "Hoclieu Math"


def _forms(coverage: Any, constructions: Any, glyph: str) -> list[str]:
    """The glyph and every larger form of it."""
    if glyph not in coverage.glyphs:
        return [glyph]
    construction = constructions[coverage.glyphs.index(glyph)]
    larger = [record.VariantGlyph for record in construction.MathGlyphVariantRecord]
    parts = (
        [part.glyph for part in construction.GlyphAssembly.PartRecords] if construction.GlyphAssembly else []
    )
    return list(dict.fromkeys([glyph, *larger, *parts]))


def _give_room(font: TTFont, name: str) -> None:
    """A mark without width of its own stands over the letter before it; alone in its box it is not drawn."""
    glyph = font["glyf"][name]
    if font["hmtx"][name][0] == 0 and glyph.numberOfContours:
        width = glyph.xMax - glyph.xMin
        _transform(font, name, left=glyph.xMin)
        font["hmtx"][name] = (width, 0)
        attachments = font["MATH"].table.MathGlyphInfo.MathTopAccentAttachment
        if name in attachments.TopAccentCoverage.glyphs:
            place = attachments.TopAccentCoverage.glyphs.index(name)
            attachments.TopAccentAttachment[place].Value = width // 2


def _transform(
    font: TTFont, name: str, *, scale: float = 1, rise: float = 1, left: float = 0, down: float = 0
) -> None:
    glyph = font["glyf"][name]
    glyph.expand(font["glyf"])
    if glyph.numberOfContours <= 0:
        return
    points = [(round((x - left) * scale), round(y * rise - down)) for x, y in glyph.coordinates]
    glyph.coordinates = GlyphCoordinates(points)
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (font["hmtx"][name][0], glyph.xMin)


def _add_not_divisible(font: TTFont, names: dict[int, str]) -> None:
    """⋮ with a stroke through it that is seen: the font's own stroke runs along the dots."""
    pen = TTGlyphPen(None)
    for x, y in ((300, 20), (300, 260), (300, 500)):
        pen.moveTo((x - 55, y - 55))
        for corner in ((x - 55, y + 55), (x + 55, y + 55), (x + 55, y - 55)):
            pen.lineTo(corner)
        pen.closePath()
    pen.moveTo((40, 10))
    for corner in ((70, -20), (560, 510), (530, 540)):
        pen.lineTo(corner)
    pen.closePath()
    font.setGlyphOrder([*font.getGlyphOrder(), _NOT_DIVISIBLE])
    font["glyf"][_NOT_DIVISIBLE] = pen.glyph()
    font["hmtx"][_NOT_DIVISIBLE] = (600, 40)
    addOpenTypeFeaturesFromString(
        font,
        f"feature ccmp {{ sub {names[0x22EE]} {names[0x338]} by {_NOT_DIVISIBLE}; }} ccmp;",
        tables=["GSUB"],
    )


def cut(source: Path, target: Path) -> None:
    """Write `target` (woff2) with the glyphs of CHARACTERS, their taller and wider forms, and nothing that only hints."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["ccmp"]
    options.hinting = False
    options.desubroutinize = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GPOS", "GDEF", "gasp", "DSIG"]
    font = TTFont(source)
    _adapt(font)
    cutter = subset.Subsetter(options)
    cutter.populate(text=CHARACTERS)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    cut(Path(sys.argv[1]), Path(sys.argv[2]))
