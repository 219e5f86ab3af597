"""`manage.py backup [--to FILE]`: the embedded city as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config.backup import BackupProblem, default_name, files_elsewhere, make_backup


class Command(BaseCommand):
    """May run while the city is in use."""

    help = "Write database, files and key into one tar file with checksums."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, help="the file to write (default: var/backups/hoclieu-<time>.tar)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("This city lives in PostgreSQL: back it up with pg_dump (deploy/README.md).")
        target = options["to"] or settings.VAR_DIR / "backups" / default_name()
        try:
            manifest = make_backup(settings.VAR_DIR, target, files_elsewhere())
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{target}: {len(manifest.entries)} files, {manifest.size / 1e6:.1f} MB")
