"""The journey: a lesson travels from a teacher's desk to the whole city, is corrected, and leaves again."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.stories.deeds import (
    border_style,
    card_of,
    decide,
    drop,
    fetch,
    field,
    forged,
    menu_count,
    note_at,
    open_found,
    open_in_queue,
    row_of,
    search,
    unfold,
    until_closed,
    until_found,
    until_gone,
    visible_questions,
)
from tests.stories.lesson import MEBIBYTE, Fractions

WAIT = 90_000
IN_SIGHT = (
    "one => { const box = one.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0 }"
)


@pytest.fixture(scope="module")
def lesson() -> Fractions:
    return Fractions(secrets.token_hex(2))


def test_a_lesson_from_a_teachers_desk_to_the_whole_city(people, lesson):
    teacher, head = people.page("gv.toan.a"), people.page("totruong.toan.a")
    the_files_travel_through_a_cut_line_a_reload_and_a_lapsed_session(people, teacher, lesson)
    the_teacher_describes_one_copies_it_to_the_others_and_sends(teacher, lesson)
    the_head_returns_the_sheet_with_notes(head, lesson)
    the_teacher_corrects_it_and_sends_it_again(teacher, lesson)
    everything_is_appraised_and_approved(people, lesson)
    teacher_b, librarian = people.page("gv.toan.b"), people.page("thuthu.a")
    addresses = all_addresses_of(teacher, lesson)
    the_other_school_sees_nothing_of_it(people, teacher_b, lesson, addresses)
    the_librarian_shares_it_with_the_city(librarian, lesson)
    the_other_school_finds_it_without_accents(teacher_b, lesson)
    the_other_school_uses_it(people, teacher_b, lesson)
    a_corrected_version_takes_over_only_when_approved(people, teacher, teacher_b, lesson)
    when_the_sharing_ends_it_is_gone_at_once(librarian, teacher_b, lesson)


def the_files_travel_through_a_cut_line_a_reload_and_a_lapsed_session(people, teacher, lesson):
    teacher.goto("/tai-len/")
    line = Line(teacher)
    line.cut_after(megabytes=4)
    drop(teacher, lesson.slides, lesson.pages, lesson.film, lesson.photo)
    line.wait_until_cut()
    row_of(teacher, lesson.film, "interrupted").wait_for()
    line.repair()
    line.jam_after(megabytes=9)
    for file in (lesson.slides, lesson.pages, lesson.photo):
        card_of(teacher, file).wait_for(timeout=WAIT)
    line.wait_until_cut()
    teacher.reload()
    line.repair()
    row_of(teacher, lesson.film, "needs-file").wait_for()
    line.lapse_after(megabytes=14)
    drop(teacher, lesson.film)
    row_of(teacher, lesson.film, "signed-out").wait_for(timeout=WAIT)
    people.sign_in(second_tab(teacher), "gv.toan.a")
    row_of(teacher, lesson.film).locator("[data-action=retry]").click()
    for file in (lesson.slides, lesson.pages, lesson.film, lesson.photo):
        card_of(teacher, file).wait_for(timeout=WAIT)


def the_teacher_describes_one_copies_it_to_the_others_and_sends(teacher, lesson):
    sheet = card_of(teacher, lesson.pages)
    assert field(sheet, "subject").input_value() == "TOAN"
    assert field(sheet, "grades").and_(teacher.locator("[value='6']")).is_checked()
    assert sheet.locator(".field--guess").count() >= 2
    assert border_style(field(sheet, "title")) == "dotted"
    field(sheet, "title").fill(lesson.title)
    field(sheet, "title").press("Tab")
    assert border_style(field(sheet, "title")) != "dotted"
    assert visible_questions(sheet) <= 4
    field(sheet, "rights_statement").and_(teacher.locator("[value=own]")).check()
    sheet.locator("[data-copy]").click()
    teacher.wait_for_load_state()
    film = card_of(teacher, lesson.film)
    assert field(film, "rights_statement").and_(teacher.locator("[value=own]")).is_checked()
    assert sheet.locator(".cover img").count() == 1
    teacher.locator("[name=message]").fill("Nhờ thầy xem giúp trang 3.")
    teacher.locator("button[value=send-all]").click()
    teacher.wait_for_url("**/hoc-lieu/cua-toi/**")


def the_head_returns_the_sheet_with_notes(head, lesson):
    head.goto("/")
    assert menu_count(head, "/duyet/") >= 4
    assert menu_count(head, "/hop-thu/") >= 1
    head.goto("/hop-thu/")
    head.locator(".inbox__item--unread a", has_text=lesson.title).first.click()
    assert head.locator(".queue__preview #trang-3, .queue__preview [data-anchor$='page=3']").count() >= 1
    assert "Nhờ thầy xem giúp trang 3." in head.locator("main").inner_text()
    head.locator("#decision [name=note]").fill("Bài tốt, xin sửa hai chỗ.")
    note_at(head, 0, "Môn", "Nên ghi rõ là Toán đại số.")
    note_at(head, 1, "Trang 3", "Thiếu chữ tối giản ở cuối câu.")
    head.screenshot(path="/tmp/shots/review.png", full_page=True)
    head.locator("button[name=verdict][value=return]").click()
    head.wait_for_load_state()


def the_teacher_corrects_it_and_sends_it_again(teacher, lesson):
    teacher.goto("/")
    assert menu_count(teacher, "/hop-thu/") >= 1
    teacher.goto("/hop-thu/")
    teacher.locator(".inbox__item--unread a", has_text=lesson.title).first.click()
    assert "Bài tốt, xin sửa hai chỗ." in teacher.locator("main").inner_text()
    teacher.locator(".author-bar a[href$='/sua/']").click()
    assert teacher.locator(".note", has_text="Nên ghi rõ").count() >= 1
    assert teacher.locator(".note", has_text="Thiếu chữ tối giản").count() >= 1
    teacher.locator("[data-place-files]").evaluate("form => form.closest('details').open = true")
    drop(teacher, lesson.corrected_pages)
    files = teacher.locator("#tep > ul.rows .file-row__name")
    files.filter(has_text=lesson.corrected_pages.name).wait_for(timeout=WAIT)
    assert files.count() == 1
    unfold(teacher)
    teacher.locator("[name$='-description']").fill(
        "Phiếu về phân số bằng nhau và phân số tối giản cho lớp 6."
    )
    teacher.locator("button[name=do][value=send]").click()
    teacher.wait_for_url("**/hoc-lieu/cua-toi/**")


def everything_is_appraised_and_approved(people, lesson):
    head, principal = people.page("totruong.toan.a"), people.page("hieutruong.a")
    for _work in range(4):
        open_in_queue(head, lesson.mark)
        decide(head, "pass", "Đã thẩm định.")
    open_in_queue(principal, lesson.title)
    history = principal.locator(".history").inner_text()
    for word in ("Phạm Văn Dũng", "Bài tốt, xin sửa hai chỗ.", "Đã thẩm định."):
        assert word in history
    assert principal.locator(".history form, .history button, .history input").count() == 0
    for _work in range(4):
        open_in_queue(principal, lesson.mark)
        decide(principal, "pass", "Đồng ý.")


def the_other_school_sees_nothing_of_it(people, stranger, lesson, addresses):
    """Not by any address that works for the author, nor by what the search says or counts."""
    for address in addresses:
        if address.startswith(people.city.content_url):
            assert fetch(forged(address))[0] in (403, 404), address
        else:
            assert stranger.request.get(address).status == 404, address
    search(stranger, lesson.mark)
    assert stranger.locator("[data-row]").count() == 0
    assert stranger.locator(".facet__count").count() == 0
    assert lesson.mark not in stranger.request.get("/tim/goi-y/", params={"q": lesson.title[:20]}).text()


def all_addresses_of(author, lesson) -> list[str]:
    """Every address by which the author reaches the sheet, its pages, cover and bytes, the signed ones too."""
    author.goto(f"/hoc-lieu/cua-toi/?q={lesson.mark}")
    author.locator("[data-row-link]", has_text=lesson.title).click()
    author.wait_for_load_state()
    material = author.url.split("?")[0]
    links = author.locator("main img, main a[href*='/tep/'], main a[href*='/f/']").evaluate_all(
        "all => all.map(one => one.src || one.href)"
    )
    assert any("/f/" in link or "/n/" in link for link in links)
    return [material, f"{material}?ban=nhap", f"{material}phien-ban/1/", f"{material}sua/", *links]


def the_librarian_shares_it_with_the_city(librarian, lesson):
    for _work in range(4):
        librarian.goto("/thu-vien/")
        librarian.locator("section[aria-labelledby=unshared-title] li", has_text=lesson.mark).first.locator(
            "a[href$='/chia-se/']"
        ).click()
        librarian.get_by_label("Sở Giáo dục").check()
        librarian.locator("main form.form button[type=submit]").click()
        librarian.wait_for_load_state()


def the_other_school_finds_it_without_accents(teacher_b, lesson):
    until_found(teacher_b, "toan lop 6 phan so", lesson.title)
    row = teacher_b.locator("[data-row]", has_text=lesson.title)
    assert row.locator("mark").count() >= 1
    assert teacher_b.locator(".facet__count").count() >= 3
    until_found(teacher_b, f"banh trung thu {lesson.mark}", lesson.title)
    hit = teacher_b.locator("[data-row]", has_text=lesson.title).locator("a", has_text="trang 12")
    hit.click()
    teacher_b.wait_for_load_state()
    page = teacher_b.locator("[data-anchor$='page=12']").first
    page.locator("img").wait_for()
    teacher_b.wait_for_function(IN_SIGHT, arg=page.element_handle())


def the_other_school_uses_it(people, teacher_b, lesson):
    parts = []
    teacher_b.on(
        "response",
        lambda answer: parts.append(answer.status) if answer.request.resource_type == "media" else None,
    )
    open_found(teacher_b, f"phim phan so {lesson.mark}", "Phim")
    film = teacher_b.locator("video")
    film.evaluate("film => { film.muted = true; film.currentTime = 6; return film.play(); }")
    teacher_b.wait_for_function("film => film.currentTime > 6.2 && !film.error", arg=film.element_handle())
    assert 206 in parts
    open_found(teacher_b, f"bai giang phan so {lesson.mark}", "Bài giảng")
    outline = teacher_b.locator("ol.outline > li")
    assert outline.count() == 13
    assert "Quy đồng mẫu số" in outline.nth(3).inner_text()
    teacher_b.locator("ol.outline img").first.scroll_into_view_if_needed()
    teacher_b.wait_for_function("() => document.querySelector('ol.outline img').naturalWidth > 0")
    open_found(teacher_b, f"phan so {lesson.mark}", lesson.title)
    with teacher_b.expect_download() as coming:
        teacher_b.locator("a[href*='/tai-ve/']").first.click()
    assert coming.value.suggested_filename == lesson.corrected_pages.name
    assert Path(coming.value.path()).read_bytes() == lesson.corrected_pages.data
    teacher_b.locator("form[action='/gio/them/'] button").click()
    teacher_b.goto("/gio/")
    assert teacher_b.locator(".basket__item", has_text=lesson.title).count() == 1


def a_corrected_version_takes_over_only_when_approved(people, teacher, teacher_b, lesson):
    teacher.goto(f"/hoc-lieu/cua-toi/?q={lesson.mark}")
    teacher.locator("[data-row]", has_text=lesson.title).locator("a[href$='/sua/']").click()
    field(teacher, "title").fill(lesson.newer_title)
    teacher.locator("button[name=do][value=send]").click()
    teacher.wait_for_url("**/hoc-lieu/cua-toi/**")
    teacher_b.goto("/gio/")
    item = teacher_b.locator(".basket__item", has_text=lesson.title)
    assert item.locator("form[action$='/ban-moi/']").count() == 0
    item.locator(".basket__title a").click()
    assert teacher_b.locator("h1").inner_text() == lesson.title
    for reviewer in ("totruong.toan.a", "hieutruong.a"):
        open_in_queue(people.page(reviewer), lesson.mark)
        decide(people.page(reviewer), "pass")
    teacher_b.reload()
    assert teacher_b.locator("h1").inner_text() == lesson.newer_title
    teacher_b.goto("/gio/")
    teacher_b.locator(".basket__item form[action$='/ban-moi/']").first.wait_for()
    teacher_b.locator(".basket__item a", has_text="thay đổi").first.click()
    assert "Phiên bản 2" in teacher_b.locator("main").inner_text()


def when_the_sharing_ends_it_is_gone_at_once(librarian, teacher_b, lesson):
    open_found(teacher_b, f"phan so {lesson.mark}", lesson.newer_title)
    work, picture = (
        teacher_b.url.split("?")[0],
        teacher_b.locator("main .sheet img").first.get_attribute("src"),
    )
    assert fetch(picture)[0] == 200
    search(teacher_b, f"phan so {lesson.mark}")
    librarian.goto("/thu-vien/")
    librarian.locator("section[aria-labelledby=grants-title] a", has_text=lesson.newer_title).click()
    librarian.locator("form[action*='/chia-se/'] button").first.click()
    librarian.wait_for_load_state()
    assert teacher_b.request.get(work).status == 404
    until_closed(picture)
    until_gone(teacher_b, lesson.newer_title)
    teacher_b.goto("/gio/")
    assert lesson.newer_title not in teacher_b.locator("main").inner_text()


def second_tab(page):
    """Another tab of the same browser window."""
    return page.context.new_page()


class Line:
    """The line between the browser and the city: it can break, jam or outlive the session at a megabyte of a file."""

    def __init__(self, page) -> None:
        self.page = page
        self.cut = self.jam = self.lapse = 0
        self.is_cut = False
        page.route("**/tai-len/tep/*/", self._pass)

    def cut_after(self, megabytes: int) -> None:
        """The browser is offline as soon as that much has arrived."""
        self.cut = megabytes * MEBIBYTE

    def jam_after(self, megabytes: int) -> None:
        """Parts beyond that fail one after the other, until the line is repaired."""
        self.jam = megabytes * MEBIBYTE

    def lapse_after(self, megabytes: int) -> None:
        """The session is over when that much has arrived."""
        self.lapse = megabytes * MEBIBYTE

    def wait_until_cut(self) -> None:
        for _turn in range(900):
            if self.is_cut:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("the line was never cut")

    def repair(self) -> None:
        self.cut = self.jam = 0
        self.is_cut = False
        self.page.context.set_offline(False)

    def _pass(self, route) -> None:
        offset = int(route.request.headers.get("upload-offset", 0)) if route.request.method == "PATCH" else 0
        if self.lapse and offset >= self.lapse:
            self.lapse = 0
            self.page.context.clear_cookies(name="hoclieu_session")
        if self.cut and offset >= self.cut:
            self.page.context.set_offline(True)
        if (self.cut and offset >= self.cut) or (self.jam and offset >= self.jam):
            self.is_cut = True
            route.abort("internetdisconnected")
        else:
            route.continue_()
