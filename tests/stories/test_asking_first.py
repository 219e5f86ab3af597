"""An act that cannot simply be taken back asks first: in a dialog, without scripts on a page; leaving it loses nothing."""

from __future__ import annotations

import pytest

from tests.stories.deeds import confirm
from tests.stories.exams import class_answers, give_quiz
from tests.stories.test_a_lapsed_session import lose_the_session, sign_in_here
from tests.stories.test_access_for_all import SIDEWAYS, faults_of

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)

PHONE, DESK = 360, 1366
CLOSE = "form[action$='/dong/'] button"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_question_stands_in_a_dialog_and_leaving_it_leaves_the_page(people, city, width):
    quiz = give_quiz(city, title="Hỏi trước khi đóng")
    page = people.page("gv.toan.a", width=width)
    page.goto(f"/bai-kiem-tra/{quiz.public_id}/chia-se/")
    page.locator(CLOSE).dblclick()
    dialog = page.locator("dialog")
    dialog.wait_for()
    assert dialog.count() == 1 and "Hỏi trước khi đóng" in dialog.inner_text()
    assert dialog.locator("a:focus").inner_text() == "Thôi, giữ nguyên"
    assert faults_of(page, width) == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    page.locator(CLOSE).click()
    page.get_by_role("link", name="Thôi, giữ nguyên").click()
    dialog.wait_for(state="detached")
    assert page.locator(CLOSE).is_visible() and page.url.endswith("/chia-se/")
    page.locator(CLOSE).click()
    confirm(page)
    assert page.locator(CLOSE).count() == 0
    page.locator("[data-toast] form button").click()  # the undo of the toast
    page.locator(CLOSE).wait_for()


def test_without_scripts_the_question_is_a_page(people, city):
    quiz = give_quiz(city, title="Hỏi trên trang")
    page = people.page("gv.toan.a", width=PHONE, scripts=False)
    page.goto(f"/bai-kiem-tra/{quiz.public_id}/chia-se/")
    page.locator(CLOSE).click()
    assert page.locator("h1", has_text="Hỏi trên trang").count() == 1
    page.get_by_role("link", name="Thôi, giữ nguyên").click()
    assert page.url.endswith("/chia-se/")
    page.locator(CLOSE).click()
    confirm(page)
    assert page.locator(CLOSE).count() == 0


def test_what_was_typed_beside_the_button_goes_with_it(people, city):
    quiz = give_quiz(city, title="Hỏi khi thêm phút")
    names = class_answers(city, quiz, [["o2"]], hand_in=False)
    page = people.page("gv.toan.a", width=PHONE)
    page.goto(f"/bai-kiem-tra/{quiz.public_id}/theo-doi/")
    page.locator("[name=chosen]").first.check()
    page.fill("[name=minutes]", "9")
    page.fill("[name=reason]", "Mất điện")
    page.get_by_role("button", name="Thêm phút cho em đã chọn").click()
    dialog = page.locator("dialog")
    dialog.wait_for()
    assert names[0] in dialog.inner_text() and "9 phút" in dialog.inner_text()
    assert page.evaluate(SIDEWAYS) <= 0
    page.keyboard.press("Escape")
    assert page.input_value("[name=minutes]") == "9" and page.input_value("[name=reason]") == "Mất điện"
    page.get_by_role("button", name="Thêm phút cho em đã chọn").click()
    confirm(page)
    page.locator("[data-toast]", has_text="Thêm 9 phút").wait_for()


def test_a_session_lost_before_the_answer_leads_back_to_the_page_of_the_button(people):
    page = people.page("quantri", scripts=False)
    page.goto("/nguoi-dung/?q=gv.van.b")
    page.locator("main table a, main .rows a").first.click()
    person = page.url
    page.locator("form[action$='/mat-khau/'] button").click()
    lose_the_session(page)
    page.locator("[data-asking] button[type=submit]").first.click()
    page.wait_for_url("**/dang-nhap/**")
    sign_in_here(page, "quantri")
    assert page.url == person
