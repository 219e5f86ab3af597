"""The doctor's look at people: nobody may be entered with a password that stands in the README."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db.models import Count, QuerySet

from config.accounts.models import User
from config.demo import DEMO_PASSWORD, DEMO_PIN
from config.doctor import DOCTOR, Finding, error, ok, warning
from repository.organisations.models import PupilCard

PATIENCE_SECONDS = (
    20.0  # a check of a password takes about 30 ms; seeded accounts share a hash and come first
)


@dataclass(frozen=True)
class Opened:
    """How many rows the known secret opens, and whether all hashes were tried within the patience."""

    rows: int
    all_tried: bool


@DOCTOR.register("people.demo", order=64)
def demo_passwords() -> Iterator[Finding]:
    """Accounts and cards of the demo city that are still open: wrong in production, a hint elsewhere."""
    grave = error if settings.REFUSE_UNSAFE_START else warning
    accounts = opened_by(DEMO_PASSWORD, User.objects.filter(is_active=True), "password")
    cards = opened_by(DEMO_PIN, PupilCard.objects.filter(user__is_active=True), "pin_hash")
    if accounts.rows:
        advice = (
            "Deactivate these people or set new passwords (Quản trị, Người dùng): everybody knows this one."
        )
        yield grave("demo password", f"opens {accounts.rows} accounts", advice)
    if cards.rows:
        yield grave("demo PIN", f"opens {cards.rows} pupils' cards", "Make new cards for these classes.")
    if not accounts.rows and not cards.rows:
        rest = "" if accounts.all_tried and cards.all_tried else " (of those tried in 20 s)"
        yield ok("demo password", f"opens nothing{rest}")


def opened_by(secret: str, rows: QuerySet[Any], field: str) -> Opened:
    """How many of `rows` the secret opens; hashes that many rows share are tried first, each once."""
    until = time.monotonic() + PATIENCE_SECONDS
    hashes = rows.exclude(**{f"{field}__startswith": "!"}).order_by().values_list(field)
    found = 0
    for hashed, count in hashes.annotate(shared=Count("pk")).order_by("-shared").iterator():
        if check_password(secret, hashed):
            found += count
        if time.monotonic() > until:
            return Opened(found, all_tried=False)
    return Opened(found, all_tried=True)
