"""A city with one administrator and nothing else grows, in the browser only, to a marked test and a shared lesson."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.stories.classroom import RIGHT, give_test, take_test, until_marked, write_question
from tests.stories.conftest import laid_out
from tests.stories.deeds import card_of, drop, field, until_found
from tests.stories.lesson import small_pages
from tests.stories.office import (
    add_class,
    add_person,
    add_unit,
    add_year,
    import_roster,
    one_time_passwords,
    own_password,
    print_cards,
    set_teachers,
)
from tests.stories.ways import main_menu, press, turn

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)

CITY, SCHOOL, OTHER_SCHOOL = "Sở Giáo dục và Đào tạo Hòa Bình", "Trường THCS Kim Liên", "Trường THCS Sông Đà"
GROUP, OTHER_GROUP = "Tổ Toán", "Tổ Toán - Tin"
TEACHER, HEAD, PRINCIPAL, LIBRARIAN = "Lê Thị Hoa", "Trần Văn Bình", "Ngô Thị Quý", "Đỗ Minh Thư"
PUPIL, OTHER_PUPIL = "Bùi An Nhiên", "Phạm Gia Huy"
TEST, LESSON = "Kiểm tra 15 phút", "Hình bình hành trong đời sống"
WAIT = 90_000


@pytest.fixture(scope="module")
def city(tmp_path_factory, request):
    """Prepared as `make run DEMO=0` does; nobody is in it, not even an administrator."""
    with laid_out(tmp_path_factory.mktemp("empty"), request).awake() as here:
        yield here


def test_an_empty_city_grows_to_a_marked_test_and_a_shared_lesson(people, city):
    administrator = the_first_administrator_comes_in(people, city)
    places_and_a_year_are_made(administrator)
    passwords = people_come_by_page_and_by_roster(administrator)
    teacher = own_password(people, "hoa.lt", passwords["hoa.lt"])
    card = the_class_has_its_teacher_and_cards(administrator)
    a_test_is_written_taken_and_marked(people, teacher, card)
    a_lesson_is_sent_in(teacher)
    head, principal = (own_password(people, name, passwords[name]) for name in ("binh.tv", "quy.nt"))
    it_is_decided(head, "Thẩm định đạt, chuyển bước sau")
    it_is_decided(principal, "Phê duyệt")
    it_is_shared(own_password(people, "thu.dm", passwords["thu.dm"]))
    it_is_found(own_password(people, "nam.hv", passwords["nam.hv"]))


def the_first_administrator_comes_in(people, city):
    """The one command; everything after it happens in pages."""
    said = city.manage(
        "first_administrator", "quan.tri", "Vũ Thị Trị", "--unit-code=SO-HB", f"--unit-name={CITY}"
    )
    one_time = re.search(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", said)
    assert one_time, said
    return own_password(people, "quan.tri", one_time.group())


def places_and_a_year_are_made(administrator):
    for school, code in ((SCHOOL, "THCS-KL"), (OTHER_SCHOOL, "THCS-SD")):
        add_unit(administrator, CITY, "Trường", code=code, name=school, teaches=("trung học cơ sở",))
    add_unit(administrator, SCHOOL, "Tổ chuyên môn", code="KL-TOAN", name=GROUP, teaches=("Toán",))
    add_unit(
        administrator, OTHER_SCHOOL, "Tổ chuyên môn", code="SD-TOAN", name=OTHER_GROUP, teaches=("Toán",)
    )
    this_year = date.today().year - (date.today().month < 8)
    add_year(administrator, date(this_year, 8, 1), date(this_year + 1, 7, 31))
    add_class(administrator, SCHOOL, "6A1", "6")


def people_come_by_page_and_by_roster(administrator) -> dict[str, str]:
    """The principal by the page, the staff and the pupils of the school by its roster; returns the passwords."""
    passwords = {"quy.nt": add_person(administrator, PRINCIPAL, "quy.nt", "hiệu trưởng", SCHOOL)}
    stranger = add_person(
        administrator, "Hồ Văn Nam", "nam.hv", "giáo viên", f"{OTHER_GROUP} - {OTHER_SCHOOL}"
    )
    staff = [
        (TEACHER, "", "Giáo viên", GROUP, ""),
        (HEAD, "", "Tổ trưởng", GROUP, ""),
        (LIBRARIAN, "", "Thủ thư", "", ""),
    ]
    import_roster(administrator, SCHOOL, staff=staff, pupils=[(PUPIL, "6A1", ""), (OTHER_PUPIL, "6A1", "")])
    return passwords | {"nam.hv": stranger} | one_time_passwords(administrator)


def the_class_has_its_teacher_and_cards(administrator):
    set_teachers(administrator, "6A1", TEACHER)
    cards = print_cards(administrator, "6A1")
    assert [card.name for card in cards] == [OTHER_PUPIL, PUPIL] or len(cards) == 2
    return next(card for card in cards if card.name == PUPIL)


def a_test_is_written_taken_and_marked(people, teacher, card):
    write_question(teacher, "Một hình lập phương có bao nhiêu đỉnh?")
    give_test(teacher, TEST, "6A1")
    take_test(people.page(width=360), card, TEST, RIGHT)
    until_marked(teacher, TEST, {PUPIL: "10"})


def a_lesson_is_sent_in(teacher):
    turn(teacher, teacher.locator("header a.tool.only-desk", has_text="Tải lên"))
    pages = small_pages(LESSON)
    drop(teacher, pages)
    sheet = card_of(teacher, pages)
    sheet.wait_for(timeout=WAIT)
    field(sheet, "title").fill(LESSON)
    field(sheet, "subject").select_option(label="Toán")
    field(sheet, "grades").and_(teacher.locator("[value='8']")).check()
    field(sheet, "rights_statement").and_(teacher.locator("[value=own]")).check()
    press(teacher, "Gửi duyệt")


def it_is_decided(reviewer, verdict: str):
    turn(reviewer, reviewer.locator("header a.tool.only-desk", has_text="Hộp thư"))
    turn(reviewer, reviewer.locator(".inbox__item--unread a", has_text=LESSON).first)
    press(reviewer, verdict)


def it_is_shared(librarian):
    main_menu(librarian, "Thư viện")
    turn(librarian, librarian.locator("main li", has_text=LESSON).get_by_role("link", name="Chia sẻ"))
    librarian.get_by_label(f"Các trường thuộc {CITY}").check()
    press(librarian, "Chia sẻ")


def it_is_found(stranger):
    """By a teacher of another school: by words without accents, and by walking through the catalogue."""
    until_found(stranger, "hinh binh hanh", LESSON)
    main_menu(stranger, "Học liệu")
    turn(stranger, stranger.locator("main [data-row-link]", has_text=LESSON))
    assert stranger.locator("h1").inner_text() == LESSON
