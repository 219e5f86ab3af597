"""May they? Rights over a paper."""

from __future__ import annotations

from questionbank.papers.models import Paper
from repository.organisations.viewer import Viewer


def may_arrange(viewer: Viewer, paper: Paper) -> bool:
    """The author, who works at its school today, until it is frozen: afterwards its content never changes."""
    made = viewer.user is not None and viewer.user.pk == paper.author_id
    is_own = made and viewer.is_staff and viewer.works_in(paper.organisation_id)
    return is_own and paper.frozen_at is None
