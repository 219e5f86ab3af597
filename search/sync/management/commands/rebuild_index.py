"""manage.py rebuild_index: fill the search indexes anew from the database, without downtime."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.backends.base import EngineError
from search.sync.rebuild import rebuild, rebuild_needed


class Command(BaseCommand):
    """Rebuild all indexes and swap them in."""

    help = "Fills the search indexes anew from the database, without downtime."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-needed", action="store_true", help="only if one is missing or of another layout"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["if_needed"] and not rebuild_needed():
                return
            report = rebuild(progress=self._progress if options["verbosity"] > 1 else lambda done: None)
        except EngineError as error:
            raise CommandError(str(error)) from error
        figures = {
            "objects": report.objects,
            "documents": report.documents,
            "seconds": round(report.seconds, 1),
            "refused": len(report.refused),
        }
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            self.stdout.write(
                "{objects} objects, {documents} documents in {seconds} s, {refused} refused".format(**figures)
            )

    def _progress(self, done: int) -> None:
        self.stdout.write(f"{done} objects read")
