"""Without any script: browse, search, read, upload by the plain form, describe, send and decide."""

from __future__ import annotations

import secrets

import pytest

from tests.stories.deeds import decide, open_in_queue, until_found
from tests.stories.lesson import small_pages

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)


def test_everything_a_school_needs_works_without_scripts(people):
    title = f"Góc và tam giác {secrets.token_hex(2)}"
    teacher = people.page("gv.toan.a", scripts=False)
    the_plain_form_takes_a_file(teacher, title)
    teacher.locator("[name$='-title']").fill(title)
    teacher.locator("[name$='-subject']").select_option("TOAN")
    teacher.locator("[name$='-grades'][value='7']").check()
    teacher.locator("[name$='-rights_statement'][value=own]").check()
    teacher.locator("button[value^='send:']").click()
    teacher.wait_for_load_state()
    for reviewer in ("totruong.toan.a", "hieutruong.a"):
        page = people.page(reviewer, scripts=False)
        open_in_queue(page, title)
        assert page.locator(".queue__preview img").count() >= 1
        decide(page, "pass", "Đạt.")
    reader = people.page("gv.khtn.a", scripts=False)
    reader.goto("/hoc-lieu/")
    assert reader.locator("[data-row]", has_text=title).count() == 1
    until_found(reader, f"goc va tam giac {title[-4:]}", title)
    reader.locator("[data-row-link]", has_text=title).click()
    reader.wait_for_load_state()
    assert reader.locator(".sheet img").count() == 3
    sheet = reader.locator(".sheet img").first
    sheet.scroll_into_view_if_needed()
    sheet.evaluate("image => image.decode()")
    assert sheet.evaluate("image => image.naturalWidth") > 0
    reader.locator("form[action='/gio/them/'] button").click()
    reader.goto("/gio/")
    assert reader.locator(".basket__item", has_text=title).count() == 1


def the_plain_form_takes_a_file(teacher, title: str) -> None:
    """Choose, send, and reload until the file has been checked."""
    teacher.goto("/tai-len/")
    teacher.locator("input[name=file]").set_input_files(small_pages(title).payload)
    teacher.locator("main form[enctype] button[type=submit]").click()
    teacher.wait_for_load_state()
    for _turn in range(60):
        if teacher.locator("input[name=uploads]").count():
            break
        teacher.wait_for_timeout(500)
        teacher.goto("/tai-len/")
    teacher.locator("main form[enctype] button[type=submit]").click()
    teacher.locator("section.draft-card").wait_for()
