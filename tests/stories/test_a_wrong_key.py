"""Line 6: a wrong key is found, another is proposed, a second person decides; scores change and pupils are told."""

from __future__ import annotations

from tests.stories.deeds import confirm
from tests.stories.exams import class_answers, enter_with_card, give_quiz
from tests.stories.test_access_for_all import SIDEWAYS, faults_of

PHONE, DESK = 360, 1366


def test_a_wrong_key_is_corrected_by_two_people(people, city):
    quiz = give_quiz(city, title="Bài có đáp án sai", show_score="after_hand_in")
    names = class_answers(city, quiz, [["o3"], ["o2"], ["o1"]])
    teacher = people.page("gv.toan.a", width=DESK)
    results = f"/bai-kiem-tra/{quiz.public_id}/ket-qua/"
    teacher.goto(results)
    teacher.locator(".question-line").first.get_by_role("link", name="Đáp án sai?").click()
    teacher.locator("input[name='key.answer'][value=o3]").check()
    teacher.fill("[name=reason]", "Đề in nhầm phương án đúng")
    teacher.get_by_role("button", name="Đề nghị đáp án này").click()
    teacher.wait_for_url("**/cham-lai/*/")
    changes = teacher.locator("main table tbody tr")
    assert changes.count() == 2
    assert "tăng" in changes.filter(has_text=names[0]).inner_text()
    assert "giảm" in changes.filter(has_text=names[1]).inner_text()
    assert teacher.get_by_role("button", name="Đồng ý và đổi điểm").count() == 0
    teacher.goto(results)
    assert teacher.locator("table.scores tbody tr", has_text=names[0]).locator("td").first.inner_text() == "0"

    head = people.page("totruong.toan.a", width=DESK)
    head.goto("/hop-thu/")
    head.locator("main a", has_text="Bài có đáp án sai").first.click()
    head.wait_for_url("**/cham-lai/*/")
    assert "Đề in nhầm phương án đúng" in head.locator("main").inner_text()
    faults = faults_of(head, DESK)
    small = people.page("totruong.toan.a", width=PHONE)
    small.goto(head.url)
    faults += faults_of(small, PHONE)
    assert not faults, "\n".join(faults)
    head.get_by_role("button", name="Đồng ý và đổi điểm").click()
    confirm(head)
    head.get_by_text("Ai đã được thêm điểm").wait_for()
    small.get_by_role("button", name="Đồng ý và đổi điểm").click()
    small.get_by_text("Đã có người quyết định").wait_for()

    teacher.goto(results)
    assert teacher.locator("table.scores tbody tr", has_text=names[0]).locator("td").first.inner_text() == "1"
    assert teacher.locator("table.scores tbody tr", has_text=names[1]).locator("td").first.inner_text() == "0"
    pupil = people.page(width=PHONE)
    pupil.goto("/em/")
    enter_with_card(pupil)
    pupil.goto("/")
    notice = pupil.locator("main", has_text="Bài có đáp án sai").inner_text()
    assert "Điểm của em trước là 0, nay là 1" in notice
    assert pupil.evaluate(SIDEWAYS) <= 0
