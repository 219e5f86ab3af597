"""Line 5: the teacher sees the class live, adds minutes, collects, lets in again; then scores, the export, the release."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.stories.deeds import confirm
from tests.stories.exams import (
    answer,
    answer_everything,
    class_answers,
    enter_with_card,
    give_quiz,
    hand_in,
    start,
)
from tests.stories.test_access_for_all import SIDEWAYS, faults_of

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)

PHONE, DESK = 360, 1366
RIGHT = ["o2", {"s1": True, "s2": False, "s3": True, "s4": True}, "2,7"]
SEEN = 15_000  # three fragments at most


def test_the_class_is_seen_live_and_led(people, city):
    quiz = give_quiz(city, title="Kiểm tra có theo dõi")
    teacher, pupil = people.page("gv.toan.a", width=DESK), people.page(width=PHONE)
    teacher.goto(f"/bai-kiem-tra/{quiz.public_id}/theo-doi/")
    pupil.goto(quiz.link)
    pupil.get_by_role("link", name="Em có thẻ lớp").click()
    enter_with_card(pupil)
    name = pupil.locator(".who-bar__name strong").inner_text()
    line = teacher.locator(".class-table tbody tr", has_text=name)
    line.get_by_text("Đang chờ").wait_for(timeout=SEEN)
    start(pupil)
    answer(pupil)
    line.get_by_text("1/3").wait_for(timeout=SEEN)
    assert "15 phút" in line.inner_text()

    tick_while_the_table_is_on_its_way(teacher, line)
    teacher.fill("[name=minutes]", "7")
    teacher.get_by_role("button", name="Thêm phút cho em đã chọn").click()
    confirm(teacher)
    line.get_by_text("22 phút").wait_for(timeout=SEEN)

    line.locator("input[name=chosen]").check()
    teacher.get_by_role("button", name="Thu bài em đã chọn").click()
    confirm(teacher)
    line.get_by_text("Đã nộp bài").wait_for(timeout=SEEN)
    line.locator("input[name=chosen]").check()
    teacher.fill("[name=minutes]", "5")
    teacher.get_by_role("button", name="Cho vào làm lại").click()
    confirm(teacher)
    line.get_by_text("Đang làm").wait_for(timeout=SEEN)
    pupil.reload()
    start_again = pupil.get_by_role("button", name="Bắt đầu làm bài")
    if start_again.count():
        start_again.click()
    pupil.locator("hoc-player .answer").first.wait_for()
    answer_everything(pupil)
    assert len(hand_in(pupil)) == 9
    line.get_by_text("3/3").wait_for(timeout=SEEN)
    line.get_by_text("Đã nộp bài").wait_for(timeout=SEEN)


def tick_while_the_table_is_on_its_way(page, line) -> None:
    """What is chosen, and where the keys go, outlast the fragment that was drawn before."""
    held = []
    page.route("**/theo-doi/bang/**", lambda route: held.append(route))
    with page.expect_request("**/theo-doi/bang/**", timeout=SEEN):
        pass
    box = line.locator("input[name=chosen]")
    box.check()
    old = box.element_handle()
    held[0].continue_()
    page.unroute("**/theo-doi/bang/**")
    page.wait_for_function("old => !old.isConnected", arg=old, timeout=SEEN)
    assert box.is_checked()
    assert box.evaluate("box => box === document.activeElement")


def test_a_table_that_hears_nothing_says_so_and_a_sign_out_is_no_part_of_it(people, city):
    quiz = give_quiz(city, title="Theo dõi khi mất mạng")
    page = people.page("gv.toan.a", width=PHONE)
    page.goto(f"/bai-kiem-tra/{quiz.public_id}/theo-doi/")
    page.context.set_offline(True)
    page.get_by_text("Mất kết nối với máy chủ").wait_for(timeout=SEEN)
    page.context.set_offline(False)
    page.get_by_text("Mất kết nối với máy chủ").wait_for(state="hidden", timeout=SEEN)
    page.context.clear_cookies()
    page.wait_for_url("**/dang-nhap/**", timeout=SEEN)
    people.sign_in(page, "gv.toan.a")


def test_the_table_works_on_a_phone_and_without_scripts(people, city):
    quiz = give_quiz(city, title="Theo dõi trên điện thoại")
    class_answers(city, quiz, [RIGHT, ["o1"]], hand_in=False)
    address = f"/bai-kiem-tra/{quiz.public_id}/theo-doi/"
    for page in (people.page("gv.toan.a", width=PHONE), people.page("gv.toan.a", width=PHONE, scripts=False)):
        page.goto(address)
        assert page.locator(".class-table tbody tr", has_text="Đang làm").count() == 2
    assert people.page("gv.toan.a", width=PHONE).evaluate(SIDEWAYS) <= 0
    plain = people.page("gv.toan.a", width=PHONE, scripts=False)
    plain.get_by_role("button", name="Thu bài cả lớp").click()
    assert plain.get_by_role("heading", name="Thu bài cả lớp?").is_visible()
    confirm(plain)
    assert plain.locator(".class-table tbody tr", has_text="Đã nộp bài").count() == 2


def test_results_are_read_exported_and_released(people, city):
    quiz = give_quiz(city, title="Kiểm tra có kết quả")
    names = class_answers(city, quiz, [RIGHT, ["o1", None, "27"], ["o1", RIGHT[1]], [None, None, "2.700"]])
    teacher = people.page("gv.toan.a", width=DESK)
    teacher.goto(f"/bai-kiem-tra/{quiz.public_id}/ket-qua/")
    scores = teacher.locator("table.scores tbody tr")
    assert scores.count() == 4
    assert scores.filter(has_text=names[0]).locator("td").first.inner_text() == "3"
    teacher.get_by_role("link", name="Theo điểm").click()
    assert names[0] in scores.first.inner_text()
    first = teacher.locator(".question-line").first
    assert "25%" in first.inner_text() and "(50%)" in first.inner_text()
    assert first.locator("math").count() >= 1

    teacher.get_by_role("link", name=names[1]).click()
    assert teacher.locator(".answer-line").count() == 3
    assert "27" in teacher.locator(".answer-line").last.inner_text()
    teacher.go_back()
    with teacher.expect_download() as download:
        teacher.get_by_role("link", name="Tải bảng tính").click()
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert {row[1].value for row in sheet.iter_rows(min_row=2)} == set(names)

    pupil = people.page(width=PHONE)
    pupil.goto("/em/")
    enter_with_card(pupil)
    pupil.goto(f"/t/bai/{quiz.public_id}/")
    assert pupil.get_by_role("link", name="Xem kết quả").count() == 0
    teacher.get_by_role("button", name="Công bố kết quả cho học sinh").click()
    confirm(teacher, "Đóng bài và công bố")
    teacher.get_by_text("Đã công bố kết quả").first.wait_for()
    pupil.goto(f"/t/bai/{quiz.public_id}/")
    assert pupil.get_by_role("link", name="Xem kết quả").count() + pupil.locator("hoc-question").count() > 0


def test_the_pages_are_for_everybody(people, city):
    quiz = give_quiz(
        city, title="Ứng dụng hằng đẳng thức đáng nhớ trong phân tích đa thức thành nhân tử - tiết 2"
    )
    class_answers(city, quiz, [RIGHT, ["o1"]])
    class_answers(city, quiz, [["o2"]], first=2, hand_in=False)
    faults = []
    for width in (DESK, PHONE):
        page = people.page("gv.toan.a", width=width)
        for address in ("theo-doi/", "ket-qua/"):
            page.goto(f"/bai-kiem-tra/{quiz.public_id}/{address}")
            faults += [f"{address} {width}: {fault}" for fault in faults_of(page, width)]
        page.locator("table.scores a").first.click()
        page.wait_for_url("**/ket-qua/*-*-*-*-*/")
        faults += [f"answers {width}: {fault}" for fault in faults_of(page, width)]
        page.goto(f"/bai-kiem-tra/{quiz.public_id}/ket-qua/")
        page.get_by_role("link", name="Đáp án sai?").first.click()
        page.wait_for_url("**/sua-dap-an/*/")
        faults += [f"key {width}: {fault}" for fault in faults_of(page, width)]
    assert not faults, "\n".join(faults)
