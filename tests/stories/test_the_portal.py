"""The librarian builds a portal page with a shelf, text and a picture; the home page serves each in their own scope."""

from __future__ import annotations

import secrets
from urllib.parse import quote

import pytest

from media.formats.samples.pictures import picture

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)

CHOOSE = "[data-chooser-action-choose]:visible"


def test_a_librarian_builds_a_page_and_publishes_it(people, filled):
    librarian, title = people.page("thuthu.a"), f"Tuần lễ học tập {secrets.token_hex(2)}"
    librarian.goto("/quan-ly-trang/")
    home = librarian.locator("a[href^='/cms/pages/']").first.get_attribute("href").strip("/").split("/")[-1]
    librarian.goto(f"/cms/pages/add/repository_pages/portalpage/{home}/")
    librarian.fill("#id_title", title)
    add_block(librarian, 0)
    librarian.fill("[name=body-0-value-title]", "Kệ của thư viện")
    librarian.locator(CHOOSE).first.click()
    chosen = librarian.locator(".modal a[data-chooser-modal-choice]").first
    work = chosen.inner_text().strip()
    chosen.click()
    librarian.locator(".modal").wait_for(state="hidden")
    add_block(librarian, 1)
    librarian.locator("[contenteditable=true]").last.click()
    librarian.keyboard.type("Mời các thầy cô cùng đọc.")
    add_block(librarian, 2)
    add_picture(librarian)
    # Wagtail saves by itself half a second after the last key, which turns the address into that of the draft.
    librarian.wait_for_url("**/edit/")
    librarian.wait_for_timeout(1500)
    librarian.wait_for_load_state("networkidle")
    slug = librarian.locator("#id_slug").input_value()
    librarian.evaluate("() => document.querySelector(\"button[name='action-publish']\").click()")
    librarian.wait_for_url("**/cms/pages/*/")
    address = librarian.locator(f"a[href$='/{quote(slug)}/']").first.get_attribute("href")
    people.complaints[:] = [one for one in people.complaints if "/cms/" not in one]
    reader = people.page("gv.khtn.a")
    reader.goto(address)
    words = reader.locator("main").inner_text()
    assert title in words and work in words and "Mời các thầy cô cùng đọc." in words
    image = reader.locator("main img[alt='Một bảng màu']")
    image.scroll_into_view_if_needed()
    reader.wait_for_function("one => one.naturalWidth > 0", arg=image.element_handle())


def test_home_shows_each_viewer_their_own_scope(people, filled):
    own, other, stranger = people.page("gv.toan.a"), people.page("gv.toan.b"), people.page()
    librarian = people.page("thuthu.a")
    librarian.goto("/thu-vien/")
    kept = librarian.locator("section[aria-labelledby=unshared-title] li > div > a")
    titles, works = (
        set(kept.all_inner_texts()),
        kept.evaluate_all("all => all.map(one => one.getAttribute('href'))"),
    )
    assert titles
    for page in (own, other, stranger):
        page.goto("/")
        assert page.locator("#newest").count() == 1
        assert page.locator(".subject-grades__list a").count() >= 1
    assert "Nguyễn Du" in own.locator("h1").inner_text() and "Lê Lợi" in other.locator("h1").inner_text()
    for page in (other, stranger):
        assert not titles & set(page.locator("main .card__title").all_inner_texts())
        assert {page.request.get(work).status for work in works} == {404}
    assert {own.request.get(work).status for work in works} == {200}


def add_block(librarian, number: int) -> None:
    """Append the n-th kind of block: shelf, text, picture."""
    librarian.locator(".c-sf-add-button").last.click()
    librarian.locator(".w-combobox__option").nth(number).click()


def add_picture(librarian) -> None:
    """Upload a picture in the chooser and say what it shows."""
    librarian.locator(CHOOSE).last.click()
    modal = librarian.locator(".modal")
    modal.locator("a[href='#tab-upload'], [role=tab]", has_text="Tải lên").first.click()
    payload = {
        "name": "bang-mau.png",
        "mimeType": "image/png",
        "buffer": picture(900, 500, "PNG", secrets.randbelow(99)),
    }
    modal.locator("input[type=file]").set_input_files(payload)
    modal.locator("[name$='-title']").fill(f"Bảng màu {secrets.token_hex(2)}")
    modal.locator("form:has(input[type=file]) [type=submit]").click()
    modal.wait_for(state="hidden")
    librarian.locator("[name$='-alt_text']").last.fill("Một bảng màu")
