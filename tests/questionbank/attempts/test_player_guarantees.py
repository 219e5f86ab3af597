"""G5 and G6 in Chromium: the outbox survives a reload at each of its steps, and the page never says more than is true.

The outbox alone is played through as a model in frontend/player/outbox.test.ts; here the real page talks to the real house.
"""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import TimeoutError as TooLate

from config import frontend
from questionbank.attempts.models import Attempt, AttemptEvent, AttemptState
from questionbank.taking.wording import player_words
from tests.factories.attempts import laid_out, slots_of
from tests.factories.quizzes import published_quiz

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# The next time the page touches its rows as `?` says, it is reloaded instead: a crash in the middle of a step.
CRASH = """(() => {
    for (const step of ["add", "delete"]) {
        const own = IDBObjectStore.prototype[step];
        IDBObjectStore.prototype[step] = function (...given) {
            if (this.name === "rows" && sessionStorage.getItem("crash") === step) {
                sessionStorage.removeItem("crash");
                location.reload();
                throw new Error("crash");
            }
            return own.apply(this, given);
        };
    }
})()"""
COUNT = """() => new Promise(done => {
    const opening = indexedDB.open("hoclieu-attempts");
    opening.onsuccess = () => {
        const asked = opening.result.transaction("rows").objectStore("rows").getAll();
        asked.onsuccess = () => { opening.result.close(); done(asked.result); };
    };
})"""
FIRST, SECOND = (f".strip li:nth-child({n}) [aria-current]" for n in (1, 2))
SAVE = re.compile(r"/luu/$")


@pytest.fixture
def words():
    with override("vi"):
        return player_words()


@pytest.fixture
def attempt(cast):
    return laid_out(
        published_quiz(cast.teacher_a, class_groups=[cast.class_a], questions=3), pupil=cast.pupil_a
    )


@pytest.fixture
def page(live_server, client, cast, browser, attempt):
    """The pupil's phone at question 1."""
    frontend.build()
    client.force_login(cast.pupil_a)
    session = client.cookies["hoclieu_session"].value
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 360, "height": 740},
        locale="vi-VN",
        service_workers="block",
    )
    context.add_cookies([{"name": "hoclieu_session", "value": session, "url": live_server.url}])
    context.add_init_script(CRASH)
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.goto(f"/t/{attempt.public_id}/")
    opened.locator(".exam-lobby .button--big").click()
    opened.wait_for_selector(".question")
    yield opened
    context.close()


def choose(page, rank):
    page.locator(".option").nth(rank).click()


def old_phone(page):
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 20})


def save_line(page, level):
    """The words of the save line once it has reached that level."""
    return page.locator(f".save--{level}").inner_text()


def events():
    return list(AttemptEvent.objects.values_list("seq", "uuid", "value").order_by("seq"))


def until_empty(page):
    """The outbox is empty: everything has been acknowledged."""
    for _turn in range(60):
        if not page.evaluate(COUNT):
            return
        page.wait_for_timeout(250)
    raise AssertionError("rows are still on the device")


def until_submitted(page, attempt):
    for _turn in range(40):
        attempt.refresh_from_db()
        if attempt.state == AttemptState.SUBMITTED:
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing was handed in")


def refuse(route):
    route.abort("connectionfailed")


def deliver_and_lose(route):
    """The server stores it, its answer never arrives."""
    route.fetch()
    with suppress(Exception):  # the page may have gone meanwhile
        route.abort("connectionreset")


class TestG05:
    @pytest.mark.parametrize("fate", [refuse, deliver_and_lose], ids=["request lost", "answer lost"])
    def test_g05_outbox_reload_while_a_request_is_lost(self, page, words, fate):
        page.route(SAVE, fate)
        choose(page, 1)
        assert save_line(page, "device").startswith(words["saved_device"])
        before = page.evaluate(COUNT)
        assert len(before) == 1
        page.reload()
        page.wait_for_selector(".option:has(input:checked)")
        assert [row["uuid"] for row in page.evaluate(COUNT)] == [row["uuid"] for row in before]
        page.unroute(SAVE)
        until_empty(page)
        assert [(seq, str(uuid)) for seq, uuid, _ in events()] == [(1, before[0]["uuid"])]

    @pytest.mark.parametrize("step", ["add", "delete"])
    def test_g05_outbox_reload_in_the_middle_of_a_step(self, page, step):
        choose(page, 0)
        page.wait_for_selector(".save--school")
        page.evaluate("step => sessionStorage.setItem('crash', step)", step)
        with page.expect_navigation():
            choose(page, 2)
        page.wait_for_selector(".option:has(input:checked)")
        until_empty(page)
        chosen = page.locator(".option input:checked").get_attribute("value")
        stored = events()
        assert stored[-1][2] == chosen
        assert len(stored) == len({uuid for _, uuid, _ in stored})
        assert len(stored) == 2 or step == "add"  # what was not on the disk yet had not been called saved

    def test_g05_outbox_a_row_leaves_only_on_its_own_receipt(self, page):
        asked = []
        page.route(SAVE, lambda route: (asked.append(route), of_another(route)))
        choose(page, 1)
        page.wait_for_timeout(900)
        assert len(page.evaluate(COUNT)) == 1
        assert page.locator(".save--school").count() == 0
        assert len(asked) <= 2  # such an answer does not make the page hurry
        page.unroute(SAVE)
        until_empty(page)

    def test_g05_outbox_rows_on_the_device_cannot_be_read(self, page):
        page.route(SAVE, refuse)
        choose(page, 1)
        page.wait_for_selector(".save--device")
        row = page.evaluate(
            "async count => { const [row] = await eval(count)(); return [Object.keys(row), "
            "String.fromCharCode(...new Uint8Array(row.sealed))]; }",
            COUNT,
        )
        assert sorted(row[0]) == ["attempt", "sealed", "seq", "uuid"]
        assert "value" not in row[1]

    def test_g05_outbox_one_sender_and_one_sequence_in_two_tabs(self, page, live_server):
        other = page.context.new_page()
        other.goto(page.url)
        other.wait_for_selector(".question")
        for rank in range(4):
            choose(page if rank % 2 else other, rank)
        for tab in (page, other):
            tab.wait_for_selector(".save--school")
        until_empty(page)
        assert [seq for seq, _, _ in events()] == [1, 2, 3, 4]
        assert Attempt.objects.get().epoch == 1

    def test_g05_outbox_a_session_that_ran_out_is_mended_in_place(self, page, client, cast, words, attempt):
        page.route(SAVE, lambda route: route.fulfill(status=401, json={"code": "token"}))
        cookies = page.context.cookies()
        page.context.clear_cookies()
        choose(page, 1)
        notice = page.locator(".exam__notice", has_text=words["signed_out"])
        notice.wait_for()
        choose(page, 2)  # and nothing stands in the way of the next answer
        assert len(page.evaluate(COUNT)) == 2
        page.context.add_cookies(cookies)
        page.unroute(SAVE)
        notice.locator("button").click()
        page.wait_for_selector(".save--school")
        until_empty(page)
        assert len(events()) == 2

    def test_g05_outbox_the_hand_in_outlives_a_reload(self, page, attempt):
        choose(page, 1)
        page.wait_for_selector(".save--school")
        page.route(re.compile(r"/nop/$"), deliver_and_lose)
        hand_in(page)
        page.wait_for_selector(".exam__cover")
        until_submitted(page, attempt)
        page.unroute(re.compile(r"/nop/$"))
        page.reload()
        assert attempt.submissions.get().receipt.startswith(
            page.locator(".receipt__code").inner_text()[-9:-5]
        )


class TestTime:
    def test_g04_server_time_only_the_page_hands_in_by_itself_when_the_time_is_up(self, page, words, attempt):
        choose(page, 1)
        page.wait_for_selector(".save--school")
        Attempt.objects.update(deadline=timezone.now() + timedelta(seconds=70))
        page.evaluate("Date.now = () => 0")  # a pupil's clock changes nothing
        page.reload()
        page.wait_for_selector(".exam__time")
        assert page.locator(".exam__time").inner_text() == words["minutes_left"].replace("%(minutes)s", "2")
        Attempt.objects.update(deadline=timezone.now() + timedelta(seconds=2))
        page.evaluate("dispatchEvent(new Event('online'))")  # asks the server
        page.wait_for_selector(".receipt__code")
        until_submitted(page, attempt)

    def test_g07_resume_anywhere_back_stays_inside_and_a_reload_keeps_the_place(self, page):
        old_phone(page)  # "back" is pressed faster than the page hears of it
        page.locator(".strip__button").nth(1).click()
        page.locator(".strip__button").nth(2).click()
        page.go_back()
        page.wait_for_selector(SECOND)
        for _press in range(3):
            page.go_back()
        page.wait_for_selector(FIRST)
        page.locator(".strip__button").nth(1).click()
        page.reload()
        page.wait_for_selector(SECOND)


class TestG06:
    def test_g06_two_level_status(self, page, words):
        assert page.locator(".save").inner_text() == words["not_answered"]
        page.route(SAVE, refuse)
        choose(page, 1)
        first = save_line(page, "device")
        assert first.startswith(words["saved_device"]) and "✓" not in first
        page.unroute(SAVE)
        send_again(page)
        second = save_line(page, "school")
        assert re.fullmatch(re.escape(words["saved_school"]).replace(r"%\(time\)s", r"\d\d:\d\d"), second)
        assert "✓" in second

    def test_g06_two_level_status_a_failure_blocks_no_answer(self, page, words, attempt):
        page.route(SAVE, lambda route: route.fulfill(status=503, headers={"Retry-After": "30"}))
        for rank in (0, 3, 2):
            choose(page, rank)
        page.wait_for_selector(".save--device")
        page.locator(".exam__notice", has_text=words["cut"]).wait_for()
        page.locator(".strip__button").nth(1).click()
        page.locator(".side").nth(0).click()
        page.wait_for_selector(".save--device")
        assert len(page.evaluate(COUNT)) == 4
        assert not Attempt.objects.get().answers

    def test_g06_two_level_status_what_is_still_typed_is_not_called_saved(self, page, words, attempt):
        page.locator(".strip__button").nth(2).click()
        field = page.locator("input.short")
        field.press_sequentially("2,7")
        assert page.locator(".save").inner_text() == words["writing"]
        page.wait_for_selector(".save--school")
        field.press_sequentially("5")
        assert page.locator(".save--school").count() == 0
        page.locator(".strip__button").nth(0).click()  # leaving hands it over at once
        until_empty(page)
        slot = slots_of(attempt.quiz)[2]
        assert Attempt.objects.get().answers[slot][2] == "2,75"

    def test_g06_two_level_status_survives_a_window_that_keeps_nothing(self, page, words):
        page.context.add_init_script("Object.defineProperty(window, 'indexedDB', {get: () => undefined})")
        page.reload()
        page.wait_for_selector(".question")
        page.route(SAVE, refuse)
        choose(page, 1)
        assert save_line(page, "help") == words["held_by_page"]
        page.locator(".exam__notice", has_text=words["cut_page_only"]).wait_for()
        page.unroute(SAVE)
        send_again(page)
        page.wait_for_selector(".save--school")


def send_again(page):
    """Press "try again", unless the player has just tried again by itself."""
    with suppress(TooLate):
        page.locator(".exam__notice button").click(timeout=2000)


def of_another(route):
    """A receipt that names another uuid."""
    answer = route.fetch()
    data = answer.json()
    data["stored"] = [[seq, "00000000-0000-4000-8000-000000000000"] for seq, _ in data["stored"]]
    with suppress(Exception):
        route.fulfill(response=answer, json=data)


def hand_in(page):
    """Through the review page and the one confirmation."""
    page.locator(".exam__moves .button").nth(1).click()
    page.locator(".review .button--big").click()
    page.locator("dialog .button--primary").click()
