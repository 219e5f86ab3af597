"""Line 4: the line is cut, the page reloaded, the browser killed, a second device opened. Nothing acknowledged is lost."""

from __future__ import annotations

import re
import sys
from urllib.parse import urlsplit

import pytest

from config.launch import children
from config.launch.children import Child
from tests.stories.conftest import free_port, wait_until_ready
from tests.stories.cuts import Line, lan_address, own_phone
from tests.stories.exams import answer_everything, ask_city, enter_with_card, give_quiz, hand_in, start
from tests.stories.test_access_for_all import faults_of

ON_DEVICE, AT_SCHOOL = "Đã lưu trên máy này", "Đã lưu ở trường ✓"
LEDGER = """
import json
from questionbank.attempts.models import Attempt
from tests.faults.ledger import complaints_about
attempt = Attempt.objects.select_related("quiz", "form").get(public_id={attempt!r})
uuids = [str(uuid) for uuid in attempt.events.values_list("uuid", flat=True)]
print(json.dumps([
    complaints_about(attempt), len(uuids) == len(set(uuids)), attempt.submissions.count(), attempt.epoch,
    [value for _epoch, _seq, value in attempt.answers.values()],
]))
"""


def test_the_line_is_cut_twice_the_battery_is_empty_and_nothing_is_lost(people, browser, city, tmp_path):
    quiz, line = give_quiz(city, title="Đường truyền bị ngắt", questions=4), Line(city.url)
    with own_phone(browser, tmp_path / "phone", line.url) as phone:
        page = phone.page
        phone.go(quiz.link)
        page.get_by_role("link", name="Em có thẻ lớp").click()
        enter_with_card(page, "hs22222m")
        attempt = attempt_of(page)
        start(page)
        choose(page, 0)
        saved(page, AT_SCHOOL)

        # Cut for the first time: the pupil goes on, the words stay honest, and it travels by itself afterwards.
        line.cut()
        choose(page, 1)
        saved(page, ON_DEVICE)
        page.get_by_text("Mất kết nối với trường").wait_for()
        go_to(page, 3)
        page.locator("input.short").fill("2,7")
        saved(page, ON_DEVICE)
        line.mend()
        saved(page, AT_SCHOOL, seconds=40)

        # Cut for the second time, and the page is reloaded without line: it says what is safe and goes on by itself.
        line.cut()
        page.locator("input.short").fill("2,75")
        saved(page, ON_DEVICE)
        page.reload()
        page.get_by_text("Các câu trả lời của em vẫn còn trên máy này (1 câu chưa gửi)").wait_for()
        assert not faults_of(page, 360)
        line.mend()
        page.locator("input.short").wait_for()
        assert page.locator("input.short").input_value() == "2,75"
        saved(page, AT_SCHOOL)

        # The battery is empty while an answer is only on the phone.
        line.cut()
        go_to(page, 2)
        page.locator(".side").nth(0).click()
        saved(page, ON_DEVICE)
        phone.kill()
        line.mend()
        page = phone.pick_up()
        phone.go(f"/t/{attempt}/")
        come_back(page)
        go_to(page, 2)
        assert page.locator(".side input").nth(0).is_checked()
        saved(page, AT_SCHOOL)
        go_to(page, 1)
        assert page.locator(".option input").nth(1).is_checked()

        # A second device: everything is there, the time is the school's, the first one says so.
        desk = people.page(width=1366)
        desk.goto(quiz.link)
        desk.get_by_role("link", name="Em có thẻ lớp").click()
        enter_with_card(desk, "hs22222m")
        desk.locator(".question").wait_for()
        assert desk.locator(".strip__button[data-state=answered]").count() == 2
        assert abs(minutes(desk) - minutes(page)) <= 1
        go_to(desk, 1)
        choose(desk, 2)
        saved(desk, AT_SCHOOL)
        choose(page, 3)
        page.get_by_text("Bài đang được làm tiếp trên máy khác").wait_for()
        assert not faults_of(page, 360)
        page.get_by_role("button", name="Làm tiếp trên máy này").click()
        page.locator(".option").nth(2).locator("input:checked").wait_for()  # the later device decided

        # The hand-in is asked for without line, and done once.
        go_to(page, 4)
        choose(page, 0)
        line.cut()
        page.get_by_role("button", name="Xem lại bài").click()
        page.locator(".review").get_by_role("button", name="Nộp bài").click()
        page.locator("dialog").get_by_role("button", name="Nộp bài").click()
        page.get_by_text("bài tự nộp ngay khi có mạng").wait_for()
        line.mend()
        page.locator(".receipt__code").wait_for(timeout=60_000)
        assert page.evaluate("indexedDB.databases().then(all => all.length)") == 1
        assert page.evaluate(ROWS_LEFT) == 0
    line.close()
    complaints, is_once, submissions, epoch, answers = ask_city(city, LEDGER.format(attempt=attempt))
    assert (complaints, is_once, submissions, epoch) == ([], True, 1, 3)
    assert "2,75" in answers
    assert len(answers) == 4


ROWS_LEFT = """() => new Promise(done => {
    const opening = indexedDB.open("hoclieu-attempts");
    opening.onsuccess = () => {
        const asked = opening.result.transaction("rows").objectStore("rows").count();
        asked.onsuccess = () => { opening.result.close(); done(asked.result); };
    };
})"""


def test_over_plain_http_in_the_schools_network_it_works_and_says_what_is_off(browser, city, lan_url):
    quiz = give_quiz(city, title="Trong mạng của trường")
    context = browser.new_context(base_url=lan_url, viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    page.goto(quiz.link)
    assert page.evaluate("[isSecureContext, 'locks' in navigator, Boolean(crypto.subtle)]") == [False] * 3
    page.get_by_role("link", name="Em có thẻ lớp").click()
    enter_with_card(page, "hs22222n")
    attempt = attempt_of(page)
    page.get_by_text("câu trả lời lưu trên máy này không được mã hoá").wait_for()
    page.get_by_text("khi mất mạng thì không mở lại được trang").wait_for()
    start(page)
    page.route(re.compile("/luu/$"), lambda route: route.abort("connectionfailed"))
    choose(page, 1)
    saved(page, ON_DEVICE)
    other = context.new_page()
    other.goto(f"/t/{attempt}/")
    other.locator(".question").wait_for()
    saved(other, AT_SCHOOL)  # a second tab shares the rows and sends them in its turn
    other.close()
    page.unroute(re.compile("/luu/$"))
    page.reload()
    page.locator(".option input:checked").wait_for()
    answer_everything(page)
    saved(page, AT_SCHOOL)
    assert re.fullmatch(r"\w{4} \w{4}", hand_in(page))
    context.close()
    complaints, is_once, submissions, epoch, answers = ask_city(city, LEDGER.format(attempt=attempt))
    assert (complaints, is_once, submissions, epoch, len(answers)) == ([], True, 1, 1, 3)


@pytest.fixture
def lan_url(city):
    """The house once more, on the machine's address in its network."""
    address = lan_address()
    if not address:
        pytest.skip("this machine has no address in a network")
    if city.is_lent:
        yield f"http://{address}:{urlsplit(city.url).port}"
        return
    port = free_port()
    url = f"http://{address}:{port}"
    server = Child("lan", children.server("site", "0.0.0.0", port, 4))
    server.command[0] = sys.executable
    server.start(city.environment | {"SITE_URL": url})
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz")
        yield url
    finally:
        children.end_all([server])


def attempt_of(page) -> str:
    """The public id of the attempt whose page is open."""
    page.wait_for_url("**/t/*-*-*-*-*/")
    return urlsplit(page.url).path.split("/")[2]


def choose(page, rank: int) -> None:
    page.locator(".option").nth(rank).click()


def go_to(page, number: int) -> None:
    """Through the strip to a question."""
    page.locator(".strip__button").nth(number - 1).click()
    page.locator("h2", has_text=re.compile(rf"^Câu {number}$")).wait_for()


def saved(page, words: str, seconds: int = 15) -> None:
    """The line under the question says so."""
    page.locator(".save", has_text=words).wait_for(timeout=seconds * 1000)


def minutes(page) -> int:
    """What the time shows."""
    return int(re.search(r"\d+", page.locator(".exam__time").inner_text())[0])


def come_back(page) -> None:
    """After the crash: the session may be lost with the cookies; then the card opens the same attempt again."""
    card = page.get_by_role("link", name=re.compile("thẻ"))
    page.locator(".question").or_(card).first.wait_for()
    if card.count():
        card.first.click()
        enter_with_card(page, "hs22222m")
    page.locator(".question").wait_for()
