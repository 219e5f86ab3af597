"""What is pasted into a question says what it said where it was copied, or says that it was not recognised."""

import re
from html import escape, unescape

import pytest

from config import frontend
from questionbank.richtext.mathml import convert_formula
from questionbank.richtext.rich import read_rich
from tests.formulas.expressions import ALL

pytestmark = pytest.mark.browser

UNKNOWN = "chưa nhận dạng"
PASTE = """(html) => {
  const field = document.querySelector("rich-field");
  field.text = "";
  const data = new DataTransfer();
  if (html.html) data.setData("text/html", html.html);
  data.setData("text/plain", html.text ?? "");
  field.view.focus();
  field.view.dom.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
  return field.text;
}"""


@pytest.fixture(scope="module")
def paste(browser):
    frontend.build()
    window = browser.new_page()
    window.set_content(
        f'<script type="application/json" id="editor-words">{{"not_recognised": "{UNKNOWN}"}}</script>'
        "<rich-field data-label='x'><textarea id='x'></textarea></rich-field>"
    )
    window.add_script_tag(content=(frontend.OUTPUT / "editor.js").read_text(encoding="utf-8"), type="module")
    window.wait_for_function("document.querySelector('rich-field').view")
    yield lambda html="", text="": unescape(window.evaluate(PASTE, {"html": html, "text": text}))
    window.close()


def formulas(source):
    return re.findall(r"\$((?:\\.|[^\\$])*)\$", source)


def meaning(latex):
    return " ".join(convert_formula(latex).speech.split())


def test_every_formula_of_our_own_pages_comes_back_as_it_was(paste):
    page = "".join(f"<p>{number}: {convert_formula(latex).mathml}</p>" for number, latex in enumerate(ALL))
    source = paste(page)
    assert UNKNOWN not in source
    back = dict(re.findall(r"<p>(\d+): \$((?:\\.|[^\\$])*)\$</p>", source))
    assert len(back) == len(ALL)
    changed = {
        latex: back[str(number)]
        for number, latex in enumerate(ALL)
        if meaning(back[str(number)]) != meaning(latex)
    }
    assert changed == {}


def test_a_half_plus_a_root_does_not_become_twelve_plus_four(paste):
    made = convert_formula(r"\frac12+\sqrt4").mathml
    assert formulas(paste(f"<p>Tính {made} nhé</p>")) == [r"\frac{1}{2}+\sqrt{4}"]


OFFICE = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:m="x"><body><!--StartFragment-->
<p class=MsoNormal>Tính <!--[if gte msEquation 12]><m:oMath><m:f><m:fPr><m:ctrlPr></m:ctrlPr></m:fPr>
<m:num><i><m:r>3</m:r></i></m:num><m:den><m:r>4</m:r></m:den></m:f><m:r><span>+</span></m:r>
<m:rad><m:radPr><m:degHide m:val="on"/></m:radPr><m:deg/><m:e><m:r>16</m:r></m:e></m:rad></m:oMath><![endif]-->
<![if !msEquation]><img src="file:///C:/x.png"><![endif]> nhé</p><!--EndFragment-->
</body></html>"""
ROOT = "<math><msqrt><mn>2</mn></msqrt></math>"
KATEX = (
    '<p>Cho <span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow>'
    '<annotation encoding="application/x-tex">\\frac{x}{2}</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span>x</span><span>2</span></span></span> nhé</p>'
)
MATHJAX = (
    '<p>Cho <mjx-container class="MathJax"><mjx-math><mjx-mi>x</mjx-mi></mjx-math><mjx-assistive-mml><math><mfrac><mi>x</mi>'
    "<mn>2</mn></mfrac></math></mjx-assistive-mml></mjx-container></p>"
)


@pytest.mark.parametrize(
    ("html", "latex"),
    [
        (OFFICE, r"\frac{3}{4}+\sqrt{16}"),
        (KATEX, r"\frac{x}{2}"),
        (MATHJAX, r"\frac{x}{2}"),
        (f'<p><span class="MathJax" data-mathml="{escape(ROOT)}">x</span></p>', r"\sqrt{2}"),
        ("<p><math><mfenced open='[' close=']'><mi>a</mi><mi>b</mi></mfenced></math></p>", r"\left[a,b\right]"),
    ],
)  # fmt: skip
def test_formulas_of_other_programs_are_read(paste, html, latex):
    source = paste(html)
    assert formulas(source) == [latex]
    assert read_rich(source).problems == ()


@pytest.mark.parametrize(
    "html",
    [
        "<p>Cho <math alttext='x'><mglyph></mglyph></math> nhé</p>",
        "<p>Cho <mjx-container><svg></svg></mjx-container> nhé</p>",
        "<p>Cho <m:omath><m:borderbox><m:e><m:r>x</m:r></m:e></m:borderbox></m:omath> nhé</p>",
    ],
)
def test_what_cannot_be_taken_says_so_at_its_place(paste, html):
    assert re.fullmatch(rf"Cho \[{UNKNOWN}[^]]*\] nhé", paste(html))


def test_rows_of_excel_stay_a_table(paste):
    html = "<html><body><table><!--StartFragment--><col width=64><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
    source = paste(html + "<!--EndFragment--></table></body></html>")
    assert source.count("<tr>") == 2 and source.count("<td>") == 4


def test_google_docs_does_not_make_everything_bold(paste):
    html = '<b style="font-weight:normal;" id="docs-internal-guid-1"><p>Một <span style="font-weight:700">hai</span></p></b>'
    assert paste(html) == "Một <strong>hai</strong>"


def test_the_line_break_of_slides_is_a_line_break(paste):
    assert paste("<p>một\x0bhai</p>") == "một<br>hai"
    assert "mộthai" not in paste(text="một\x0bhai")


@pytest.mark.parametrize("text", ["Vé $5 và kẹo $7 mỗi cái", "Giá $5 hôm nay", "Từ $5 tới $10."])
def test_prices_are_no_formula(paste, text):
    for source in (paste(f"<p>{text}</p>"), paste(text=text)):
        reading = read_rich(source)
        assert reading.problems == () and "<math" not in reading.rich.html
        assert reading.rich.text == text


def test_formulas_that_were_typed_stay_formulas(paste):
    for source in (
        paste("<p>Tính $2x+1$ và $5$ rồi $\\frac{1}{2}$</p>"),
        paste(text="Tính $2x+1$ và $5$ rồi $\\frac{1}{2}$"),
    ):
        assert formulas(source) == ["2x+1", "5", r"\frac{1}{2}"]
