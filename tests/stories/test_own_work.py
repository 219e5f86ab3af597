"""Nobody decides over their own work: the vice principal or a dated delegate does."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from tests.stories.deeds import decide, drop, open_in_queue
from tests.stories.lesson import small_pages


def test_the_work_of_the_head_and_the_principals_absence(people):
    title = f"Tỉ số phần trăm {secrets.token_hex(2)}"
    head = people.page("totruong.toan.a")
    send_for_review(head, title)
    head.goto("/duyet/")
    assert head.locator(".queue-list", has_text=title).count() == 0
    deputy = people.page("topho.toan.a")
    open_in_queue(deputy, title)
    decide(deputy, "pass", "Tổ phó thẩm định.")
    principal, stand_in = people.page("hieutruong.a"), people.page("totruong.van.a")
    the_principal_delegates(principal, "Bùi Thị Ánh Tuyết")
    open_in_queue(stand_in, title)
    decide(stand_in, "pass", "Duyệt thay.")
    head.goto(f"/hoc-lieu/cua-toi/?q={title[-4:]}")
    head.locator("[data-row-link]", has_text=title).click()
    history = head.locator(".history").inner_text()
    assert "Nguyễn Văn Thành" in history and "Bùi Thị Ánh Tuyết" in history and "Duyệt thay." in history


def test_the_principals_own_work_goes_to_the_vice_principal(people):
    title = f"Kế hoạch ôn tập {secrets.token_hex(2)}"
    principal, vice = people.page("hieutruong.a"), people.page("phohieutruong.a")
    send_for_review(principal, title)
    principal.goto("/duyet/")
    assert principal.locator(".queue-list", has_text=title).count() == 0
    open_in_queue(vice, title)
    decide(vice, "pass", "Đã duyệt.")
    principal.goto(f"/hoc-lieu/cua-toi/?q={title[-4:]}")
    principal.locator("[data-row-link]", has_text=title).click()
    assert "Trịnh Thị Bích Ngọc" in principal.locator(".history").inner_text()


def send_for_review(author, title: str) -> None:
    """One small file, described and sent."""
    author.goto("/tai-len/")
    drop(author, small_pages(title))
    card = author.locator("section.draft-card", has_text=title)
    card.wait_for(timeout=60_000)
    card.locator("[name$='-subject']").select_option("TOAN")
    card.locator("[name$='-grades'][value='6']").check()
    card.locator("[name$='-rights_statement'][value=own]").check()
    card.locator("button[value^='send:']").click()
    author.wait_for_load_state()


def the_principal_delegates(principal, name: str) -> None:
    """From today for a week, once."""
    principal.goto("/uy-quyen/")
    if principal.locator("table", has_text=name).count():
        return
    form = principal.locator("main form.form")
    form.locator("[name=membership]").select_option(index=1)
    form.locator("[name=to_user]").select_option(label=name)
    form.locator("[name=valid_from]").fill(date.today().isoformat())
    form.locator("[name=valid_to]").fill((date.today() + timedelta(days=7)).isoformat())
    form.locator("[name=reason]").fill("Đi công tác.")
    form.locator("button[type=submit]").click()
    principal.wait_for_load_state()
