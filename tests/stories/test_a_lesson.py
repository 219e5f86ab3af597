"""The journey: a lesson travels from a teacher's desk to the whole city, is corrected, and leaves again."""

from __future__ import annotations

import secrets

import pytest

from tests.stories.deeds import card_of, drop, field, row_of
from tests.stories.lesson import Fractions

WAIT = 90_000


@pytest.fixture(scope="module")
def lesson() -> Fractions:
    return Fractions(secrets.token_hex(2))


def test_a_lesson_from_a_teachers_desk_to_the_whole_city(people, lesson):
    teacher = people.page("gv.toan.a")
    the_files_travel_through_a_cut_line_a_reload_and_a_lapsed_session(people, teacher, lesson)
    teacher.screenshot(path="/tmp/shots/upload.png", full_page=True)


def the_files_travel_through_a_cut_line_a_reload_and_a_lapsed_session(people, teacher, lesson):
    teacher.goto("/tai-len/")
    journey = Journey(teacher)
    journey.cut_after(1)
    drop(teacher, lesson.slides, lesson.pages, lesson.film, lesson.photo)
    journey.wait_until_cut()
    film = row_of(teacher, lesson.film)
    film.get_by_text("Đường truyền").wait_for()
    teacher.context.set_offline(False)
    film.get_by_text("Đang kiểm tra").or_(card_of(teacher, lesson.film)).wait_for(timeout=WAIT)
    card_of(teacher, lesson.film).wait_for(timeout=WAIT)


class Journey:
    """The line between the browser and the city, which can be cut at the n-th part of a large file."""

    def __init__(self, page) -> None:
        self.page, self.parts, self.limit, self.is_cut = page, 0, 0, False
        page.route("**/tai-len/tep/*/", self._pass)

    def cut_after(self, parts: int) -> None:
        self.parts, self.limit, self.is_cut = 0, parts, False

    def wait_until_cut(self) -> None:
        for _turn in range(600):
            if self.is_cut:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("the line was never cut")

    def _pass(self, route) -> None:
        request = route.request
        if self.limit and request.method == "PATCH" and int(request.headers.get("content-length", 0)) > 1_000_000:
            self.parts += 1
            if self.parts > self.limit:
                self.is_cut = True
                self.page.context.set_offline(True)
                route.abort("internetdisconnected")
                return
        route.continue_()
