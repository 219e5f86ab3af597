"""manage.py clean_portal_pictures: rewrite portal pictures stored earlier without positions. Safe on a running system."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from media.formats.picture_cleaning import NotClean
from repository.pages.models import PortalImage, PortalRendition


class Command(BaseCommand):
    """Each picture is replaced in one step; a reader sees the old one or the new one."""

    help = (
        "Take positions and camera notes out of the portal's pictures that were stored before; says how many."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Counts; fails when a picture cannot be cleaned."""
        changed, broken = 0, []
        storage: Any = default_storage  # one of repository.pages.picture_storage
        for name in _names():
            try:
                changed += storage.clean_again(name)
            except NotClean:
                broken.append(name)
        self.stdout.write(f"{changed} pictures cleaned")
        if broken:
            raise CommandError(f"Delete or replace what cannot be cleaned: {', '.join(broken)}")


def _names() -> list[str]:
    return [
        *PortalImage.objects.values_list("file", flat=True),
        *PortalRendition.objects.values_list("file", flat=True),
    ]
