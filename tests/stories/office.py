"""What an administrator does in the browser: places, years, people, classes, cards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from tests.stories.deeds import confirm
from tests.stories.lesson import File
from tests.stories.ways import choose, follow, menu, press, tick, turn, write

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASSWORD = "mot mat khau cua rieng toi"


@dataclass(frozen=True)
class Card:
    """What stands on a printed class card."""

    name: str
    code: str
    pin: str


def own_password(people, username: str, one_time: str, **window):
    """The first sign-in: with the password from the paper, then one of one's own; returns the window."""
    people.passwords[username] = one_time
    page = people.page(username, **window)
    people.passwords[username] = PASSWORD
    page.fill("[name=oldpassword]", one_time)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    press(page, "Đổi mật khẩu")
    return page


def add_unit(page, above: str, kind: str, *, code: str, name: str, teaches: tuple[str, ...] = ()) -> None:
    """A place below the one named so; a school with its levels, a subject group with its subjects."""
    menu(page, "Đơn vị")
    follow(page, above)
    follow(page, "Thêm đơn vị trực thuộc")
    choose(page, "kind", kind)
    write(page, code=code, name=name)
    for words in teaches:
        tick(page, words)
    press(page, "Thêm đơn vị")


def add_year(page, starts: date, ends: date) -> None:
    """A school year of the whole city."""
    menu(page, "Lớp")
    follow(page, "Thêm năm học")
    write(page, starts=starts.isoformat(), ends=ends.isoformat())
    press(page, "Thêm năm học")


def add_person(page, name: str, username: str, role: str, unit: str) -> str:
    """An account of staff; returns its one-time password."""
    menu(page, "Người dùng")
    follow(page, "Tạo tài khoản")
    write(page, display_name=name, username=username)
    choose(page, "role", role)
    choose(page, "unit", unit)
    press(page, "Tạo tài khoản")
    return one_time_passwords(page)[username]


def one_time_passwords(page) -> dict[str, str]:
    """Sign-in names and passwords as the page shows them once."""
    rows = page.locator("main table tbody tr")
    cells = [row.locator("td").all_inner_texts() for row in rows.all()]
    return {username.strip(): password.strip() for username, password in cells}


def add_class(page, school: str, name: str, grade: str) -> None:
    """A class of the year."""
    menu(page, "Lớp")
    follow(page, "Thêm lớp")
    choose(page, "school", school)
    write(page, grade_code=grade, name=name)
    press(page, "Thêm lớp")


def open_class(page, name: str) -> None:
    """The page of a class, by the list of classes."""
    menu(page, "Lớp")
    follow(page, name)


def set_teachers(page, class_name: str, *names: str) -> None:
    """Who teaches the class."""
    open_class(page, class_name)
    follow(page, "Giáo viên của lớp")
    for name in names:
        tick(page, name)
    press(page, "Lưu")


def print_cards(page, class_name: str) -> list[Card]:
    """Cards for those of the class who have none."""
    open_class(page, class_name)
    press(page, "Làm thẻ còn thiếu")
    cards = []
    for card in page.locator(".class-card").all():
        words = card.locator(".class-card__code").inner_text()
        code, pin = re.search(r"\w{4}-\w{4}", words), re.search(r"\d{6}\s*$", words)
        assert code and pin, words
        cards.append(Card(card.locator(".class-card__name").inner_text(), code.group(), pin.group().strip()))
    return cards


def import_roster(page, school: str, *, staff: list[tuple[str, ...]], pupils: list[tuple[str, ...]]) -> None:
    """Download the template of the school, fill it in, upload it, look at it, import it."""
    menu(page, "Người dùng")
    follow(page, "Nhập danh sách")
    page.locator("#template-unit").select_option(label=school)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Tải tệp mẫu").click()
    roster = filled(Path(coming.value.path()).read_bytes(), staff=staff, pupils=pupils)
    form = page.locator("form[enctype]")
    form.locator("[name=unit]").select_option(label=school)
    form.locator("[name=file]").set_input_files(roster.payload)
    press(page, "Kiểm tra tệp")
    press(page, "Nhập")


def filled(template: bytes, *, staff: list[tuple[str, ...]], pupils: list[tuple[str, ...]]) -> File:
    """The template with rows in its two sheets."""
    book = load_workbook(BytesIO(template))
    for title, rows in (("Cán bộ", staff), ("Học sinh", pupils)):
        for row in rows:
            book[title].append(row)
    out = BytesIO()
    book.save(out)
    return File("danh-sach.xlsx", out.getvalue(), SPREADSHEET)


def roll_over(page, school: str, *, leavers: tuple[str, ...] = ()) -> None:
    """Every class of the school gets the proposed name, `leavers` none."""
    menu(page, "Lớp")
    asked = page.locator("main .notice", has_text=school)
    turn(page, asked.get_by_role("link", name="Chuyển lớp lên năm học mới"))
    for name in leavers:
        page.locator("main .field", has_text=re.compile(rf"^\s*{name} ")).locator("input").fill("")
    page.locator("main").get_by_role("button", name="Chuyển lớp lên năm học mới", exact=True).click()
    confirm(page)
