"""`manage.py doctor`: what is wrong and what to do."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.doctor import Finding, Level, examine

SIGNS = {Level.OK: "ok     ", Level.WARNING: "LOOK   ", Level.ERROR: "WRONG  "}


class Command(BaseCommand):
    """Asks every registered check; status 1 when something is wrong."""

    help = "Say what is wrong with this installation and what to do about it."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own way

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        for finding in findings:
            if options["json"]:
                self.stdout.write(json.dumps(finding.as_dict(), ensure_ascii=False))
            else:
                self._show(finding)
        wrong = sum(finding.level == Level.ERROR for finding in findings)
        if not options["json"]:
            self.stdout.write(f"\n{wrong} things are wrong." if wrong else "\nNothing is wrong.")
        if wrong:
            sys.exit(1)

    def _show(self, finding: Finding) -> None:
        self.stdout.write(f"{SIGNS[finding.level]}{finding.what}: {finding.state}")
        if finding.advice:
            self.stdout.write(f"       -> {finding.advice}")
