"""Papers: an author's own, where they work today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from repository.organisations.viewer import Viewer

if TYPE_CHECKING:
    from questionbank.papers.models import Paper


def authored(viewer: Viewer, prefix: str = "") -> Q:
    """Own papers and tests, where one works today: they belong to the school."""
    return Q(**{f"{prefix}author": viewer.user, f"{prefix}organisation__in": viewer.unit_ids})


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers. Whoever else may look at one does so through a test event of it (`quizzes`)."""

    def editable_by(self, viewer: Viewer) -> Self:
        """Papers the viewer arranges: their own."""
        return self.filter(authored(viewer)) if viewer.is_staff else self.none()
