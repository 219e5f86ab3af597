"""The bank list over the seeded city: time and number of queries for own questions and a school's bank.

`python -m benchmarks bank [--requests 100]` signs a teacher of the demo city in and asks for pages in this process (no
network), so the figures are server time. Run `manage.py seed_demo --questions 50000` first for the large bank.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from benchmarks._pages import page_figures
from config.accounts.models import User
from questionbank.items.models import Bank, Question
from repository.organisations.models import OrgUnit

COMMON, RARE, NONE = "gia tri", "bai 4321)", "khong co cau nao nhu the"


def run(argv: list[str]) -> Iterator[dict[str, Any]]:
    """Yields p50 and p95 in ms, and the most queries, per way of asking."""
    parser = argparse.ArgumentParser(prog="benchmarks bank")
    parser.add_argument("--requests", type=int, default=100)
    asked = parser.parse_args(argv)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    bank = Bank.objects.filter(unit__isnull=False).annotate(size=Count("questions")).order_by("-size")[0]
    writer = User.objects.annotate(size=Count("questions")).order_by("-size")[0]
    total = Question.objects.count()
    for name, pages in _pages(bank.unit, writer).items():
        addresses = [f"{reverse('question_bank')}?{urlencode(page)}" for page in pages]
        yield from page_figures(name, writer, addresses, asked.requests, questions=total)


def _pages(school: OrgUnit | None, writer: User) -> dict[str, list[dict[str, str]]]:
    assert school is not None
    kho = {"kho": school.public_id}
    rows = Question.objects.filter(bank__unit=school).order_by("-updated_at", "-id")
    middle = rows.values_list("public_id", flat=True)[rows.count() // 2]
    own = Question.objects.filter(author=writer).order_by("-updated_at", "-id")
    own_middle = own.values_list("public_id", flat=True)[own.count() // 2]
    return {
        "bank": [kho, {**kho, "sau": middle}, {**kho, "truoc": middle}],
        "bank filtered": [
            {**kho, "mon": "TOAN", "lop": "6"},
            {**kho, "mon": "KHTN", "lop": "9", "muc-do": "applying"},
            {**kho, "dang": "short_answer", "mon": "TOAN", "lop": "8"},
        ],
        "bank words": [
            {**kho, "q": COMMON},
            {**kho, "q": RARE},
            {**kho, "q": NONE},
            {**kho, "q": COMMON, "mon": "TOAN"},
        ],
        "own": [{}, {"sau": own_middle}, {"trang-thai": "nhap"}, {"q": RARE}, {"q": COMMON, "lop": "7"}],
    }
