"""manage.py load_curriculum: bring subjects, grades, topics, outcomes and series up to date from CSV."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from repository.curriculum.load import DATA, BadCurriculum, load_folder


class Command(BaseCommand):
    """Idempotent: a second run reports every row as unchanged."""

    help = "Load the curriculum from CSV files; all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("--folder", type=Path, default=DATA, help="folder with the CSV files")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")

    def handle(self, *args: object, folder: Path, dry_run: bool, **options: object) -> None:
        """Load and print one line per file."""
        if not folder.is_dir():
            raise CommandError(_("There is no folder %(folder)s.") % {"folder": folder})
        try:
            tallies = load_folder(folder, dry_run=dry_run)
        except BadCurriculum as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            raise CommandError(str(refusal)) from None
        for tally in tallies:
            self.stdout.write(
                _("%(file)s: %(created)d created, %(changed)d changed, %(unchanged)d unchanged")
                % {
                    "file": tally.file,
                    "created": tally.created,
                    "changed": tally.changed,
                    "unchanged": tally.unchanged,
                }
            )
