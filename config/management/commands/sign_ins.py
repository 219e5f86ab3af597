"""`manage.py sign_ins`: who can sign in to the demo city, or how the first person of a city of one's own comes in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules

from config.accounts.models import User
from config.demo import DEMO_PASSWORD, DEMO_SIGN_INS

NOBODY = """  Nobody can sign in yet. The first administrator is made here, everything else in the pages:
    .venv/bin/python manage.py first_administrator NAME "FULL NAME" --unit-code=CODE --unit-name="NAME OF THE OFFICE\""""


class Command(BaseCommand):
    """Prints the demo sign-ins that exist; for a city of one's own nothing, unless nobody is in it yet."""

    help = "List the demo city's sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("demo")
        names = [entry.username for entry in DEMO_SIGN_INS]
        there = set(
            User.objects.filter(username__in=names, is_active=True).values_list("username", flat=True)
        )
        if not User.objects.filter(is_active=True, is_pupil=False).exists():
            self.stdout.write(NOBODY)
        if not there:
            return
        shown = {
            entry.card or entry.username: entry.who for entry in DEMO_SIGN_INS if entry.username in there
        }
        width = max(map(len, shown))
        self.stdout.write(f"  Demo sign-ins, password of all: {DEMO_PASSWORD}")
        for typed, who in shown.items():
            self.stdout.write(f"    {typed:<{width}}  {who}")
