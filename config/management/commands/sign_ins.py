"""`manage.py sign_ins`: who can sign in to the demo city."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules

from config.accounts.models import User
from config.demo import DEMO_PASSWORD, DEMO_SIGN_INS


class Command(BaseCommand):
    """Prints the demo sign-ins that exist; nothing for a city of one's own."""

    help = "List the demo city's sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("demo")
        names = [entry.username for entry in DEMO_SIGN_INS]
        there = set(
            User.objects.filter(username__in=names, is_active=True).values_list("username", flat=True)
        )
        if not there:
            return
        shown = {
            entry.card or entry.username: entry.who for entry in DEMO_SIGN_INS if entry.username in there
        }
        width = max(map(len, shown))
        self.stdout.write(f"  Demo sign-ins, password of all: {DEMO_PASSWORD}")
        for typed, who in shown.items():
            self.stdout.write(f"    {typed:<{width}}  {who}")
