"""`manage.py ticker`: runs the sweeps until it is told to stop."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.database.sqlite.turn import write_in_the_background
from config.jobs.registry import TICKER
from config.jobs.ticker import Ticker


class Command(BaseCommand):
    """Rings for forgotten jobs and runs every registered sweep."""

    help = "Run the sweeps (overdue work, relay, grants that start or end) without any broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run every sweep once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for sweep in TICKER.values():
                self.stdout.write(sweep.name)
                sweep.run()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        write_in_the_background()
        Ticker(TICKER.values()).run(stop)
