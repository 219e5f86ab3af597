"""Every page of ours: axe finds nothing, nothing scrolls sideways, one heading, two fonts, and a keyboard is enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.deeds import search
from tests.stories.exams import answer, enter_with_card, give_quiz, start
from tests.stories.places import STRANGER, STRANGERS_PAGES, plain_addresses, walk

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHECK = """async rules => {
    const result = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    const places = one => one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ");
    return result.violations.map(one => `${one.id}: ${places(one)}`);
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST_FONTS = 2


@pytest.mark.parametrize("width", [1366, 360])
def test_every_page_is_for_everybody(people, filled, width):
    faults, seen = [], set()
    for username, addresses in (plain_addresses() | {STRANGER: STRANGERS_PAGES}).items():
        page = people.page(username, width=width)
        for address in walk(page, addresses, seen):
            faults += [f"{username} {address}: {fault}" for fault in faults_of(page, width)]
    assert seen >= {
        "material",
        "edit_material",
        "review",
        "share_material",
        "class_detail",
        "person_detail",
        "unit_detail",
    }
    assert not faults, "\n".join(faults)


def test_a_closed_door_and_a_withdrawn_work_are_for_everybody_too(people, filled):
    librarian, faults = people.page("thuthu.a"), []
    librarian.goto("/thu-vien/")
    work = librarian.locator("main a[href^='/hoc-lieu/']:not([href*='chia-se'])").first.get_attribute("href")
    librarian.goto(f"{work}thu-hoi/")
    faults += [f"withdraw: {fault}" for fault in faults_of(librarian, 1366)]
    librarian.fill("textarea[name=reason]", "Sai bản quyền hình")
    librarian.locator("main form button[type=submit]").click()
    librarian.wait_for_url("**/thu-vien/")
    for width in (1366, 360):
        reader = people.page("thuthu.a", width=width)
        for address, status in ((work, 410), ("/thong-ke/", 403)):
            assert reader.goto(address).status == status
            faults += [f"{status}: {fault}" for fault in faults_of(reader, width)]
    assert not faults, "\n".join(faults)


def faults_of(page, width: int) -> list[str]:
    """What axe and a ruler find on the page that is open: everything in the light, contrast once more in the dark."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = list(page.evaluate(CHECK, {"type": "tag", "values": RULES}))
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [
        f"dark: {fault}" for fault in page.evaluate(CHECK, {"type": "rule", "values": ["color-contrast"]})
    ]
    page.emulate_media(color_scheme="light")
    if width < 500 and (over := page.evaluate(SIDEWAYS)) > 0:
        found.append(f"scrolls {over} px sideways")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} first headings")
    return found


def test_a_page_asks_for_two_fonts_at_most_and_nothing_from_elsewhere(people, filled):
    page, asked = people.page("gv.toan.a"), []
    page.on("request", lambda request: asked.append(request))
    for address in ("/", "/hoc-lieu/", "/tai-len/", "/tim/?q=phan+so", "/gio/"):
        asked.clear()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        fonts = [one.url for one in asked if one.resource_type == "font"]
        assert len(fonts) <= MOST_FONTS, (address, fonts)
        own = (people.city.url, people.city.content_url, "data:", "blob:")
        assert [one.url for one in asked if not one.url.startswith(own)] == []


def test_a_keyboard_is_enough_from_signing_in_to_a_material(people, filled):
    page = people.page()
    page.goto("/tai-khoan/dang-nhap/")
    until_focus(page, "input[name=login]")
    page.keyboard.type("gv.toan.a")
    page.keyboard.press("Tab")
    page.keyboard.type("hoclieu-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{people.city.url}/")
    page.keyboard.press("/")
    page.keyboard.type("phan so")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim/**")
    until_focus(page, "[data-row-link]")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/hoc-lieu/*/**")
    assert page.locator("h1").count() == 1


def until_focus(page, selector: str, presses: int = 80) -> None:
    """Press Tab until the focus is on the first such element."""
    for _press in range(presses):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is out of the keyboard's reach")


@pytest.mark.parametrize(("width", "card"), [(360, "hs22222j"), (1366, "hs22222k")])
def test_every_screen_of_a_test_is_for_everybody(people, city, width, card):
    quiz, page, faults = (
        give_quiz(city, title=f"Bài kiểm tra cho mọi người {width}"),
        people.page(width=width),
        [],
    )
    page.goto(quiz.link)
    page.get_by_role("link", name="Em có thẻ lớp").click()
    enter_with_card(page, card)
    faults += [f"lobby: {fault}" for fault in faults_of(page, width)]
    start(page)
    for number in (1, 2, 3):
        faults += [f"question {number}: {fault}" for fault in faults_of(page, width)]
        answer(page)
        faults += [f"question {number}, answered: {fault}" for fault in faults_of(page, width)]
        page.locator(".strip__button").nth(min(number, 2)).click()
    page.get_by_role("button", name="Chữ to").click()
    faults += [f"large letters: {fault}" for fault in faults_of(page, width)]
    page.get_by_role("button", name="Đánh dấu xem lại").click()
    page.get_by_role("button", name="Xem lại bài").click()
    faults += [f"review: {fault}" for fault in faults_of(page, width)]
    page.get_by_role("button", name="Nộp bài").click()
    faults += [f"confirmation: {fault}" for fault in faults_of(page, width)]
    page.locator("dialog").get_by_role("button", name="Nộp bài").click()
    page.locator(".receipt__code").wait_for()
    faults += [f"receipt: {fault}" for fault in faults_of(page, width)]
    assert not faults, "\n".join(faults)


def test_a_keyboard_is_enough_to_take_a_test(people, city):
    quiz, page = give_quiz(city, title="Chỉ bằng bàn phím"), people.page(width=1366, scheme="dark")
    page.goto(quiz.link)
    page.get_by_role("link", name="Em có thẻ lớp").click()
    enter_with_card(page, "hs22222h")
    press_on(page, ".exam-lobby .button--big")
    page.locator(".question").wait_for()
    until_focus(page, ".option input")
    page.keyboard.press("ArrowDown")
    press_on(page, ".exam__moves .button--primary")
    for _statement in range(4):
        until_focus(page, ".side input:not(:checked)")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    press_on(page, ".exam__moves .button--primary")
    until_focus(page, "input.short")
    page.keyboard.type("2,7")
    press_on(page, ".exam__moves .button--primary")
    page.get_by_text("Câu nào cũng đã có câu trả lời").first.wait_for()
    press_on(page, ".review .button--big")
    press_on(page, "dialog .button--primary")
    page.locator(".receipt__code").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"


def press_on(page, selector: str) -> None:
    """Tab to it and press Enter."""
    until_focus(page, selector)
    page.keyboard.press("Enter")


def test_headings_of_results_say_what_was_asked(people, filled):
    page = people.page("gv.toan.a")
    search(page, "phan so")
    assert "phan so" in page.locator("h1").inner_text()
