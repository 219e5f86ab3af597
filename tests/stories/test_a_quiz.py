"""Line 2: a teacher puts questions into a quiz, looks at it as a pupil, publishes it, and holds code, link, QR and sheet."""

from __future__ import annotations

import json
import re

import pytest

from tests.factories.quizzes import SOLUTION_CANARY
from tests.stories.deeds import confirm
from tests.stories.test_access_for_all import SIDEWAYS, faults_of

pytestmark = pytest.mark.once(
    "the way of pages; the queries of the composer are tried on both by its own tests"
)

TEACHER, COLLEAGUE = "gv.toan.a", "gv.toan.b"
WRITE = """
from config.accounts.models import User
from tests.factories.quizzes import TYPES, ready_question
teacher = User.objects.get(username="gv.toan.a")
for number in range(6):
    ready_question(teacher, TYPES[number % 3], stem=f"Câu mẫu {number} của truyện bài kiểm tra: $x^2 = {number}$")
"""
TITLE = "Kiểm tra 15 phút: Phân số"


@pytest.fixture(scope="module")
def questions(city):
    """Six questions in the teacher's own bank, two of each type."""
    city.manage("shell", "-v", "0", "-c", WRITE)


@pytest.mark.parametrize("width", [1366, 360])
def test_from_an_empty_draft_to_a_code_on_the_blackboard(people, questions, width):
    page = people.page(TEACHER, width=width)
    new_quiz(page, TITLE)
    add(page, 4)
    page.locator("button[value=add-part]").click()
    page.wait_for_load_state()
    moved = page.locator("[data-slot]").nth(3)
    name = moved.get_attribute("data-slot")
    moved.locator("[data-move=down]").click()
    saved(page)
    page.reload()
    assert page.locator(f"[data-part]:nth-of-type(2) [data-slot='{name}']").count() == 1
    page.locator("button[value=spread]").click()
    page.wait_for_load_state()
    assert page.locator("[data-total='']").inner_text() == "10"
    set_terms(page)
    assert page.evaluate(SIDEWAYS) <= 0
    look_as_a_pupil(page)
    publish(page)
    assert re.fullmatch(r"[2-9a-hj-km-np-z]{4} [2-9a-hj-km-np-z]{4}", page.locator(".join-code").inner_text())
    assert page.locator(".share__qr svg path").count() >= 1
    code = page.locator(".join-code").inner_text().replace(" ", "")
    assert page.locator("#join-link").input_value().endswith(f"/t/vao/{code}/")
    assert page.locator("main").inner_text().count("101") and page.locator("main").inner_text().count("102")
    page.locator("main a[href$='/phieu/']").click()
    page.wait_for_url("**/phieu/")
    assert (
        page.locator(".join-sheet .qr-plate svg").is_visible() and page.locator(".join-sheet li").count() == 3
    )
    assert faults_of(page, width) == []


def test_what_is_published_stands_still_and_a_new_edition_moves_on(people, questions):
    page = people.page(TEACHER)
    new_quiz(page, "Bài đã giao thì giữ nguyên")
    add(page, 3)
    set_terms(page)
    publish(page)
    shared = page.url
    page.goto(shared.replace("chia-se", "soan"))
    assert page.url == shared
    page.locator("form[action$='/ban-moi/'] button").click()
    page.wait_for_url("**/soan/")
    assert page.locator("[data-slot]").count() == 3 and page.url != shared
    page.goto(shared)
    code = page.locator(".join-code").inner_text()
    page.locator("button[value=renew]").click()
    page.wait_for_load_state()
    assert page.locator(".join-code").inner_text() != code
    page.locator("button[value=revoke]").click()
    page.wait_for_load_state()
    assert page.locator(".join-code").count() == 0 and page.locator("button[value=renew]").is_visible()
    page.locator("form[action$='/dong/'] button").click()
    confirm(page)
    assert page.locator("form[action$='/dong/']").count() == 0


def test_an_unfinished_quiz_says_what_is_missing(people, questions):
    page = people.page(TEACHER)
    new_quiz(page, "Bài còn thiếu")
    page.locator("button[value=publish]").click()
    page.wait_for_url("**/phat-hanh/**")
    assert page.locator(".notice--error li").count() >= 2
    assert page.locator("main form[method=post]").count() == 0
    assert faults_of(page, 1366) == []


def test_a_removed_question_comes_back_and_two_tabs_do_not_overwrite_each_other(people, questions):
    page = people.page(TEACHER)
    new_quiz(page, "Bài mở ở hai thẻ")
    add(page, 2)
    page.locator("button[value^='remove:']").first.click()
    page.wait_for_load_state()
    assert page.locator("[data-slot]").count() == 1
    page.locator("[data-toast] form button").first.click()
    page.wait_for_load_state()
    assert page.locator("[data-slot]").count() == 2
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("[name=minutes]", "25")
    saved(other)
    page.fill("[name=minutes]", "30")
    page.locator("[data-saved] a").wait_for()
    with page.expect_navigation():
        page.locator("[data-saved] a").click()
    assert page.locator("[name=minutes]").input_value() == "25"


def test_a_quiz_is_composed_without_scripts(people, questions):
    page = people.page(TEACHER, scripts=False)
    page.goto("/bai-kiem-tra/")
    page.locator("form[action$='/moi/'] button").click()
    page.fill("[name=title]", "Bài soạn không có kịch bản")
    page.locator("button[value^='choose:']").first.click()
    for number in range(3):
        page.locator("[name=chon]").nth(number).check()
    page.locator(".decision-bar button").click()
    assert page.locator("[name=title]").input_value() == "Bài soạn không có kịch bản"
    last = page.locator("[data-slot]").nth(2).get_attribute("data-slot")
    page.locator(f"button[value='up:{last}']").click()
    assert page.locator("[data-slot]").nth(1).get_attribute("data-slot") == last
    page.locator(".quiz-slot__points input").first.fill("2,5")
    page.locator("button.no-script[value=save]").click()
    assert page.locator(".quiz-slot__points input").first.input_value() == "2,5"


def test_another_teacher_sees_nothing_of_it(people, questions):
    page = people.page(TEACHER)
    new_quiz(page, "Bài không ai khác thấy")
    stranger = people.page(COLLEAGUE)
    assert stranger.goto(page.url).status == 404
    stranger.goto("/bai-kiem-tra/")
    assert "Bài không ai khác thấy" not in stranger.locator("main").inner_text()


@pytest.mark.parametrize("width", [1366, 360])
def test_the_pages_of_a_quiz_are_for_everybody(people, questions, width):
    page, faults = people.page(TEACHER, width=width), []
    new_quiz(page, f"Bài cho mọi người {width}")
    add(page, 3, faults=faults)
    set_terms(page)
    faults += faults_of(page, width)
    publish(page, faults=faults)
    faults += faults_of(page, width)
    page.goto("/bai-kiem-tra/")
    faults += faults_of(page, width)
    assert not faults, "\n".join(faults)


def new_quiz(page, title: str) -> None:
    """A draft with its title, saved by itself."""
    page.goto("/bai-kiem-tra/")
    page.locator("form[action$='/moi/'] button").click()
    page.wait_for_url("**/soan/**")
    page.fill("[name=title]", title)
    saved(page)


def add(page, count: int, *, faults: list[str] | None = None) -> None:
    """Find the questions without accents, tick `count` of them with the keyboard, put them into the first part."""
    page.locator("button[value^='choose:']").first.click()
    page.wait_for_url("**/chon-cau-hoi/**")
    page.fill("main input[type=search]", "cua truyen bai kiem tra")
    page.press("main input[type=search]", "Enter")
    page.wait_for_url("**q=*")
    if faults is not None:
        faults += faults_of(page, page.viewport_size["width"])
    page.locator("[name=chon]:enabled").first.focus()
    for number in range(count):
        page.keyboard.press("ArrowDown") if number else None
        page.keyboard.press("Space")
    page.locator(".decision-bar button").click()
    page.wait_for_url("**/soan/**")
    assert page.locator("[data-slot]").count() == count


def set_terms(page) -> None:
    """Class, minutes, forms, order and what pupils see; kept when the page is loaded again."""
    page.locator("[name=class_groups]").first.check()
    page.fill("[name=minutes]", "20")
    page.fill("[name=forms_count]", "2")
    page.locator("[name=shuffle_questions]").check()
    page.select_option("[name=show_score]", "after_close")
    saved(page)
    page.reload()
    assert page.locator("[name=class_groups]").first.is_checked()
    assert page.locator("[name=minutes]").input_value() == "20"
    assert page.locator("[name=show_score]").input_value() == "after_close"


def look_as_a_pupil(page) -> None:
    """The preview shows the questions; what it fetched tells no solution."""
    here = page.url
    with page.expect_response("**/xem-thu/de/") as fetched:
        page.locator("button[value=preview]").click()
    package = fetched.value.json()
    assert len(package["order"]) == 4 and SOLUTION_CANARY not in json.dumps(package, ensure_ascii=False)
    page.locator("hoc-player .answer").first.wait_for()
    page.goto(here)


def publish(page, *, faults: list[str] | None = None) -> None:
    """Through the check, which finds nothing missing."""
    page.locator("button[value=publish]").click()
    page.wait_for_url("**/phat-hanh/**")
    assert page.locator(".notice--error").count() == 0
    if faults is not None:
        faults += faults_of(page, page.viewport_size["width"])
    page.locator("main form[method=post] button[type=submit]").click()
    page.wait_for_url("**/chia-se/**")


def saved(page) -> None:
    """The page says that what stands in it is saved: its number has risen and nothing waits."""
    page.wait_for_timeout(900)
    page.locator("[data-saved][data-tone='']", has_text=re.compile(r"\d\d:\d\d")).wait_for()
