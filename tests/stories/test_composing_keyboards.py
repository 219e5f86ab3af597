"""Composing keyboards (Telex, ibus, Gboard): a word that is still being composed is on the screen, so it is saved.

Chromium's own composition is driven through its debugging protocol, as an input method of the system would.
"""

from __future__ import annotations

import re

import pytest

from tests.stories.deeds import card_of, drop
from tests.stories.exams import choose_name, give_quiz, start
from tests.stories.lesson import small_pages
from tests.stories.test_a_quiz import new_quiz

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)

SOON = 12_000  # two seconds on the page; a busy machine takes longer for the answer of the school
SAVED = re.compile(r"\d\d:\d\d$")


def compose(page, text: str) -> None:
    """Letter by letter into the field that has the focus, and the word stays open."""
    keyboard = page.context.new_cdp_session(page)
    for end in range(1, len(text) + 1):
        keyboard.send(
            "Input.imeSetComposition", {"text": text[:end], "selectionStart": end, "selectionEnd": end}
        )


def commit(page, text: str) -> None:
    """The word is finished."""
    page.context.new_cdp_session(page).send("Input.insertText", {"text": text})


def new_question(page, kind: str) -> str:
    page.goto("/cau-hoi/moi/")
    page.locator(f"button[value={kind}]").click()
    page.wait_for_url("**/soan/")
    page.locator("rich-field .rich__page").first.wait_for()
    return str(page.url)


def kept(page, address: str, field: str, text: str) -> None:
    """Another window of the same person finds it at school."""
    other = page.context.new_page()
    for _look in range(40):
        other.goto(address)
        if text in other.locator(f"[name='{field}']").first.input_value():
            other.close()
            return
        other.wait_for_timeout(300)
    raise AssertionError(f"{text!r} never reached the school: {field}")


def test_the_question_editor_saves_a_word_that_is_still_composed(people):
    page = people.page("gv.toan.a")
    address = new_question(page, "short_answer")
    page.locator("rich-field .rich__page").first.click()
    page.keyboard.type("Tính ")
    compose(page, "nghiệm")
    kept(page, address, "body.stem", "Tính nghiệm")


@pytest.mark.parametrize("word", ["phân", "ước"])
def test_the_last_word_of_a_field_is_kept_when_it_is_finished(people, word):
    page = people.page("gv.toan.a")
    address = new_question(page, "multiple_choice")
    page.locator("rich-field .rich__page").nth(1).click()
    compose(page, word)
    commit(page, word)
    page.locator("rich-field .rich__page").first.click()
    page.keyboard.type("Chọn ")
    compose(page, word)
    commit(page, word)
    name = page.locator("rich-field textarea").nth(1).get_attribute("name")
    kept(page, address, name, word)
    kept(page, address, "body.stem", f"Chọn {word}")


def test_a_one_line_field_of_the_editor(people):
    page = people.page("gv.toan.a")
    address = new_question(page, "short_answer")
    name = page.locator("input[name^='key.accepted'][name$='value']").first.get_attribute("name")
    page.locator(f"[name='{name}']").click()
    compose(page, "mười hai")
    kept(page, address, name, "mười hai")


def test_the_composer_of_tests(people):
    page = people.page("gv.toan.a")
    new_quiz(page, "Bài đang soạn")
    page.locator("[name=title]").click()
    page.keyboard.press("Control+A")
    compose(page, "Phân số bằng nhau")
    kept(page, page.url, "title", "Phân số bằng nhau")


def test_the_description_of_a_material(people):
    page = people.page("gv.toan.a")
    page.goto("/tai-len/")
    file = small_pages("Hình học trực quan")
    drop(page, file)
    card = card_of(page, file)
    card.wait_for(timeout=60_000)
    title = card.locator("[name$='-title']")
    title.click()
    page.keyboard.press("Control+A")
    compose(page, "Góc nhọn")
    card.locator("[data-saved]", has_text=SAVED).wait_for(timeout=SOON)
    page.reload()
    assert page.locator("[name$='-title']").first.input_value() == "Góc nhọn"


def test_the_player_saves_a_short_answer_while_the_word_is_open(people, city):
    quiz = give_quiz(city, title="Câu trả lời đang gõ")
    page = people.page(width=360)
    page.goto(quiz.link)
    page.get_by_role("link", name=re.compile("tên|danh sách", re.I)).first.click()
    choose_name(page, 3)
    start(page)
    for _question in range(2):
        page.get_by_role("button", name="Câu sau").click()
    page.locator("hoc-player .answer input").first.click()
    compose(page, "mười hai phẩy năm")
    page.locator(".save", has_text="Đã lưu ở trường").wait_for(timeout=SOON)
    assert page.locator("hoc-player .answer input").first.input_value() == "mười hai phẩy năm"
