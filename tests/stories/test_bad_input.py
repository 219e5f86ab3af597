"""Bad files and impatient people: a sentence says what is wrong, nothing is kept, one decision stands."""

from __future__ import annotations

import secrets
import struct
import zipfile
from io import BytesIO

from media.formats.samples.pdf import locked_pdf, text_pdf
from media.formats.samples.pictures import pixel_flood
from tests.stories.deeds import drop, row_of
from tests.stories.lesson import File, small_pages

WAIT = 60_000


def bad_files(mark: str) -> list[File]:
    """One file for each way of being bad; the names stand in no public place."""
    whole = text_pdf([[f"Trang {mark}"] for _page in range(4)], title=mark)
    return [
        File(f"khong-phai-pdf-{mark}.pdf", b"MZ\x90\x00" + bytes(4000)),
        File(f"rong-{mark}.pdf", b""),
        File(f"bi-cat-{mark}.pdf", whole[: len(whole) // 3]),
        File(f"co-mat-khau-{mark}.pdf", locked_pdf()),
        File(f"bom-diem-anh-{mark}.png", pixel_flood()),
        File(f"bom-nen-{mark}.docx", zip_bomb()),
        File(f"la-{mark}.xyz", struct.pack(">I", 0xC0FFEE) * 500),
    ]


def zip_bomb() -> bytes:
    """An archive that unpacks to far more than any document."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return target.getvalue()


def test_every_bad_file_gets_a_sentence_and_leaves_nothing(people):
    teacher, mark = people.page("gv.khtn.a"), secrets.token_hex(3)
    teacher.goto("/tai-len/")
    files = bad_files(mark)
    drop(teacher, *files)
    for file in files:
        row = row_of(teacher, file, "rejected")
        row.wait_for(timeout=WAIT)
        sentence = row.locator("[data-part=error]").inner_text()
        assert (
            len(sentence) > 20 and sentence.rstrip().endswith(".") and "traceback" not in sentence.lower()
        ), sentence
    assert teacher.locator("section.draft-card").count() == 0
    teacher.goto(f"/hoc-lieu/cua-toi/?q={mark}")
    assert teacher.locator("[data-row]").count() == 0


def test_pressing_twice_and_going_back_send_once(people):
    teacher, title = people.page("gv.khtn.a"), f"Nước và sự sống {secrets.token_hex(2)}"
    edit = a_draft(teacher, title)
    teacher.goto(edit)
    teacher.locator("button[name=do][value=send]").dblclick()
    teacher.wait_for_url("**/hoc-lieu/cua-toi/**")
    teacher.go_back()
    teacher.wait_for_load_state()
    if teacher.locator("button[name=do][value=send]").count():
        teacher.locator("button[name=do][value=send]").click()
        teacher.wait_for_load_state()
    head = people.page("totruong.khtn.a")
    head.goto("/duyet/")
    assert head.locator(".queue-list [data-row-link]", has_text=title).count() == 1


def test_two_who_decide_at_once_leave_one_decision(people):
    teacher, title = people.page("gv.toan.a"), f"Số nguyên tố {secrets.token_hex(2)}"
    teacher.goto(a_draft(teacher, title, subject="TOAN"))
    teacher.locator("button[name=do][value=send]").click()
    teacher.wait_for_url("**/hoc-lieu/cua-toi/**")
    first, second = people.page("totruong.toan.a"), people.page("topho.toan.a")
    for reviewer in (first, second):
        reviewer.goto("/duyet/")
        reviewer.locator(".queue-list [data-row-link]", has_text=title).click()
        reviewer.locator("#decision").wait_for()
    address = first.url
    with first.expect_navigation():
        first.locator("button[name=verdict][value=pass]").click()
    second.locator("#decision [name=note]").fill("Cần xem lại.")
    second.locator("button[name=verdict][value=return]").click()
    second.wait_for_load_state()
    assert second.locator("main .notice").count() >= 1
    first.goto(address)
    assert first.locator(".history__decisions > li").count() == 1


def a_draft(teacher, title: str, subject: str = "KHTN") -> str:
    """A complete draft made from one small file; the address of its edit page."""
    teacher.goto("/tai-len/")
    drop(teacher, small_pages(title))
    card = teacher.locator("section.draft-card", has_text=title)
    card.wait_for(timeout=WAIT)
    card.locator("[name$='-subject']").select_option(subject)
    card.locator("[name$='-grades'][value='6']").check()
    card.locator("[name$='-rights_statement'][value=own]").check()
    teacher.locator(".send-all button[value=save]").click()
    teacher.wait_for_load_state()
    return f"/hoc-lieu/{card.get_attribute('data-card')}/sua/"
