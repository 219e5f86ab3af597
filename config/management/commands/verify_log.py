"""`manage.py verify_log`: whether the chains over decisions and audit log hold, and the first link that does not."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config.audit.evidence import EVIDENCE, anchor_logs, contradicts, exported, verify


class Command(BaseCommand):
    """Status 1 with the first broken link of each log; `--export` keeps the last anchors for signing outside."""

    help = "Verify the chains of evidence: decisions and the audit log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where anchors are kept, and against which kept ones the chain is held."""
        parser.add_argument("--export", metavar="PATH", help="write the last anchor of each log as JSON")
        parser.add_argument(
            "--against", metavar="PATH", help="an earlier export that must still be in the chain"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Anchors what has settled first, so that today's export covers it."""
        anchor_logs()
        kept = _read(options["against"]) if options["against"] else {}
        wrong = 0
        for log in EVIDENCE.keys():
            if broken := verify(log):
                wrong += 1
                place = f"#{broken.row}" if broken.row else _("anchor %(number)d") % {"number": broken.anchor}
                self.stdout.write(f"{log}: {place}: {broken.what}")
            elif log in kept and contradicts(log, kept[log]):
                wrong += 1
                self.stdout.write(f"{log}: " + _("the exported anchor is not part of the chain any more"))
            else:
                self.stdout.write(f"{log}: " + _("the chain holds"))
        if options["export"]:
            Path(options["export"]).write_text(json.dumps(exported(), indent=2) + "\n")
        if wrong:
            sys.exit(1)


def _read(path: str) -> dict[str, dict[str, Any]]:
    try:
        found: dict[str, dict[str, Any]] = json.loads(Path(path).read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
    return found
