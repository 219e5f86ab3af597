"""Line 3: pupils come in by class card, QR, name or the teacher's hand, take the test on a phone and hold a receipt."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.stories.exams import (
    answer_everything,
    choose_name,
    enter_with_card,
    give_quiz,
    hand_in,
    new_card,
    start,
)
from tests.stories.test_access_for_all import SIDEWAYS, faults_of

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)

PHONE = 360
SEEN_AT_ONCE = {"show_score": "after_hand_in", "show_answers": "after_hand_in"}


def test_a_pupil_comes_in_with_the_class_card_and_holds_a_receipt(people, city):
    quiz = give_quiz(city, title="Kiểm tra 15 phút: Phân số", **SEEN_AT_ONCE)
    page = people.page(width=PHONE)
    page.goto(quiz.link)
    page.get_by_role("link", name="Em có thẻ lớp").click()
    enter_with_card(page)
    assert page.locator("h1").inner_text() == quiz.title
    start(page)
    answer_everything(page)
    assert page.evaluate(SIDEWAYS) <= 0
    page.get_by_text("Đã lưu ở trường").first.wait_for()
    receipt = hand_in(page)
    assert re.fullmatch(r"[2-9a-hj-km-np-z]{4} [2-9a-hj-km-np-z]{4}", receipt)
    page.reload()
    assert page.locator(".receipt__code").inner_text().strip().endswith(receipt)
    until(page, lambda: page.get_by_role("link", name="Xem kết quả").count())
    page.get_by_role("link", name="Xem kết quả").click()
    assert page.locator("hoc-question").count() == 3
    page.locator("hoc-question .answer").first.wait_for()
    page.goto("/")
    assert page.locator(".tests .test-score").first.is_visible()
    assert page.evaluate(SIDEWAYS) <= 0


def test_the_qr_of_the_class_card_leads_back_to_the_test(people, city):
    quiz = give_quiz(city, title="Kiểm tra bằng thẻ QR")
    page = people.page(width=PHONE)
    page.goto(quiz.link)
    page.get_by_role("link", name="Em có thẻ lớp").click()
    page.goto(urlsplit(new_card(city, 6)).path)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/t/*-*-*-*-*/")
    assert page.locator("h1").inner_text() == quiz.title


def test_a_code_is_typed_and_a_name_belongs_to_one_guest_only(people, city):
    quiz = give_quiz(city, title="Khách chọn tên")
    first, second = people.page(width=PHONE), people.page(width=PHONE, scheme="dark")
    first.goto("/t/")
    first.fill("input[name=code]", f"{quiz.code[:4].upper()} {quiz.code[4:]}")
    first.locator("main form button[type=submit]").click()
    first.get_by_role("link", name="Em không có thẻ").click()
    second.goto(f"{quiz.link}ten/")
    name = choose_name(first, 2)
    start(first)
    answer_everything(first)
    receipt = hand_in(first)
    assert len(receipt) == 9

    second.locator("label.name-choice", has_text=name).click()
    second.locator("main form button[type=submit]").click()
    assert name in second.locator(".notice--error").inner_text()
    assert second.locator(".name-choice--taken", has_text=name).count() == 1
    choose_name(second, 0)


def test_a_guest_waits_until_the_teacher_lets_them_in(people, city):
    quiz = give_quiz(city, title="Khách xin vào", guests="approved")
    guest, teacher = people.page(width=PHONE), people.page("gv.toan.a")
    guest.goto(quiz.link)
    guest.get_by_role("link", name="Em không có thẻ").click()
    guest.fill("input[name=name]", "1234")
    guest.locator("main form button[type=submit]").click()
    assert guest.locator(".field__error").count() == 1
    guest.fill("input[name=name]", "Lê Thu Hà")
    guest.locator("main form button[type=submit]").click()
    guest.wait_for_url("**/t/cho/*/")
    teacher.goto(f"/bai-kiem-tra/{quiz.public_id}/theo-doi/")
    row = teacher.locator("li", has_text="Lê Thu Hà")
    row.locator("button[value=admit]").click()
    guest.wait_for_url("**/t/*-*-*-*-*/", timeout=15_000)
    start(guest)
    answer_everything(guest)
    assert hand_in(guest)


def test_wrong_and_closed_doors_say_what_to_do(people, city):
    closed = give_quiz(city, title="Bài đã đóng", closes_in_minutes=-5)
    cards_only = give_quiz(city, title="Chỉ vào bằng thẻ", guests="none")
    page = people.page(width=PHONE)
    page.goto("/t/")
    page.fill("input[name=code]", "zzzz zzzz")
    page.locator("main form button[type=submit]").click()
    assert "không đúng" in page.locator(".field__error").inner_text()
    page.goto(closed.link)
    assert "đã đóng" in page.locator(".field__error").inner_text()
    page.goto(cards_only.link)
    assert page.get_by_role("link", name="Em không có thẻ").count() == 0
    assert page.get_by_role("link", name="Em có thẻ lớp").count() == 1


def test_the_next_child_at_the_same_computer_sees_nothing(people, city):
    quiz = give_quiz(city, title="Máy dùng chung", **SEEN_AT_ONCE)
    page = people.page(width=1366)
    page.goto(f"{quiz.link}ten/")
    name = choose_name(page, 4)
    address = page.url
    start(page)
    answer_everything(page)
    hand_in(page)
    page.reload()
    page.get_by_role("button", name="Không phải em").click()
    page.wait_for_url("**/t/")
    assert page.goto(address).status == 404
    assert name not in page.inner_text("body")
    page.go_back()
    page.go_back()
    assert name not in page.inner_text("body")


@pytest.mark.parametrize("width", [PHONE, 1366])
def test_every_page_of_the_way_is_for_everybody(people, city, width):
    quiz = give_quiz(
        city,
        title="Ứng dụng hằng đẳng thức đáng nhớ trong phân tích đa thức thành nhân tử - tiết 2",
        **SEEN_AT_ONCE,
    )
    asking = give_quiz(city, title="Khách xin vào", guests="approved")
    closed = give_quiz(city, title="Bài đã đóng", closes_in_minutes=-5)
    faults = []

    def look(page, place: str) -> None:
        faults.extend(f"{place}: {fault}" for fault in faults_of(page, width))

    guest, pupil, waits = (
        people.page(width=width),
        people.page(width=width, scheme="dark"),
        people.page(width=width + 1),
    )
    for place in (
        "/t/",
        quiz.link,
        closed.link,
        f"{quiz.link}ten/",
        "/t/00000000-0000-4000-8000-000000000000/",
    ):
        guest.goto(place)
        look(guest, place)
    guest.goto(f"{quiz.link}ten/")
    choose_name(guest, 8)
    look(guest, "lobby")
    start(guest)
    answer_everything(guest)
    hand_in(guest)
    look(guest, "receipt of the player")
    until(guest, lambda: guest.reload() and guest.get_by_role("link", name="Xem kết quả").count())
    look(guest, "receipt")
    guest.get_by_role("link", name="Xem kết quả").click()
    guest.locator("hoc-question .answer").first.wait_for()
    look(guest, "result")
    waits.goto(f"{asking.link}ten/")
    look(waits, "asking for a name")
    waits.fill("input[name=name]", "Lê Thu Hà")
    waits.locator("main form button[type=submit]").click()
    look(waits, "waiting")
    pupil.goto("/em/?next=/t/cua-em/")
    enter_with_card(pupil)
    look(pupil, "own tests")
    pupil.goto("/")
    look(pupil, "home")
    assert not faults, "\n".join(faults)


def until(page, is_so, seconds: float = 15.0) -> None:
    """Reload until it is so: marks are given by the ticker."""
    for _turn in range(int(seconds)):
        if is_so():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("it did not become so")
