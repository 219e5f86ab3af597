"""Parts of pages that tell of review: rows of the queue, the history, counts in the navigation."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from config.notices.models import Notice
from repository.curation.models import ReviewDecision, ReviewRound
from repository.curation.querysets import ReviewRoundQuerySet
from repository.organisations.viewer import REVIEW_ROLES, Viewer
from repository.shell.navigation import NAVIGATION, NavigationEntry, Place


@dataclass(frozen=True)
class HistoryEntry:
    """One hand-in with its decisions, oldest first."""

    round: ReviewRound
    decisions: list[ReviewDecision]


def queue_rows(waiting: ReviewRoundQuerySet, limit: int) -> list[ReviewRound]:
    """Rounds with what a row of the queue shows, in three joins and no query per row."""
    shown = waiting.select_related(
        "submitted_by", "organisation", "subject_group", "step", "claimed_by"
    ).distinct()
    return list(shown.order_by("due_at", "id")[:limit])


def history_of(review_round: ReviewRound, viewer: Viewer) -> list[HistoryEntry]:
    """Every round over the same subject that the viewer may read: who, when, in which version, with which note."""
    return history_of_subject(review_round.kind, review_round.subject_id, viewer)


def history_of_subject(kind: str, subject_id: str, viewer: Viewer) -> list[HistoryEntry]:
    """As `history_of`, by the subject's key."""
    rounds = (
        (ReviewRound.objects.visible_to(viewer) | ReviewRound.objects.waiting_for(viewer))
        .filter(kind=kind, subject_id=subject_id)
        .select_related("submitted_by")
        .prefetch_related("decisions__actor", "decisions__acting_for")
        .distinct()
        .order_by("id")
    )
    return [HistoryEntry(row, list(row.decisions.all())) for row in rounds]


def _waiting_count(viewer: Viewer) -> int | None:
    return (
        ReviewRound.objects.waiting_for(viewer).distinct().count() if viewer.has_role(*REVIEW_ROLES) else None
    )


def _unread_count(viewer: Viewer) -> int | None:
    return Notice.objects.of(viewer.user).unread().count() if viewer.user else None


NAVIGATION.add(
    "review",
    NavigationEntry(
        _("To decide"),
        "review_queue",
        "stamp",
        place=Place.MAIN,
        access=lambda viewer: viewer.is_staff and viewer.has_role(*REVIEW_ROLES),
        count=_waiting_count,
        calls=True,
    ),
    order=40,
)
NAVIGATION.add(
    "inbox",
    NavigationEntry(
        _("Inbox"),
        "inbox",
        "inbox",
        place=Place.TOOL,
        access=lambda viewer: viewer.is_staff,
        count=_unread_count,
    ),
    order=10,
)
