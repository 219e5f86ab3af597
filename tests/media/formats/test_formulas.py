"""Formulas of Word and PowerPoint keep their meaning in extracts, in search and as an author's text."""

import pytest

from media.formats import drawing, formula_marks, formula_text, omml
from media.formats.formula_marks import unmarked
from media.formats.handlers import docx
from media.formats.xml import parse_xml
from questionbank.richtext.mathml import convert_formula

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def run(text, words=False):
    return f"<m:r>{'<m:rPr><m:nor/></m:rPr>' if words else ''}<m:t>{text}</m:t></m:r>"


def part(tag, *inner, **parts):
    named = "".join(f"<m:{name}>{value}</m:{name}>" for name, value in parts.items())
    return f"<m:{tag}>{''.join(inner)}{named}</m:{tag}>"


def settings(tag, **values):
    inside = "".join(f'<m:{name} m:val="{value}"/>' for name, value in values.items())
    return f"<m:{tag}Pr>{inside}</m:{tag}Pr>"


def math(*inner):
    return f'<m:oMath xmlns:m="{M}">{"".join(inner)}</m:oMath>'


HALF = part("f", num=run("1"), den=run("2"))
ROOT = part("rad", settings("rad", degHide="1"), deg="", e=run("16"))
SYSTEM = f"<m:eqArr><m:e>{run('x+y=1')}</m:e><m:e>{run('x-y=3')}</m:e></m:eqArr>"
SUM = part("nary", settings("nary", chr="∑"), sub=run("i=1"), sup=run("n"), e=run("i"))
CASES = [
    ((part("f", num=run("3"), den=run("4")), run("+"), ROOT), "3/4+√16", r"\frac{3}{4}+\sqrt{16}"),
    ((part("f", num=run("x+1"), den=run("2")),), "(x+1)/2", r"\frac{x+1}{2}"),
    ((part("rad", deg=run("3"), e=run("27")),), "3√27", r"\sqrt[3]{27}"),
    ((part("sSup", e=run("x"), sup=run("2")), run("-4")), "x^2−4", r"{x}^{2}-4"),
    ((part("sSub", e=run("R"), sub=run("1")),), "R_1", r"{R}_{1}"),
    ((part("sSubSup", e=run("a"), sub=run("1"), sup=run("2")),), "a_1^2", r"{a}_{1}^{2}"),
    ((part("d", e=run("a+b")),), "(a+b)", r"\left(a+b\right)"),
    ((part("d", settings("d", begChr="|", endChr="|"), e=run("x-1")),), "|x−1|", r"\left|x-1\right|"),
    ((part("func", fName=run("sin"), e=run("x")),), "sinx", r"\sin x"),
    ((part("acc", settings("acc", chr="\u0302"), e=run("ABC")),), "ABC", r"\widehat{ABC}"),
    ((part("bar", settings("bar", pos="top"), e=run("abc")),), "abc", r"\overline{abc}"),
    ((run("2,5"), run(" cm", words=True)), "2,5 cm", r"2{,}5\text{ cm}"),
    (
        (part("d", settings("d", begChr="{", endChr=""), e=SYSTEM),),
        "{x+y=1; x−y=3",
        r"\left\{\begin{array}{l}x+y=1\\x-y=3\end{array}\right.",
    ),
    ((SUM,), "∑_(i=1)^n i", r"\sum_{i=1}^{n}i"),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "words", "written"), CASES)
def test_a_formula_of_office_keeps_its_meaning(inner, words, written):
    tree = omml.formula(parse_xml(math(*inner).encode()))
    assert formula_text.plain(tree) == words
    assert formula_text.latex(tree) == written
    convert_formula(written)  # what import will hand to the author is our dialect


def test_the_readers_of_word_and_slides_say_three_quarters_and_the_root_of_sixteen():
    formula = math(part("f", num=run("3"), den=run("4")), run("+"), ROOT)
    word = parse_xml(
        f'<w:p xmlns:w="{W}"><w:r><w:t>Tính </w:t></w:r>{formula}<w:r><w:t>.</w:t></w:r></w:p>'.encode()
    )
    assert unmarked(docx._paragraph(word)) == "Tính 3/4+√16."
    slide = parse_xml(f'<a:p xmlns:a="{A}"><a:r><a:t>Tính </a:t></a:r>{formula}</a:p>'.encode())
    assert unmarked(drawing.line(slide)) == "Tính 3/4+√16"


def test_a_formula_without_end_is_read_as_its_signs():
    deep = run("x")
    for _ in range(70):
        deep = part("d", e=deep)
    assert "x" in formula_text.plain(omml.formula(parse_xml(math(deep).encode())))


def test_a_line_carries_the_look_of_its_formulas_and_gives_it_up_again():
    tree = omml.formula(parse_xml(math(part("f", num=run("1"), den=run("2"))).encode()))
    line = f"Tính {formula_marks.marked(tree)} và {formula_marks.marked(tree)}."
    assert unmarked(line) == "Tính 1/2 và 1/2."
    text, placed = formula_marks.taken(line)
    assert text == unmarked(line)
    assert [text[start:end] for start, end, _look in placed] == ["1/2", "1/2"]
    assert placed[0][2] == ["math", {}, [["mfrac", {}, [["mn", {}, "1"], ["mn", {}, "2"]]]]]


@pytest.mark.parametrize("text", ["\ue000", "a\ue000b\ue001c", "\ue000a\ue001{\ue002", "\ue002\ue001\ue000x"])
def test_private_signs_of_a_stranger_s_text_leave_nothing_behind(text):
    kept, placed = formula_marks.taken(text)
    assert not placed and not set(kept) & set("\ue000\ue001\ue002")
    assert not set(unmarked(text)) & set("\ue000\ue001\ue002")
