"""A session that ended in the middle destroys no work: the form is filled again after the sign-in, on every kind of form."""

from __future__ import annotations

import pytest

from config.demo import DEMO_PASSWORD

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)


def lose_the_session(page) -> None:
    """As after hours: the browser's session cookie opens nothing any more."""
    page.context.clear_cookies(name="hoclieu_session")
    page.context.clear_cookies(name="sessionid")


def sign_in_here(page, username: str) -> None:
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", DEMO_PASSWORD)
    with page.expect_navigation():
        page.click("main button[type=submit]")


def test_a_delegation_typed_into_a_lapsed_page_is_filled_in_again(people):
    page = people.page("hieutruong.a")
    page.goto("/uy-quyen/")
    page.fill("[name=reason]", "Đi họp ở Sở hai ngày")
    lose_the_session(page)
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_url("**/dang-nhap/**")
    sign_in_here(page, "hieutruong.a")
    page.wait_for_url("**/uy-quyen/")
    assert page.input_value("[name=reason]") == "Đi họp ở Sở hai ngày"
    page.locator("[data-draft-back]").wait_for()
    page.get_by_role("button", name="Bỏ phần này").click()
    assert page.input_value("[name=reason]") == ""
    page.reload()
    assert page.input_value("[name=reason]") == ""


def test_a_window_closed_while_typing_and_opened_again(people):
    page = people.page("hieutruong.a")
    page.goto("/uy-quyen/")
    page.fill("[name=reason]", "Tập huấn hè")
    page.goto("/")
    page.goto("/uy-quyen/")
    assert page.input_value("[name=reason]") == "Tập huấn hè"
    page.get_by_role("button", name="Bỏ phần này").click()


def test_an_address_of_a_button_says_what_it_is(people):
    page = people.page("hieutruong.a")
    assert page.goto("/giao-dien/").status in {404, 405}
    answer = page.goto("/ngon-ngu/")
    assert answer.status == 405
    assert "dành cho nút bấm" in page.locator("main").inner_text()
