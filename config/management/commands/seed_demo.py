"""Fill the city with demo schools, people and materials; safe to run again, grows by options."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import autodiscover_modules

from config.database.sqlite.turn import write_in_the_background
from config.demo import DEMO_STEPS, DemoSize

BAR_WIDTH = 28
REPAINT_SECONDS = 0.2


class Command(BaseCommand):
    help = (
        "Creates the demo city (idempotent). --schools --materials --pupils --questions --attempts grow it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Sizes; the defaults are the small city of `make run`."""
        size = DemoSize()
        for name, default in vars(size).items():
            parser.add_argument(f"--{name}", type=int, default=default)
        help_text = "leave the database to people who are using the city meanwhile"
        parser.add_argument("--background", action="store_true", help=help_text)
        help_text = "also in production, where everybody knows the password of the accounts it makes"
        parser.add_argument("--force", action="store_true", help=help_text)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.REFUSE_UNSAFE_START and not options["force"]:
            raise CommandError(
                "This is a production city: the demo's accounts have a password that everybody knows. "
                "On a machine that is only for trying: seed_demo --force."
            )
        size = DemoSize(**{name: options[name] for name in vars(DemoSize())})
        autodiscover_modules("demo")
        if options["background"]:
            write_in_the_background()
        call_command("load_reference", verbosity=0)
        for key, step in DEMO_STEPS.items():
            bar = _Bar(key, quiet=options["verbosity"] == 0)
            step(size, bar.report)
            bar.finish()


class _Bar:
    """One line of progress: a bar on a terminal, a line at the end elsewhere."""

    def __init__(self, name: str, *, quiet: bool) -> None:
        self.name, self.quiet = name, quiet
        self.started = self.painted = time.monotonic()

    def report(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if self.quiet or not sys.stderr.isatty() or (done < total and now - self.painted < REPAINT_SECONDS):
            return
        self.painted = now
        filled = BAR_WIDTH * done // max(total, 1)
        bar = "█" * filled + "░" * (BAR_WIDTH - filled)
        sys.stderr.write(f"\r{self.name:<24} {bar} {done}/{total} {what[:30]:<30}")

    def finish(self) -> None:
        if not self.quiet:
            end = "\n" if sys.stderr.isatty() else ""
            sys.stderr.write(f"{end}{self.name:<24} {time.monotonic() - self.started:5.1f} s\n")
