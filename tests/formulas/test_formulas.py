"""What a formula says on a machine without mathematical fonts: as it was when a person looked at it, and in words.

The sheets and readings beside this file are made by `python -m tests.formulas.sheets`; whoever changes one looks at it.
"""

import pytest
from PIL import Image

from config import frontend
from questionbank.richtext.mathml import convert_formula
from tests.formulas import sheets
from tests.formulas.expressions import ALL

pytestmark = pytest.mark.browser

FAMILY = 'font-family:"Hoclieu Math",math'
LIMIT = 0.04  # of the ink; another sign, a lost root or line is far more, another version's rounding less


def mathml(latex):
    return convert_formula(latex).mathml


@pytest.fixture(scope="module")
def draw_all(tmp_path_factory, browser):
    def draw(script=""):
        return sheets.draw(
            browser.browser_type,
            tmp_path_factory.mktemp("formulas"),
            sheets.sheet_pages(mathml, ALL),
            script=script,
        )

    frontend.build()
    return draw


def strays(pictures, name):
    for number, (part, picture) in enumerate(zip(sheets.in_sheets(ALL), pictures, strict=True)):
        wanted = Image.open(sheets.stored(f"{name}-{number}")).convert("L")
        for place, latex in enumerate(part):
            far = sheets.distance(sheets.cell(picture, place), sheets.cell(wanted, place))
            if far > LIMIT:
                yield latex, round(far, 3)


def test_there_are_two_hundred_and_fifty():
    assert len(set(ALL)) == len(ALL) >= 250


def test_every_formula_looks_as_it_did_when_a_person_looked(draw_all):
    assert list(strays(draw_all(), "mathml")) == []


def test_a_browser_without_mathml_draws_them_from_boxes(draw_all):
    assert list(strays(draw_all(sheets.without_mathml()), "boxes")) == []


SAID_ELSE = [
    (r"3\sqrt2", "3\\,2"),
    (r"\overline{abc}", r"ab\overline{c}"),
    (r"\widehat{ABC}", r"A\widehat{B}C"),
    (r"\frac12+\sqrt4", "12+4"),
    (r"a\not\vdots 3", r"a\vdots 3"),
    ("a:b", "ab"),
]


def test_the_comparison_sees_every_fault_that_there_once_was(tmp_path, browser):
    frontend.build()
    right, wrong = sheets.draw(
        browser.browser_type,
        tmp_path,
        [sheets.page_of([mathml(pair[side]) for pair in SAID_ELSE]) for side in (0, 1)],
    )
    for place, pair in enumerate(SAID_ELSE):
        assert sheets.distance(sheets.cell(right, place), sheets.cell(wrong, place)) > LIMIT, pair


def test_without_the_font_the_roots_would_be_lost(tmp_path, browser):
    frontend.build()
    page = sheets.page_of([mathml(r"3\sqrt2"), mathml(r"\left(\frac{1}{2}\right)^2")])
    assert FAMILY in page
    ours, poor = sheets.draw(browser.browser_type, tmp_path, [page, page.replace(FAMILY, "font-family:math")])
    assert all(
        sheets.distance(sheets.cell(ours, place), sheets.cell(poor, place)) > LIMIT for place in (0, 1)
    )


@pytest.mark.parametrize("number", range(0, len(ALL), 50))
def test_every_formula_is_read_as_a_teacher_reads_it(number):
    wanted = dict(line.split("\t") for line in sheets.READINGS.read_text(encoding="utf-8").splitlines())
    for latex in ALL[number : number + 50]:
        assert convert_formula(latex).speech == wanted[latex], latex


@pytest.mark.parametrize("latex", [r"\mathrm{N}", r"\ce{O2}", r"\mathrm{\Omega}", r"\operatorname{C}"])
def test_units_and_elements_of_one_letter_stand_upright(latex):
    assert 'mathvariant="normal"' in mathml(latex)
