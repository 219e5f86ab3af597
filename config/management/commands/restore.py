"""`manage.py restore FILE [--into DIR | --force]`: brings a backup back, verified before anything is replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from config.backup import BackupProblem, restore_backup


class Command(BaseCommand):
    """Refuses over a city that is there, unless told otherwise."""

    help = "Restore a backup of the embedded set-up."
    requires_system_checks: list[str] = []  # noqa: RUF012 - the city may be broken

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--into", type=Path, help="a scratch folder in place of var/, to look at a backup"
        )
        parser.add_argument("--force", action="store_true", help="replace the city; the old one is set aside")

    def handle(self, *args: Any, **options: Any) -> None:
        connections.close_all()
        target = options["into"] or Path(settings.VAR_DIR)
        try:
            manifest = restore_backup(options["file"], target, force=options["force"])
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{len(manifest.entries)} files of {manifest.made} verified and restored into {target}"
        )
        if options["into"]:
            self.stdout.write(f"Look at it: make run PORT=8100 HOCLIEU_VAR={target.resolve()}")
        else:
            if settings.FILES_URL:
                self.stdout.write(
                    f"Bring the files home: manage.py copy_files --from file://{target.resolve()}/files"
                )
            self.stdout.write("The search index is rebuilt at the next `make run`.")
