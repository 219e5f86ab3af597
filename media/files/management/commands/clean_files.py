"""manage.py clean_files: take positions out of what others get of files stored earlier. Safe on a running system."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from media.files import cleaning
from media.files.models import CleanState, StoredBlob


class Command(BaseCommand):
    """One file after the other, in this process's children; may be stopped and begun again at any time."""

    help = (
        "Make the copies without positions of files that were stored before; prints how many of each outcome."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--dry-run` only counts."""
        parser.add_argument("--dry-run", action="store_true", help="only say how many are to be done")

    def handle(self, *args: Any, **options: Any) -> None:
        """Counts by outcome; fails when a file cannot be cleaned (it is then given to nobody but its owner)."""
        waiting = cleaning.uncleaned()
        self.stdout.write(f"{len(waiting)} files to look at")
        if options["dry_run"]:
            return
        outcomes = dict.fromkeys(CleanState.values, 0)
        for pk in waiting:
            blob = StoredBlob.objects.filter(pk=pk, cleaned_by__lt=cleaning.CLEANER).first()
            if blob is not None:
                cleaning.clean_stored(blob)
                outcomes[blob.clean_state] += 1
        same, copies, refused = (
            outcomes[state] for state in (CleanState.SAME, CleanState.COPY, CleanState.REFUSED)
        )
        self.stdout.write(f"{same} as they are, {copies} copies made, {refused} not given out")
        if refused:
            raise CommandError(
                "Ask the owners of the files that are not given out to save and upload them again."
            )
