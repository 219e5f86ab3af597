"""The offices: counts per school, an inspection as of a day, a password without e-mail, a roster, and class cards."""

from __future__ import annotations

import re
import secrets
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from tests.stories.deeds import confirm
from tests.stories.lesson import File
from tests.stories.office import filled


def test_the_city_officer_sees_counts_per_school(people):
    officer = people.page("chuyenvien")
    officer.goto("/thong-ke/")
    rows = officer.locator("table tbody tr")
    assert rows.count() >= 4
    assert "THCS Nguyễn Du" in officer.locator("table").inner_text()
    assert all(re.fullmatch(r"[\d.]+", text) for text in rows.first.locator("td").all_inner_texts())
    with officer.expect_download() as coming:
        officer.locator("a[download]").click()
    book = load_workbook(BytesIO(Path(coming.value.path()).read_bytes()))
    assert book.active.max_row >= 5


def test_the_inspector_reads_everything_as_of_a_day_and_changes_nothing(people):
    inspector = people.page("thanhtra")
    inspector.goto("/thanh-tra/")
    inspector.locator("table a", has_text="Nguyễn Du").click()
    inspector.locator("input[name=ngay]").fill("2025-08-01")
    inspector.locator("main form button[type=submit]").click()
    inspector.wait_for_load_state()
    assert "01/08/2025" in inspector.locator("main").inner_text()
    assert inspector.locator("main form[method=post]").count() == 0
    for address in ("/tai-len/", "/thu-vien/", "/nguoi-dung/"):
        assert inspector.request.get(address).status == 403
    inspector.goto("/duyet/")
    waiting = [link.get_attribute("href") for link in inspector.locator("main a").all()]
    assert not [href for href in waiting if re.match("/duyet/[a-z0-9]{12}/", href)], (
        "no chain names inspectors"
    )


def test_the_administrator_resets_a_password_without_e_mail(people):
    administrator = people.page("quantri")
    administrator.goto("/nguoi-dung/?q=gv.van.b")
    administrator.locator("main table a, main .rows a").first.click()
    administrator.locator("form[action$='/mat-khau/'] button").click()
    confirm(administrator)
    password = administrator.locator("code").inner_text()
    person = people.page()
    people.sign_in(person, "gv.van.b", password)
    mine = f"mot mat khau moi {secrets.token_hex(3)}"
    for box in person.locator("input[type=password]:visible").all():
        name = box.get_attribute("name") or ""
        box.fill(password if "old" in name else mine)
    with person.expect_navigation():
        person.locator("main button[type=submit]").first.click()
    person.goto("/hoc-lieu/cua-toi/")
    assert person.locator("h1").count() == 1 and person.url.endswith("/hoc-lieu/cua-toi/")


def test_a_roster_shows_every_error_before_anything_is_written(people):
    administrator, mark = people.page("quantri"), secrets.token_hex(2)
    administrator.goto("/nguoi-dung/nhap/")
    school = administrator.locator("#template-unit option", has_text="Nguyễn Du").first.get_attribute("value")
    empty = administrator.request.get(f"/nguoi-dung/nhap/tep-mau/?unit={school}").body()
    bad = filled(
        empty, staff=[("Người Mới", f"moi.{mark}", "Phi hành gia", "", "")], pupils=[("Em Lạc", "99Z", "")]
    )
    hand_in(administrator, school, bad)
    assert administrator.locator("main table tbody tr").count() >= 2
    assert administrator.locator("main form[method=post]").count() == 0
    good = filled(empty, staff=[("Người Mới", f"moi.{mark}", "Giáo viên", "Tổ Toán - Tin", "")], pupils=[])
    hand_in(administrator, school, good)
    with administrator.expect_navigation():
        administrator.locator("main form[method=post] button").click()
    assert administrator.locator("code").count() == 1
    administrator.goto(f"/nguoi-dung/?q=moi.{mark}")
    assert "Người Mới" in administrator.locator("main").inner_text()


def test_pupils_get_cards_and_enter_by_pin_or_by_qr(people):
    administrator = people.page("quantri")
    administrator.goto("/nam-hoc/")
    full = administrator.locator("main tr", has_text="6A2").filter(has_text="20")
    full.first.get_by_role("link").click()  # not 6A1: other stories enter with its cards
    administrator.locator("form[action$='/the/']:has(input[name=all]) button").click()
    confirm(administrator)
    administrator.locator(".class-card").first.wait_for()
    card = administrator.locator(".class-card").first
    name, words = (
        card.locator(".class-card__name").inner_text(),
        card.locator(".class-card__code").inner_text(),
    )
    assert card.locator("svg").count() >= 1
    code, pin = re.search(r"\w{4}-\w{4}", words).group(), re.search(r"\d{4,8}\s*$", words).group().strip()
    pupil = people.page()
    pupil.goto("/em/")
    pupil.locator("[name=code]").fill(code)
    pupil.locator("[name=pin]").fill(pin)
    pupil.locator("main form button[type=submit]").click()
    pupil.wait_for_load_state()
    the_pupil_is_in(pupil, name)
    by_qr = people.page(width=360)
    by_qr.goto(qr_address(people.city, code))
    assert name.split()[-1] in by_qr.locator("h1").inner_text()
    by_qr.locator("main form button[type=submit]").click()
    by_qr.wait_for_load_state()
    the_pupil_is_in(by_qr, "")


def the_pupil_is_in(pupil, name: str) -> None:
    """The header greets, and nothing for staff is open."""
    pupil.goto("/")
    assert (
        pupil.locator(
            "header details[data-menu] form[action*='dang-xuat'], header a[href*='dang-xuat']"
        ).count()
        >= 1
    )
    assert not name or name.split()[-1] in pupil.locator("header").inner_text()
    assert pupil.request.get("/duyet/").status == 403


def qr_address(city, code: str) -> str:
    """What the QR of a new card of this pupil says; the picture itself is drawn from it."""
    script = (
        "from config.accounts.models import User; from repository.organisations import cards;"
        f"pupil = User.objects.get(card__code='{code.replace('-', '')}');"
        "group = pupil.enrolments.latest('pk').class_group;"
        "actor = User.objects.get(username='quantri');"
        "print(cards.issue_cards(actor, class_group=group, pupils=[pupil])[0].address)"
    )
    return next(
        line
        for line in city.manage("shell", "--no-imports", "-c", script).splitlines()
        if line.startswith("http")
    )


def hand_in(administrator, school: str, roster: File) -> None:
    """Upload the roster for the school."""
    administrator.goto("/nguoi-dung/nhap/")
    form = administrator.locator("form[enctype]")
    form.locator("[name=unit]").select_option(school)
    form.locator("[name=file]").set_input_files(roster.payload)
    form.locator("button[type=submit]").click()
    administrator.wait_for_load_state()
