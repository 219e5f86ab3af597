"""The pictures of the README: the walk that makes them runs always, HOCLIEU_PICTURES=1 keeps what it sees."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.stories.deeds import drop, search
from tests.stories.exams import answer, enter_with_card, start
from tests.stories.lesson import Fractions

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
NAMES = (
    "home",
    "results",
    "material",
    "upload",
    "queue",
    "phone",
    "editor",
    "player",
    "class-table",
    "marks",
)
LARGEST = 120 * 1024
MAKES = os.environ.get("HOCLIEU_PICTURES") == "1"


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_shows_a_picture_that_is_there_and_small(name):
    picture = PICTURES / f"{name}.webp"
    assert 0 < picture.stat().st_size <= LARGEST
    assert f"docs/pictures/{name}.webp" in (PICTURES.parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_pictures_are_made_by_using_the_product(people):
    people.city.manage("seed_demo", "--materials=40", "--verbosity=0")
    teacher = people.page("gv.toan.a")
    teacher.set_viewport_size({"width": 1366, "height": 1000})
    teacher.goto("/")
    keep(teacher, "home")
    teacher.set_viewport_size({"width": 1366, "height": 768})
    search(teacher, "phan so")
    keep(teacher, "results")
    open_pages(teacher)
    keep(teacher, "material")
    teacher.goto("/tai-len/")
    lesson = Fractions("1")
    drop(teacher, lesson.pages)
    teacher.locator("section.draft-card").first.wait_for(timeout=60_000)
    for _turn in range(20):
        if teacher.locator("section.draft-card .cover img").count():
            break
        teacher.wait_for_timeout(1000)
        teacher.reload()
    teacher.locator("section.draft-card").first.scroll_into_view_if_needed()
    keep(teacher, "upload")
    head = people.page("totruong.toan.a")
    head.goto("/duyet/")
    head.locator("main .queue-list [data-row-link]").first.click()
    head.locator(".queue__preview").wait_for()
    keep(head, "queue")
    phone = people.page("gv.toan.a", width=360, scheme="dark")
    phone.goto("/")
    keep(phone, "phone")
    see_a_test(people, teacher)


def see_a_test(people, teacher) -> None:
    """The editor, a pupil's phone in the running test, the class table, the marks of the last test."""
    teacher.goto("/ngan-hang-cau-hoi/?q=phương+trình")
    teacher.locator("[data-row-link]").first.click()
    teacher.goto(f"{teacher.url}soan/")
    teacher.locator("hoc-question .answer").first.wait_for()
    keep(teacher, "editor")
    pupil = people.page(width=360)
    pupil.goto("/em/")
    enter_with_card(pupil, "hs222223")
    pupil.goto("/t/cua-em/")
    pupil.locator("main a", has_text="Vào làm").first.click()
    start(pupil)
    answer(pupil)
    pupil.get_by_text("Đã lưu ở trường").first.wait_for()
    keep(pupil, "player")
    teacher.goto("/bai-kiem-tra/")
    teacher.locator("main a", has_text="Luyện tập").first.click()
    teacher.locator("main a", has_text="Theo dõi lớp").first.click()
    keep(teacher, "class-table")
    teacher.goto("/bai-kiem-tra/")
    teacher.locator("main a", has_text="Kiểm tra 15 phút").first.click()
    teacher.locator("main a", has_text="Kết quả").first.click()
    keep(teacher, "marks")


def open_pages(teacher) -> None:
    """The first material of the catalogue that is a document with pages."""
    teacher.goto("/hoc-lieu/")
    for address in teacher.locator("[data-row-link]").evaluate_all("all => all.map(one => one.href)"):
        teacher.goto(address)
        if teacher.locator("page-viewer").count():
            return


def keep(page, name: str) -> None:
    """What is on the screen, as a WebP small enough for the README; written beside it only on demand."""
    page.wait_for_load_state("networkidle")
    image = Image.open(BytesIO(page.screenshot()))
    for quality in (82, 70, 58):
        small = BytesIO()
        image.save(small, "WEBP", quality=quality, method=6)
        if len(small.getvalue()) <= LARGEST:
            break
    assert len(small.getvalue()) <= LARGEST, name
    if MAKES:
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{name}.webp").write_bytes(small.getvalue())
