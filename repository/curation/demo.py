"""For demo steps: somebody who may decide the open step of a round; and inboxes that look used."""

from __future__ import annotations

from django.utils import timezone

from config.accounts.models import User
from config.demo import DEMO_STEPS, DemoSize, ProgressReport
from config.notices.models import Notice
from repository.curation.deciding import DECIDING
from repository.curation.models import ReviewRound

UNREAD = 5


def decider_of(review_round: ReviewRound) -> User:
    """Whoever may decide does: head or deputy, principal, or the vice principal in their place."""
    if found := DECIDING.people(review_round).order_by("pk").first():
        return found
    raise LookupError(f"nobody can decide {review_round}")


@DEMO_STEPS.register("inbox", order=99)
def read_old_notices(size: DemoSize, report: ProgressReport) -> None:
    """Everybody has read what is old: a city in use has a few unread notices, not a hundred."""
    for recipient in (
        Notice.objects.filter(read_at__isnull=True).values_list("recipient", flat=True).distinct()
    ):
        unread = Notice.objects.filter(recipient=recipient, read_at__isnull=True).order_by("-pk")
        old = list(unread.values_list("pk", flat=True)[UNREAD:])
        Notice.objects.filter(pk__in=old).update(read_at=timezone.now())
    report(1, 1, "notices")
