"""Load the reference data of every room; safe to run again and again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from config.reference import REFERENCE_LOADERS


class Command(BaseCommand):
    help = "Loads curriculum, vocabularies, licences and review steps (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        for key, load in REFERENCE_LOADERS.items():
            with transaction.atomic():
                touched = load()
            if options["verbosity"]:
                self.stdout.write(f"{key}: {touched} changed")
