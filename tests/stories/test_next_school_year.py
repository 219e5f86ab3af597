"""The next school year: classes move up, last year's results stand, old cards end, the next test is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.utils import timezone

from repository.organisations.demo import demo_card_code
from tests.clock import ahead_by
from tests.stories.classroom import (
    RIGHT,
    give_test,
    knock_with_card,
    marks,
    take_test,
    until_marked,
    write_question,
)
from tests.stories.conftest import City, laid_out
from tests.stories.exams import PIN, class_answers, give_quizzes
from tests.stories.office import Card, add_year, print_cards, roll_over, set_teachers
from tests.stories.ways import follow, menu

pytestmark = [
    pytest.mark.clock,
    pytest.mark.once("the way of pages; what they ask of the database is tried on both by tests of its own"),
]

SCHOOL, TEACHER = "THCS Nguyễn Du", "Nguyễn Thị Mai Anh"
LAST_YEARS, FORGOTTEN, NEW = "Kiểm tra cuối năm trước", "Bài quên đóng", "Kiểm tra đầu năm học mới"
RIGHT_ONE, WRONG_ONE = ["o2", None, "2,7"], ["o1"]
OLD_CARD, LEAVERS_CARD = Card("", demo_card_code(0), PIN), Card("", demo_card_code(20), PIN)


@dataclass(frozen=True)
class LastYear:
    """The demo city when it fell asleep, and who had handed in LAST_YEARS with which mark."""

    city: City
    marks: dict[str, str]


@pytest.fixture(scope="module")
def last_year(tmp_path_factory, request) -> LastYear:
    """The demo city has given two tests this year; two pupils have taken the first, nobody has closed the second."""
    here = laid_out(tmp_path_factory.mktemp("next_year"), request)
    here.manage("seed_demo", "--materials=0", "--questions=0", "--verbosity=0")
    told = {"title": LAST_YEARS, "show_score": "after_hand_in"}
    quiz, _forgotten = give_quizzes(here, told, {"title": FORGOTTEN})
    names = class_answers(here, quiz, [RIGHT_ONE, WRONG_ONE])
    return LastYear(here, dict(zip(names, ("2", "0"), strict=True)))


@pytest.fixture(scope="module")
def city(last_year):
    """It wakes up at noon of a school day in the next September."""
    here, today = last_year.city, timezone.localdate()
    noon = datetime(first_september_after(today).year, 9, 14, 12, tzinfo=timezone.get_default_timezone())
    here.ahead = noon - timezone.now()
    here.environment |= ahead_by(here.ahead)
    with here.awake():
        yield here


def first_september_after(today: date) -> date:
    """In the school year after the one of today."""
    return date(today.year + (today.month >= 8), 9, 1)


def test_in_the_next_school_year_the_city_goes_on(people, city, last_year):
    administrator, teacher = people.page("quantri"), people.page("gv.toan.a")
    year = first_september_after(timezone.localdate()).year
    the_year_is_added_and_the_school_moves_up(administrator, year)
    last_years_class_and_results_stand(administrator, teacher, f"{year - 1}-{year}", last_year)
    for card in (OLD_CARD, LEAVERS_CARD):
        an_old_card_opens_nothing(people, card)
    card = the_new_class_has_a_teacher_and_cards(administrator, next(iter(last_year.marks)))
    write_question(teacher, "Một hình lập phương có bao nhiêu đỉnh?")
    give_test(teacher, NEW, "7A1")
    pupil = people.page(width=360)
    take_test(pupil, card, NEW, RIGHT)
    the_pupil_finds_both_years(pupil)
    the_teacher_sees_both_years(teacher, card.name, last_year)


def the_year_is_added_and_the_school_moves_up(administrator, year):
    """The page of classes says what is to be done; 6A2 gets no new name, its pupils leave."""
    menu(administrator, "Lớp")
    assert "đã kết thúc" in administrator.locator("main .notice").first.inner_text()
    add_year(administrator, date(year, 8, 1), date(year + 1, 7, 31))
    roll_over(administrator, SCHOOL, leavers=("6A2",))
    names = administrator.locator("main table tbody tr th").all_inner_texts()
    assert names == [f"{name} chưa có giáo viên" for name in ("7A1", "8A1", "9A1")]


def last_years_class_and_results_stand(administrator, teacher, code, last_year):
    menu(administrator, "Lớp")
    follow(administrator, code)
    follow(administrator, "6A1")
    assert all(name in administrator.locator("main").inner_text() for name in last_year.marks)
    assert marks(teacher, LAST_YEARS) == last_year.marks


def an_old_card_opens_nothing(people, card):
    page = people.page(width=360)
    knock_with_card(page, card)
    assert page.url.endswith("/em/") and page.locator(".field__error, .notice--error, .notice--warn").count()


def the_new_class_has_a_teacher_and_cards(administrator, name):
    set_teachers(administrator, "7A1", TEACHER)
    cards = print_cards(administrator, "7A1")
    assert len(cards) == 20
    return next(card for card in cards if card.name == name)


def the_pupil_finds_both_years(pupil):
    """Nothing of last year is left to do; its mark is there."""
    pupil.goto("/")
    follow(pupil, "Tất cả bài của em")
    tests = pupil.locator("main .todo__item")
    assert tests.filter(has_text=LAST_YEARS).locator(".test-score").inner_text().split() == ["2", "/", "3"]
    assert tests.filter(has_text=NEW).count() == 1


def the_teacher_sees_both_years(teacher, name, last_year):
    until_marked(teacher, NEW, {name: "10"})
    assert marks(teacher, LAST_YEARS) == last_year.marks
