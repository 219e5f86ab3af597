"""Signing in: everybody lands on a home page of their own."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.once(
    "the way of pages; what they ask of the database is tried on both by tests of its own"
)


def test_a_teacher_signs_in_and_finds_home(people):
    page = people.page("gv.toan.a")
    assert page.url.rstrip("/") == people.city.url
    assert page.locator("main input[type=search]").count() == 1
    assert page.locator("header").get_by_role("link", name="Tải lên").count() >= 1
