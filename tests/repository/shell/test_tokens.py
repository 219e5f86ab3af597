"""Colours are readable in both modes, and the style sheet keeps to its budget."""

import gzip
import re
from pathlib import Path

import pytest

from config import frontend
from config.palette import DARK, HUES, LIGHT, contrast, subject_colours

STYLES = Path(frontend.SOURCES) / "styles"
TOKENS = (STYLES / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunk")
TEXTS = ("ink", "ink-soft", "brand", "accent", "warn", "ok")
SOFT_GROUNDS = ("brand-soft", "accent-soft", "warn-soft", "ok-soft", "mark")
PAIRS_ON_SOFT = [("accent", "accent-soft"), ("warn", "warn-soft"), ("ok", "ok-soft")]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def tokens_of(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def blocks() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    found = re.findall(r":root[^{]*\{([^}]*)\}", TOKENS)
    light, by_system, by_choice = (tokens_of(block) for block in found[:3])
    return light, by_system, by_choice


MODES = {"light": blocks()[0], "dark": blocks()[1]}


def test_dark_by_system_and_dark_by_choice_are_the_same():
    _, by_system, by_choice = blocks()
    assert by_system == by_choice


def test_dark_gives_every_colour_of_light():
    colours = {name for name, value in MODES["light"].items() if value.startswith(("#", "rgb"))}
    assert colours - {"measure", "sheet", "sheet-ink"} <= set(MODES["dark"])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_readable_on_every_ground(mode, ground, text):
    assert contrast(MODES[mode][text], MODES[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_ink_is_readable_on_quiet_fills_and_marks(mode):
    for ground in SOFT_GROUNDS:
        assert contrast(MODES[mode]["ink"], MODES[mode][ground]) >= 4.5, ground
    for text, ground in PAIRS_ON_SOFT:
        assert contrast(MODES[mode][text], MODES[mode][ground]) >= 4.5, (text, ground)
    assert contrast(MODES[mode]["on-brand"], MODES[mode]["brand"]) >= 4.5
    assert contrast(MODES[mode]["on-brand"], MODES[mode]["brand-strong"]) >= 4.5
    assert contrast(MODES[mode]["paper"], MODES[mode]["ink"]) >= 4.5
    assert contrast(MODES[mode]["surface"], MODES[mode]["accent"]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("line", ["line-strong", "focus", "brand"])
def test_lines_that_carry_meaning_are_seen(mode, ground, line):
    assert contrast(MODES[mode][line], MODES[mode][ground]) >= 3


@pytest.mark.parametrize("number", range(1, HUES + 1))
@pytest.mark.parametrize(("mode", "name"), [(LIGHT, "light"), (DARK, "dark")])
def test_subject_hues_carry_text_and_motif(number, mode, name):
    colours = subject_colours(mode, number)
    assert contrast(MODES[name]["ink"], colours["ground"]) >= 4.5
    assert contrast(colours["motif"], colours["ground"]) >= 3
    assert contrast(colours["motif"], MODES[name]["surface"]) >= 3


@pytest.mark.parametrize("sheet", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_components_use_tokens_instead_of_raw_colours(sheet):
    if sheet.name in {"tokens.css", "print.css"}:  # paper is white and ink is black in print
        return
    raw = re.findall(
        r"(?<![\w-])#[0-9a-f]{3,8}\b|\brgba?\(", COMMENT.sub("", sheet.read_text(encoding="utf-8"))
    )
    plates = {"#000", "#fff"} if sheet.name == "players.css" else set()  # figures keep a white plate
    assert set(raw) <= plates


def test_the_style_sheet_keeps_to_its_budget():
    frontend.build()
    sheet = (frontend.OUTPUT / "site.css").read_bytes()
    assert len(gzip.compress(sheet)) <= 15 * 1024


def test_scripts_keep_to_their_budgets():
    frontend.build()
    budgets = {"site.js": 20, "staff.js": 2, "upload.js": 35, "players.js": 10, "editor.js": 120}
    for name, limit in budgets.items():
        assert len(gzip.compress((frontend.OUTPUT / name).read_bytes())) <= limit * 1024, name


def test_the_two_font_files_hold_vietnamese_within_forty_kilobytes():
    frontend.build()
    files = list((frontend.OUTPUT / "fonts").glob("*.woff2"))
    assert len(files) == 2
    assert sum(path.stat().st_size for path in files) <= 40_000
    assert (frontend.OUTPUT / "fonts" / "source-sans-3-licence.txt").read_text(encoding="utf-8")
