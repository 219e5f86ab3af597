"""A teacher puts pictures into a question while the house is asleep, the line is cut, the session is over: none is lost."""

from __future__ import annotations

import base64
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.database.sqlite.line import line_of
from media.formats.samples.pictures import picture as photo
from tests.stories.test_questions import drawn_triangle, field, focus, start, type_into, until_saved

WAIT = 30_000
STEM = field("body.stem")
WORDS = "Đang xử lý hình"


@contextmanager
def asleep(city):
    """Both workers stand still, as behind the longest of imports; neither of them with the turn to write."""
    if city.is_lent:
        pytest.skip("the workers of a lent city are not ours to stop")
    workers = [city.process(name) for name in ("worker", "quick")]
    with nobody_writes(city):
        for worker in workers:
            worker.end_group(signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in workers:
            worker.end_group(signal.SIGCONT)


@contextmanager
def nobody_writes(city):
    """The turn to write is ours; where a server keeps the rows nobody needs one."""
    turn = Path(city.environment["HOCLIEU_VAR"]) / "hoclieu.sqlite3.turn"
    if not turn.exists():
        yield
        return
    line = line_of(str(turn))
    line.enter(WAIT / 1000)
    try:
        yield
    finally:
        line.leave(hand_on=False)


def paste(page, data: str, place: str = "Control+End") -> None:
    """A screenshot from the clipboard."""
    focus(page, "body.stem")
    page.keyboard.press(place)
    page.evaluate(
        """data => {
            const bytes = Uint8Array.from(atob(data), sign => sign.charCodeAt(0));
            const carried = new DataTransfer();
            carried.items.add(new File([bytes], "image.png", { type: "image/png" }));
            const event = new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        data,
    )


def shown(page):
    """The picture itself, there in the text."""
    image = page.locator(STEM).locator("img[data-picture]")
    image.first.wait_for(timeout=WAIT)
    assert image.first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    return image


def test_a_picture_waits_through_reloads_and_saves_and_appears_by_itself(city, people):
    teacher = people.page("gv.toan.a")
    start(teacher, "short_answer")
    teacher.locator("[name='key.accepted.r1.value']").fill("2,7")
    with asleep(city):
        type_into(teacher, "body.stem", "Hình bên ")
        paste(teacher, drawn_triangle())
        teacher.locator(STEM).get_by_text(WORDS).wait_for(timeout=WAIT)
        teacher.locator(".alt-bar:not([hidden]) input").wait_for(timeout=WAIT)
        teacher.keyboard.type("Hình tam giác")
        teacher.keyboard.press("Enter")
        until_saved(teacher)
        assert teacher.locator(STEM).locator("img[data-picture]").count() == 0
        teacher.locator(".field__error", has_text="đang được xử lý").wait_for()
        teacher.reload()
        teacher.locator(STEM).get_by_text(WORDS).wait_for(timeout=WAIT)
        other = teacher.context.new_page()
        other.goto(teacher.url)
        other.locator(STEM).get_by_text(WORDS).wait_for(timeout=WAIT)
        teacher.locator("button[name=do][value=offer]").click()
        teacher.locator("main", has_text="đang được xử lý").wait_for()
        teacher.go_back()
        teacher.locator(STEM).get_by_text(WORDS).wait_for(timeout=WAIT)
    for page in (teacher, other):
        assert shown(page).get_attribute("alt") == "Hình tam giác"
        page.locator(".field__error", has_text="đang được xử lý").wait_for(state="detached", timeout=WAIT)
        until_saved(page)
        assert not page.locator("[data-conflict]").is_visible()
    preview = teacher.locator("hoc-question img").first
    preview.wait_for(timeout=WAIT)
    assert preview.evaluate("image => image.decode().then(() => image.naturalWidth)") == 420
    other.close()


def test_what_a_picture_shows_is_said_while_an_earlier_one_arrives(people):
    """The first is still on its way when the second is described: its coming in moves the second, not the words."""
    teacher = people.page("gv.toan.a")
    start(teacher, "short_answer")
    held = []
    address = teacher.locator("question-editor").get_attribute("data-pictures")
    teacher.route(f"**{address}", lambda route: held.append(route) if not held else route.continue_())
    type_into(teacher, "body.stem", "Hai hình:")
    paste(teacher, drawn_triangle(), place="Control+Home")
    teacher.locator(STEM).locator("[data-travelling]").wait_for()
    paste(teacher, drawn_triangle())
    teacher.locator(".alt-bar:not([hidden]) input").wait_for(timeout=WAIT)
    teacher.keyboard.type("Hình ")
    held[0].continue_()
    teacher.wait_for_function(
        "selector => document.querySelectorAll(`${selector} [data-picture]`).length === 2", arg=STEM
    )
    teacher.keyboard.type("thứ hai")
    teacher.keyboard.press("Enter")
    until_saved(teacher)
    shown(teacher)
    assert [one.get_attribute("alt") for one in pictures_of(teacher)] == ["", "Hình thứ hai"]


def pictures_of(page):
    """Both pictures, drawn, in the order of the text."""
    images = page.locator(STEM).locator("img[data-picture]")
    images.nth(1).wait_for(timeout=WAIT)
    return images.all()


def test_what_is_no_whole_picture_is_said_in_its_place_and_can_be_taken_out(people):
    teacher = people.page("gv.toan.a")
    start(teacher, "short_answer")
    paste(teacher, base64.b64encode(photo(640, 480)[:3000]).decode())
    box = teacher.locator(STEM).locator(".rich__refused")
    box.wait_for(timeout=WAIT)
    assert len(box.inner_text()) > 40
    until_saved(teacher)
    teacher.reload()
    box.wait_for(timeout=WAIT)
    box.get_by_role("button", name="Bỏ hình").click()
    box.wait_for(state="detached")
    until_saved(teacher)
    teacher.reload()
    teacher.locator(STEM).wait_for()
    assert teacher.locator(STEM).locator("[data-picture]").count() == 0


def test_without_a_line_and_after_the_session_the_picture_is_kept_and_sent_again(people):
    teacher = people.page("gv.toan.a")
    start(teacher, "short_answer")
    teacher.context.set_offline(True)
    paste(teacher, drawn_triangle())
    teacher.locator(STEM).locator(".rich__refused").wait_for(timeout=WAIT)
    teacher.context.set_offline(False)
    shown(teacher)
    until_saved(teacher)
    kept = teacher.context.cookies()
    teacher.context.clear_cookies()
    paste(teacher, drawn_triangle())
    box = teacher.locator(STEM).locator(".rich__refused")
    box.wait_for(timeout=WAIT)
    assert "Phiên làm việc đã hết" in box.inner_text()
    teacher.context.add_cookies(kept)
    box.get_by_role("button", name="Thử lại").click()
    teacher.wait_for_function(
        "selector => document.querySelectorAll(`${selector} img[data-picture]`).length === 2",
        arg=".rich__page",
        timeout=WAIT,
    )
    until_saved(teacher)


@pytest.mark.parametrize("width", [360, 1366])
def test_the_place_of_a_picture_fits_the_page(city, people, width):
    teacher = people.page("gv.toan.a", width=width)
    start(teacher, "short_answer")
    with asleep(city):
        paste(teacher, drawn_triangle())
        teacher.locator(STEM).get_by_text(WORDS).wait_for(timeout=WAIT)
        assert teacher.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown(teacher)
