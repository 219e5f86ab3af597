"""`manage.py copy_files [--from ADDRESS] [--to ADDRESS]`: files from one store into another, only what is missing there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.errors import HouseError
from media.storage.base import BlobStore
from media.storage.copying import CopyReport, copy_store
from media.storage.stores import blob_store, store_at


class Command(BaseCommand):
    """A backup of the object store, or the move of a city into one. May be broken off, repeated, run while in use."""

    help = "Copy all files of this city from or to another address (file:///folder or s3://bucket/…)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="source", default="", help="default: where this city keeps its files"
        )
        parser.add_argument(
            "--to", dest="target", default="", help="default: where this city keeps its files"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was copied; fails when an original is not what its name says."""
        if bool(options["source"]) == bool(options["target"]):
            raise CommandError("Give one of --from and --to; the other is this city's own store.")
        try:
            report = copy_store(_store(options["source"]), _store(options["target"]), say=self._say)
        except (HouseError, ImproperlyConfigured) as problem:
            raise CommandError(f"{problem}. What was copied stays; run it again.") from problem
        self.stdout.write(
            f"{report.copied} files copied ({report.copied_bytes / 1e6:.1f} MB), {report.there} were there already"
        )
        if report.damaged:
            raise CommandError(f"Not copied, their content is not what it was: {', '.join(report.damaged)}")

    def _say(self, report: CopyReport) -> None:
        if report.copied % 1000 == 0:
            self.stderr.write(f"{report.copied} files …")


def _store(address: str) -> BlobStore:
    return store_at(address) if address else blob_store()
