"""Rich text: what authors write is kept, what could run is not, formulas become MathML with words."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from questionbank.richtext.rich import read_rich, split_math
from questionbank.richtext.sanitiser import TAGS, sanitise
from questionbank.richtext.vocabulary import USUAL
from tests.questionbank.richtext.vectors import HTML, LATEX, TEXT_FORMULAS

MATHML = set(
    "math mrow mi mn mo mtext mspace msqrt mtable mtr mtd mstyle mpadded mfrac mroot msup msub mover munder msubsup "
    "munderover".split()
)
HARMLESS = set(
    "alt alttext data-picture colspan rowspan scope accent display displaystyle fence form largeop linethickness lspace "
    "mathvariant maxsize minsize movablelimits rspace scriptlevel separator stretchy width class".split()
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


class Judge(HTMLParser):
    """Notes every element and attribute that has no business in a question."""

    def __init__(self):
        super().__init__()
        self.strays = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS | MATHML:
            self.strays.append(tag)
        for name, value in attrs:
            if name not in HARMLESS or (
                name == "class" and not re.fullmatch(r"math-(left|right|tall-[2-6])", value or "")
            ):
                self.strays.append((tag, name, value))

    handle_startendtag = handle_starttag

    def handle_comment(self, data):
        self.strays.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def strays(html):
    judge = Judge()
    judge.feed(html)
    judge.close()
    return judge.strays


@pytest.mark.parametrize("source", HTML, ids=range(len(HTML)))
def test_nothing_hostile_is_left(source):
    for text in (
        source,
        f"<p>x {source} y</p>",
        f"<table><tr><td>{source}",
        f"$x${source}$y$",
        f"${source}$",
    ):
        assert strays(read_rich(text).rich.html) == []


@pytest.mark.parametrize("latex", LATEX, ids=range(len(LATEX)))
def test_latex_beyond_the_subset_is_a_problem_and_shown_as_text(latex):
    reading = read_rich(f"Cho ${latex}$ nhé")
    assert reading.problems
    assert all(len(problem) < 300 for problem in reading.problems)
    assert strays(reading.rich.html) == []
    assert "<math" not in reading.rich.html


@pytest.mark.parametrize("latex", TEXT_FORMULAS, ids=range(len(TEXT_FORMULAS)))
def test_text_in_formulas_stays_text(latex):
    assert strays(read_rich(f"${latex}$").rich.html) == []


@pytest.mark.browser
def test_nothing_runs_in_a_real_browser(browser):
    sources = [*HTML, *(f"${latex}$" for latex in [*LATEX, *TEXT_FORMULAS])]
    pages = "".join(f"<div>{read_rich(source).rich.html}</div>" for source in sources)
    page = browser.new_page()
    try:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(f"<script>window.hits = 0; function hit() {{ hits++ }}</script>{pages}")
        page.evaluate(
            "html => { const d = document.createElement('div'); d.innerHTML = html; document.body.append(d) }",
            pages,
        )
        page.wait_for_timeout(300)
        assert page.evaluate("window.hits") == 0
        assert asked == []
        assert page.evaluate("document.querySelectorAll('script').length") == 1
        page.evaluate("html => { document.body.innerHTML = html }", "".join(HTML))  # untreated they do run
        page.wait_for_timeout(300)
        assert page.evaluate("window.hits") > 0
    finally:
        page.close()


def test_what_authors_write_is_kept():
    source = (
        "<p>Cho <strong>hình</strong> <u>vẽ</u> H<sub>2</sub>O</p><ul><li>a</li></ul>"
        '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>'
    )
    assert read_rich(source).rich.html == source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("x<y và a<b nữa c>d", "x<y và a<b nữa c>d"),
        ("2 < 3 > 1", "2 < 3 > 1"),
        ("nếu a<b thì", "nếu a<b thì"),
        ("<p>5 &lt; 6 &amp; 7</p>", "5 < 6 & 7"),
        ("giá 5\\$ và 6\\$", "giá 5$ và 6$"),
    ],
)
def test_no_word_is_lost_to_a_less_than_sign(source, text):
    reading = read_rich(source)
    assert reading.rich.text == text
    assert reading.problems == ()


def test_formulas_with_signs_of_html():
    reading = read_rich("$a<b$ và $c>d$, $x<y \\text{ và } z>t$")
    assert reading.rich.html.count("<math") == 3
    assert reading.rich.html.count("<mo>&lt;</mo>") == 2
    assert reading.problems == ()


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{1}{2}",
        r"\dfrac12",
        r"\sqrt[3]{x+1}",
        r"x^2_1",
        r"f'(x)=\lim_{h\to 0}\frac{f(x+h)-f(x)}{h}",
        r"\int_0^1 x\,dx",
        r"\sum_{i=1}^{n} i^2",
        r"\begin{cases}x+y=1\\x-y=2\end{cases}",
        r"\left\{\begin{array}{l}x=1\\y=2\end{array}\right.",
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
        r"\begin{aligned}x&=1\\y&=2\end{aligned}",
        r"\vec{AB}\perp\overrightarrow{CD}",
        r"\widehat{ABC}=90^\circ",
        r"\triangle ABC \sim \triangle DEF",
        r"\mathbb{R}\setminus\{0\}",
        r"x\in[1;+\infty)",
        r"\left[-1;2\right)",
        r"2{,}5+3,5=6",
        r"50\%",
        r"50%",
        r"\sin^2x+\cos^2x=1",
        r"\tan x, \cot x, \log_2 x, \ln x",
        r"\text{nếu }x\ge 0",
        r"v=5\,\mathrm{m/s}",
        r"5cm",
        r"A\Rightarrow B\Leftrightarrow C",
        r"\overline{abc}",
        r"|x|\le 3",
        r"\Delta=b^2-4ac",
        r"C_n^k=\binom{n}{k}",
        r"x\ne 0, x\neq 1, a\not= b",
        r"\alpha\beta\gamma\pi\omega",
    ],
)
def test_what_teachers_write_becomes_mathml(latex):
    reading = read_rich(f"${latex}$")
    assert reading.problems == ()
    assert reading.rich.html.startswith('<math display="inline" alttext="')
    assert strays(reading.rich.html) == []
    assert "&amp;#" not in reading.rich.html, "an entity was escaped twice"
    assert not re.search(r"\\[a-zA-Z]", reading.rich.html), "a command is left"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("H2O", "H 2 O"),
        ("2H2 + O2 -> 2H2O", "2 H 2 + O 2 → 2 H 2 O"),
        ("SO4^2-", "S O 4 2−"),
        ("Na+", "Na +"),
        ("Ca(OH)2", "Ca ( O H ) 2"),
        ("CuSO4.5H2O", "Cu S O 4 · 5 H 2 O"),
        ("CaCO3 <=> CaO + CO2 ^", "Ca C O 3 ⇌ Ca O + C O 2 ↑"),
        ("C_nH_{2n+2}", "C n H 2n+2"),
        ("AgCl(r)", "Ag Cl (r)"),
    ],
)
def test_school_chemistry(source, words):
    reading = read_rich(f"$\\ce{{{source}}}$")
    assert reading.problems == ()
    seen = re.sub(r"<[^>]*>", "", reading.rich.html)
    assert seen == words.replace(" ", "")
    assert strays(reading.rich.html) == []


@pytest.mark.parametrize("source", ["H2O\\href", "{{x}}", "&", "<b>", "H_", "%", "#"])
def test_what_is_no_chemistry_is_a_problem(source):
    assert read_rich(f"$\\ce{{{source}}}$").problems


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\text{dài 2,5 cm}", "dài 2,5 cm"),
        (r"\text{5 cm}", "5 cm"),
        (r"\text{3 con in}", "3 con in"),
        (r"\text{50% nước}", "50% nước"),
        (r"\text{% nước}", " % nước"),
        (r"\text{R&D}", "R&amp;D"),
        (r"\mbox{Ánh}", "Ánh"),
        (r"\operatorname{tg}x", "tgx"),
        (r"\backslash", "\\"),
    ],
)
def test_words_in_formulas_are_kept(latex, words):
    reading = read_rich(f"${latex}$")
    assert reading.problems == ()
    assert re.sub(r"<[^>]*>", "", reading.rich.html).replace("\u00a0", " ") == words


@pytest.mark.parametrize("command", sorted(USUAL))
def test_every_usual_command_is_known_to_the_converter(command):
    shapes = (
        f"\\sum{command}_1^2",
        f"a{command} b",
        f"{command}{{a}}",
        f"{command}{{a}}{{b}}",
        f"\\left( a {command}| b \\right)",
    )
    if command not in (r"\begin", r"\end", r"\left", r"\right"):
        assert any(not read_rich(f"${shape}$").problems for shape in shapes)


def test_a_dollar_in_a_program_is_no_formula():
    source = "<pre>$a = 1; $b</pre><p>và <code>echo $HOME</code> $x$</p>"
    reading = read_rich(source)
    assert reading.problems == ()
    assert reading.rich.html.count("<math") == 1
    assert "<code>echo $HOME</code>" in reading.rich.html


def test_formulas_are_read_aloud():
    html = read_rich("$\\lim_{x\\to 0}\\frac{1}{x}$, $x_1^2$, $\\int_0^1 x$").rich.html
    assert len(re.findall(r'alttext="[^"]+"', html)) == 3


def test_a_decimal_comma_is_one_number():
    assert "<mn>2,5</mn>" in read_rich("$2{,}5$").rich.html
    assert "<mn>2,5</mn>" in read_rich("$2,5$").rich.html


def test_two_dollars_make_a_formula_of_its_own_line():
    assert '<math display="block"' in read_rich("<p>$$x^2$$</p>").rich.html


def test_the_place_of_an_unknown_command_is_quoted():
    (problem,) = read_rich("Cho $x$ và $2\\farc{1}{2}$").problems
    assert "2\\farc{1}{2}" in problem
    assert "\\frac" in problem


@pytest.mark.parametrize("source", ["giá $5", "$x^<em>2</em>$", "$a$ và $"])
def test_a_lone_dollar_asks_its_author(source):
    assert any("$" in problem for problem in read_rich(source).problems)


def test_pictures_are_named_by_id_only():
    reading = read_rich('<img data-picture="p_1-a" alt="Hình <b>" src="x">')
    assert reading.rich.html == '<img data-picture="p_1-a" alt="Hình &lt;b&gt;">'
    assert reading.rich.pictures == ("p_1-a",)
    assert reading.rich.text == "Hình <b>"
    assert not reading.rich.is_empty
    assert read_rich('<img src="https://x.invalid/a.png">').problems


def test_plain_text_keeps_words_apart_and_formulas_as_source():
    text = read_rich("<p>Một</p><p>hai $x^2$</p><ul><li>ba</li><li>bốn</li></ul>").rich.text
    assert text == "Một hai x^2 ba bốn"


def test_reading_what_was_made_gives_the_same():
    once = read_rich("<p>2 < 3 & $x<1$</p>").rich
    assert read_rich(once.source).rich == once


@pytest.mark.parametrize("source", ["", "<p></p>", "  ", "<br>", "&nbsp;"])
def test_nothing_is_empty(source):
    assert read_rich(source).rich.is_empty


@given(st.text(max_size=300))
def test_any_text_is_made_harmless(source):
    reading = read_rich(source)
    assert strays(reading.rich.html) == []


PIECES = """< > / $ \\ { } p b img onerror= data-picture= ' x &lt; <!-- --> svg math style ^ _ \\frac \\text &""".split()
PIECES += [" ", '"', "&amp;"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_soup_is_made_harmless(source):
    assert strays(read_rich(source).rich.html) == []
    assert strays(sanitise(source)) == []


@given(st.text("ab$\\ ", max_size=40))
def test_splitting_loses_nothing_but_dollars(text):
    kept = "".join(piece for kind, piece in split_math(text) if kind != "open")  # "open" quotes what follows
    assert kept.replace("$", "").replace("\\", "") == text.replace("$", "").replace("\\", "")


@pytest.mark.parametrize(
    "source",
    [
        "<" * 40_000,
        "<a b='" * 6_600,
        "<p " * 13_000,
        "<p a" * 10_000,
        "<!--" * 10_000,
        "$" * 40_000,
        "$x$" * 13_000,
        "\\$" * 20_000,
        "$" + "{" * 1_990 + "$",
        "$" + "\\frac" * 390 + "$",
        "$" + "x^2_" * 490 + "$",
        "$" + "\\left(" * 300 + "\\right)" * 300 + "$",
        "$" + "\\begin{matrix}" * 90 + "$",
        "<b>" * 13_000,
        "x" * 40_001,
        "&lt;" * 10_000,
    ],
    ids=range(16),
)
def test_no_text_takes_long(source):
    before = time.perf_counter()
    reading = read_rich(source)
    assert time.perf_counter() - before < 3
    assert strays(reading.rich.html) == []
