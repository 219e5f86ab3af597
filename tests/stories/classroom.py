"""A test in the browser from the first word of a question to the mark in the teacher's list."""

from __future__ import annotations

import re

from tests.stories.exams import enter_with_card, hand_in, start
from tests.stories.office import Card
from tests.stories.ways import exactly, follow, main_menu, press, tick, turn

OPTIONS = ("6", "7", "8", "9")
RIGHT = "8"
SAVED = re.compile(r"\d\d:\d\d")


def write_question(page, stem: str) -> None:
    """One of four, with its key, in one's own bank."""
    main_menu(page, "Ngân hàng câu hỏi")
    page.locator("main details.dropdown summary").click()
    turn(page, page.locator("main button[name=type][value=multiple_choice]"))
    type_into(page, "body.stem", stem)
    for number, option in enumerate(OPTIONS, start=1):
        type_into(page, f"body.options.o{number}.text", option)
    page.locator(f"input[name='key.answer'][value=o{OPTIONS.index(RIGHT) + 1}]").check()
    page.locator(".editor__saved", has_text=SAVED).wait_for()
    press(page, "Xong")


def type_into(page, path: str, text: str) -> None:
    """Type at the end of a rich field."""
    page.locator(f"rich-field:has(textarea[name='{path}']) .rich__page").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def give_test(page, title: str, class_name: str) -> str:
    """A quiz of the question that is newest in the bank, given to the class; returns the join code."""
    main_menu(page, "Bài kiểm tra")
    press(page, "Soạn bài kiểm tra")
    page.fill("[name=title]", title)
    press(page, "Thêm câu hỏi")
    page.locator("[name=chon]:enabled").first.check()
    press(page, "Thêm các câu đã chọn")
    press(page, "Chia điểm")
    tick(page, f"Lớp {class_name}")
    press(page, "Xem lại và giao bài")
    assert page.locator("main .notice--error").count() == 0
    press(page, "Giao bài")
    return page.locator(".join-code").inner_text().replace(" ", "")


def take_test(page, card: Card, title: str, option: str) -> None:
    """At the pupils' door with the card, through the list of tests, to the receipt."""
    knock_with_card(page, card)
    turn(page, page.locator("main a.todo__item", has_text=title))
    start(page)
    said = page.locator("span:not(.option__letter)", has_text=exactly(option))
    page.locator("hoc-player label.option", has=said).click()
    hand_in(page)


def knock_with_card(page, card: Card) -> None:
    """On a phone, from the front page to the pupils' door; code and PIN typed as they are printed."""
    page.goto("/")
    page.locator("header details.menu.only-phone summary").click()
    turn(page, page.locator("header details.menu.only-phone").get_by_role("link", name="Đăng nhập"))
    follow(page, "Học sinh vào bằng thẻ lớp tại đây")
    enter_with_card(page, card.code, card.pin)


def until_marked(page, title: str, wanted: dict[str, str]) -> None:
    """Marking is a job: look again until the list says so."""
    for _turn in range(20):
        if (seen := marks(page, title)) == wanted:
            return
        page.wait_for_timeout(500)
    raise AssertionError(seen)


def marks(page, title: str) -> dict[str, str]:
    """Names and totals as the page of results shows them."""
    main_menu(page, "Bài kiểm tra")
    follow(page, title)
    follow(page, "Kết quả")
    rows = page.locator("table.scores tbody tr").all()
    return {row.locator("th").inner_text().strip(): row.locator("td").first.inner_text() for row in rows}
