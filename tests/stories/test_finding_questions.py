"""Line 7: a teacher finds questions beside materials, by words and by formula; a pupil finds none and has a home."""

from __future__ import annotations

import json
import secrets

import pytest

from tests.stories.deeds import search
from tests.stories.exams import ask_city, class_answers, enter_with_card, give_quiz

WRITTEN = """
import json
from config.accounts.models import User
from tests.factories.questions import question
told = json.loads({told!r})
teacher = User.objects.get(username="gv.toan.a")
row = question(teacher, "short_answer", body={{"stem": told["stem"], "input": "text"}},
    key={{"accepted": [told["key"]], "solution": told["solution"]}})
print(json.dumps(row.public_id))
"""
CARD, PLACE = "hs22222e", 12  # a pupil of 6A1 whom no other story needs, and their place by card
RIGHT = ["o2", {"s1": True, "s2": False, "s3": True, "s4": True}, "2,7"]


@pytest.fixture(params=[1366, 360])
def width(request):
    return request.param


def hits(page, words: str):
    """The questions found by these words, once the relay has brought what was written."""
    for _turn in range(30):
        page.goto("/tim/")
        search(page, words)
        page.locator("nav.tabs a", has_text="Câu hỏi").click()
        page.wait_for_url("**/tim/cau-hoi/**")
        if page.locator("[data-row]").count():
            break
        page.wait_for_timeout(1000)
    return page.locator("[data-row]")


def test_a_teacher_finds_questions_by_words_and_by_formula_and_never_by_their_key(people, width):
    mark, key = f"mảnh vườn {secrets.token_hex(3)}", f"bimat{secrets.token_hex(3)}"
    told = {"stem": f"Cạnh của {mark} bằng $\\frac{{17}}{{23}}$ mét.", "key": key, "solution": f"Vì {key}"}
    written = ask_city(people.city, WRITTEN.format(told=json.dumps(told)))
    teacher = people.page("gv.toan.a", width=width)
    assert hits(teacher, mark.replace("ả", "a").replace("ườ", "uo")).filter(has_text=mark).count() == 1
    assert teacher.locator("[data-row] mark").count() >= 1
    assert teacher.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert hits(teacher, "\\frac{17}{23}").filter(has_text=mark).count() >= 1
    teacher.locator("[data-row]", has_text=mark).locator("[data-row-link]").first.click()
    teacher.wait_for_url(f"**/cau-hoi/{written}/**")
    assert teacher.locator("main math").count() >= 1
    teacher.goto(f"/tim/cau-hoi/?q={key}")
    assert teacher.locator("[data-row]").count() == 0
    stranger = people.page("gv.b", width=width)
    stranger.goto(f"/tim/cau-hoi/?q={mark}")
    assert stranger.locator("[data-row]").count() == 0


def test_a_pupils_home_shows_what_is_due_and_past_results_and_search_shows_no_question(people, width):
    done = give_quiz(people.city, title=f"Bài đã làm {secrets.token_hex(2)}", show_score="after_hand_in")
    class_answers(people.city, done, [RIGHT], first=PLACE)
    due = give_quiz(people.city, title=f"Bài phải làm {secrets.token_hex(2)}")
    pupil = people.page(width=width)
    pupil.goto("/em/")
    enter_with_card(pupil, CARD)
    pupil.goto("/")
    assert due.title in pupil.locator("main").inner_text()
    pupil.goto("/t/cua-em/")
    row = pupil.locator("main a", has_text=done.title)
    assert "3" in row.inner_text().split("\n")[-1]
    pupil.locator("main a", has_text=due.title).click()
    pupil.get_by_role("button", name="Bắt đầu làm bài").wait_for()
    pupil.goto("/tim/?q=tam+giac")
    assert pupil.locator("nav.tabs a", has_text="Câu hỏi").count() == 0
    assert pupil.goto("/tim/cau-hoi/?q=tam+giac").status == 403
    people.complaints[:] = [one for one in people.complaints if "403" not in one]
