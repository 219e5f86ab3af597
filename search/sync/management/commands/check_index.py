"""manage.py check_index: do the search indexes hold what the database says? Exit status 1 when they do not."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.backends import engine
from search.backends.base import EngineError
from search.indexes import definitions
from search.sync.check import find_drift
from search.sync.services import revive_dead


class Command(BaseCommand):
    """Compare indexes and database."""

    help = "Compares the search indexes with the database; --repair puts right what drifted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="owe what drifted to the relay, try again what was given up"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            unfit = [name for name, made in definitions().items() if not engine().state(made).fits]
            if unfit:
                raise CommandError(
                    f"missing or of another layout: {', '.join(unfit)}. Run: manage.py rebuild_index"
                )
            drift = find_drift(repair=options["repair"])
            revived = revive_dead() if options["repair"] else 0
        except EngineError as error:
            raise CommandError(str(error)) from error
        figures = {
            "missing": sorted(drift.missing),
            "surplus": sorted(drift.surplus),
            "outdated": sorted(drift.outdated),
            "waiting": drift.outbox.waiting,
            "oldest_seconds": round(drift.outbox.oldest_seconds),
            "given_up": drift.outbox.dead,
            "revived": revived,
            "errors": drift.outbox.errors,
        }
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        else:
            for name, value in figures.items():
                self.stdout.write(f"{name}: {value}")
        if drift.objects and not options["repair"]:
            sys.exit(1)
