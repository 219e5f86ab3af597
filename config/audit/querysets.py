"""Rows that are only ever added."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.db import models


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses every change of rows that exist."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused: evidence never changes."""
        raise PermissionDenied(f"{self.model.__name__} rows are evidence and never change")

    def delete(self) -> NoReturn:
        """Refused: evidence stays."""
        raise PermissionDenied(f"{self.model.__name__} rows are evidence and are never deleted")
