"""The journey: three questions are written by keyboard, saved by themselves, looked at, and enter the school's bank."""

from __future__ import annotations

import base64
import re
import secrets
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from tests.stories.deeds import decide, open_in_queue
from tests.stories.test_access_for_all import faults_of

SAVED = re.compile(r"\d\d:\d\d$")
WAIT = 30_000
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<p class=MsoNormal style='margin:0cm'>Cho hàm số <b style='mso-bidi-font-weight:normal'>bậc hai</b> $y = x^2 - 2x$.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]>Đồ thị là parabol<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span>&nbsp;</span></span><![endif]>Bề lõm quay lên</p><!--EndFragment--></body></html>"""


@pytest.fixture(scope="module")
def mark() -> str:
    """A word that only this run's questions hold."""
    return f"mốc {secrets.token_hex(2)}"


def test_three_questions_from_the_keyboard_into_the_schools_bank(people, mark):
    teacher = people.page("gv.toan.a")
    one_of_four = by_keyboard_one_of_four_with_formulas(teacher, mark)
    the_phone_and_the_paper_show_it(teacher)
    a_cut_line_loses_nothing(teacher)
    two_windows_keep_both_texts(teacher, one_of_four)
    a_cluster_with_text_of_word_and_a_picture(teacher, mark)
    a_short_answer_with_a_decimal_comma(teacher, mark)
    the_bank_gets_it_through_the_review(people, teacher, one_of_four, mark)


def test_on_a_phone_the_same_editor_has_its_preview_in_a_tab(people, mark):
    teacher = people.page("gv.toan.a", width=360)
    start(teacher, "short_answer")
    type_into(teacher, "body.stem", f"Tính $\\frac{{1}}{{2}}$ ({mark})")
    until_saved(teacher)
    assert teacher.evaluate("document.documentElement.scrollWidth <= innerWidth")
    teacher.locator("[data-view-of=preview]").click()
    teacher.locator("hoc-question math").first.wait_for()
    assert not teacher.locator(".sheet").is_visible()
    assert teacher.evaluate("document.documentElement.scrollWidth <= innerWidth")


def ordered(items):
    """The numbers as they stand, without the places before them."""
    return [text.partition("số")[2].split()[0] for text in items.all_inner_texts()]


def test_an_order_is_written_as_it_is_right_and_seen_mixed(people, mark):
    teacher = people.page("gv.toan.a", width=360)
    start(teacher, "ordering")
    type_into(teacher, "body.stem", f"Sắp xếp từ bé đến lớn ({mark})")
    for number in range(1, 5):
        type_into(teacher, f"body.items.i{number}.text", f"số ${number}$")
    until_saved(teacher)
    assert teacher.locator("[data-remarks] .missing").count() == 0
    teacher.locator("[data-view-of=preview]").click()
    items = teacher.locator("hoc-question .ordering__item")
    items.nth(3).wait_for()
    assert teacher.evaluate("document.documentElement.scrollWidth <= innerWidth")
    mixed = ordered(items)
    assert len({*mixed}) == 4
    items.first.locator("[data-step='1']").focus()
    for _step in range(3):  # down to the end by keyboard: the focus goes with the item
        teacher.keyboard.press("Enter")
    assert ordered(items) == [*mixed[1:], mixed[0]]
    assert teacher.locator("hoc-question").evaluate("one => one.value.length") == 4
    assert teacher.evaluate(
        "document.activeElement.closest('li') === document.querySelectorAll('hoc-question li')[3]"
    )
    assert faults_of(teacher, 360) == []


def test_without_scripts_a_question_is_written_in_a_plain_form(people, mark):
    teacher = people.page("gv.toan.a", scripts=False)
    teacher.goto("/cau-hoi/moi/")
    teacher.locator("button[value=short_answer]").click()
    teacher.locator("[name='body.stem']").fill(f"Tính $5{{,}}4 : 2$ ({mark})")
    teacher.locator("[name='key.accepted.r1.value']").fill("2,7")
    teacher.locator("button[name=do][value='add:key.accepted']").click()
    assert teacher.locator("[name='key.accepted.r1.value']").input_value() == "2,7"
    teacher.locator("button[name=do][value=done]").click()
    teacher.wait_for_url("**/cau-hoi/*/")
    assert teacher.locator("main math").count() >= 1


def by_keyboard_one_of_four_with_formulas(teacher, mark) -> str:
    teacher.goto("/cau-hoi/moi/")
    tab_to(teacher, "button[value=multiple_choice]")
    teacher.keyboard.press("Enter")
    teacher.wait_for_url("**/soan/")
    tab_to(teacher, field("body.stem"))
    teacher.keyboard.type(f"Giá trị ({mark}) của ")
    teacher.keyboard.press("Alt+F10")
    teacher.keyboard.press("Escape")
    teacher.keyboard.press("Control+m")
    teacher.keyboard.type("\\frac{1}{2} + \\frac{1}{4}")
    teacher.keyboard.press("ArrowRight")
    teacher.keyboard.type(" là")
    tab_to(teacher, field("body.options.o1.text"))
    paste(teacher, text="A. $\\frac{1}{6}$  B. $\\frac{3}{4}$\nC. $\\frac{2}{6}$  D. Không có đáp án nào")
    tab_to(teacher, "input[name='key.answer']")
    teacher.keyboard.press("ArrowDown")
    tab_to(teacher, field("key.solution"))
    teacher.keyboard.type("Quy đồng: $\\frac{2}{4} + \\frac{1}{4}$")
    until_saved(teacher)
    assert teacher.locator("[data-remarks] .missing").count() == 0
    assert teacher.locator("input[name='key.answer'][value=o2]").is_checked()
    return teacher.url


def the_phone_and_the_paper_show_it(teacher):
    assert teacher.locator("hoc-question math").count() == 4
    assert teacher.locator("hoc-question").bounding_box()["width"] <= 360
    teacher.locator("[data-medium-of=paper]").click()
    paper = teacher.locator("[data-paper]")
    assert [paper.locator(".pa-options strong").nth(index).inner_text() for index in range(4)] == [
        "A.",
        "B.",
        "C.",
        "D.",
    ]
    assert "Quy đồng" not in paper.inner_text()
    teacher.locator("[data-medium-of=phone]").click()


def a_cut_line_loses_nothing(teacher):
    teacher.context.set_offline(True)
    type_into(teacher, "body.stem", " (khi mất mạng)")
    teacher.locator(".editor__saved--problem").wait_for()
    teacher.locator("button[name=do][value=done]").click()  # the last button waits until the line is mended
    assert teacher.url.endswith("/soan/")
    teacher.context.set_offline(False)
    teacher.locator("button[name=do][value=done]").click()
    teacher.wait_for_url(lambda url: not url.endswith("/soan/"))
    assert "(khi mất mạng)" in teacher.locator("main").inner_text()
    teacher.go_back()
    teacher.reload()
    assert "(khi mất mạng)" in teacher.locator(field("body.stem")).inner_text()


def two_windows_keep_both_texts(teacher, address):
    other = teacher.context.new_page()
    other.goto(address)
    type_into(teacher, "body.stem", " (cửa sổ một)")
    until_saved(teacher)
    type_into(other, "body.stem", " (cửa sổ hai)")
    other.locator("[data-conflict]").wait_for()
    other.locator("[data-conflict] button[value=copy]").click()
    other.wait_for_url(lambda url: url != address)
    assert "(cửa sổ hai)" in other.locator(field("body.stem")).inner_text()
    assert "(cửa sổ một)" in teacher.locator(field("body.stem")).inner_text()
    other.close()


def a_cluster_with_text_of_word_and_a_picture(teacher, mark):
    start(teacher, "true_false_group")
    focus(teacher, "body.stem")
    paste(teacher, text="Cho hàm số", html=WORD)
    teacher.keyboard.type(f" {mark} ")
    paste(teacher, picture=True)
    teacher.locator(".alt-bar:not([hidden]) input").wait_for(timeout=WAIT)
    teacher.keyboard.type("Hình tam giác ABC vuông tại A")
    teacher.keyboard.press("Enter")
    for number, holds in enumerate((True, False, True, True), 1):
        focus(teacher, f"body.statements.s{number}.text")
        teacher.keyboard.type(f"$y({number}) = {number}$")
        tab_to(teacher, f"input[name='key.answers.s{number}']")
        teacher.keyboard.press("Space" if holds else "ArrowRight")
    sheet = teacher.locator(field("body.stem"))
    sheet.locator("img[alt='Hình tam giác ABC vuông tại A']").wait_for(timeout=WAIT)  # drawn by a job
    until_saved(teacher)
    assert sheet.locator("ol li").count() == 2
    assert teacher.locator("[data-remarks] .missing").count() == 0
    teacher.locator("hoc-question img").first.wait_for()
    assert (
        teacher.locator("hoc-question img").evaluate("image => image.decode().then(() => image.naturalWidth)")
        > 100
    )
    teacher.locator("[data-medium-of=paper]").click()
    assert teacher.locator("[data-paper] tbody tr").count() == 4
    teacher.reload()
    teacher.locator(field("body.stem")).locator("img[data-picture]").wait_for(timeout=WAIT)


def a_short_answer_with_a_decimal_comma(teacher, mark):
    start(teacher, "short_answer")
    type_into(teacher, "body.stem", f"Tính $5{{,}}4 : 2$ ({mark}).")
    tab_to(teacher, "[name='key.accepted.r1.value']")
    teacher.keyboard.type("1.234")
    until_saved(teacher)
    assert teacher.locator("[data-row-problems] .field__error").count() == 1
    teacher.keyboard.press("Control+a")
    teacher.keyboard.type("2,7")
    until_saved(teacher)
    assert teacher.locator("[data-row-problems] .field__error").count() == 0
    teacher.locator("[data-medium-of=paper]").click()
    assert teacher.locator("[data-paper] .pa-cell").count() == 4


def the_bank_gets_it_through_the_review(people, teacher, address, mark):
    teacher.goto(address)
    teacher.select_option("[name=cls-subject]", "TOAN")
    teacher.select_option("[name=cls-grade]", "6")
    teacher.select_option("[name=cls-level]", "understanding")
    until_saved(teacher)
    assert teacher.locator("[name=cls-topic] option").count() > 1
    teacher.locator("button[name=do][value=offer]").click()
    teacher.wait_for_url("**/gui-duyet/**")
    teacher.locator("main form button[type=submit]").last.click()
    teacher.wait_for_url("**/cau-hoi/*/")
    for reviewer in ("totruong.toan.a", "hieutruong.a"):
        page = people.page(reviewer)
        open_in_queue(page, mark)
        assert page.locator("main math").count() >= 1
        decide(page, "pass")
    colleague = people.page("gv.van.a")
    colleague.goto(address.removesuffix("soan/"))
    assert mark in colleague.locator("main").inner_text()
    assert people.page("gv.toan.b").goto(address.removesuffix("soan/")).status == 404


def start(page, type_key: str) -> None:
    """A new question of a type."""
    page.goto("/cau-hoi/moi/")
    page.locator(f"button[value={type_key}]").click()
    page.wait_for_url("**/soan/")
    page.locator(field("body.stem")).wait_for()


def field(path: str) -> str:
    """The rich field over the textarea of that name."""
    return f"rich-field:has(textarea[name='{path}']) .rich__page"


def focus(page, path: str) -> None:
    """Into a rich field, behind its last word."""
    page.locator(field(path)).focus()
    page.keyboard.press("Control+End")


def type_into(page, path: str, text: str) -> None:
    """Type at the end of a rich field."""
    focus(page, path)
    page.keyboard.type(text)


def tab_to(page, selector: str) -> None:
    """Press Tab until the focus stands on a matching element."""
    for _turn in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


def until_saved(page) -> None:
    """Nothing waits to be saved any more."""
    page.wait_for_timeout(300)
    page.locator("[data-saved]", has_text=SAVED).wait_for(timeout=WAIT)


def paste(page, *, text: str = "", html: str = "", picture: bool = False) -> None:
    """What Ctrl+V would bring into the focused field."""
    page.evaluate(
        """([text, html, picture]) => {
            const data = new DataTransfer();
            if (text) data.setData("text/plain", text);
            if (html) data.setData("text/html", html);
            if (picture) {
                const bytes = Uint8Array.from(atob(picture), sign => sign.charCodeAt(0));
                data.items.add(new File([bytes], "image.png", { type: "image/png" }));
            }
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        [text, html, drawn_triangle() if picture else ""],
    )


def drawn_triangle() -> str:
    """A picture as a screenshot puts it on the clipboard."""
    sheet = Image.new("RGB", (420, 300), "white")
    ImageDraw.Draw(sheet).polygon([(60, 240), (60, 60), (340, 240)], outline="black", width=4)
    out = BytesIO()
    sheet.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()
