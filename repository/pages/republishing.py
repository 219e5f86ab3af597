"""Taking an unpublishing back: the page, and those below it that went with it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from wagtail.models import Page, PageLogEntry

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused

UNPUBLISH = "wagtail.unpublish"
TOGETHER = datetime.timedelta(minutes=2)  # an act over many pages writes its log entries one after the other


def carried_by(page: Page) -> int:
    """How many live pages stand below."""
    return Page.objects.descendant_of(page).live().count()


def gone_together(page: Page) -> list[Page]:
    """The page and everything below it that was unpublished in the same act."""
    entries = PageLogEntry.objects.filter(page=OuterRef("pk"), action=UNPUBLISH).order_by("-timestamp")
    last = PageLogEntry.objects.filter(page=page.pk, action=UNPUBLISH).order_by("-timestamp").first()
    if last is None or page.live:
        return []
    pages = Page.objects.descendant_of(page, inclusive=True).filter(live=False)
    dated = pages.annotate(gone_at=Subquery(entries.values("timestamp")[:1]))
    return list(
        dated.filter(gone_at__gte=last.timestamp - TOGETHER, gone_at__lte=last.timestamp + TOGETHER).order_by(
            "path"
        )
    )


@transaction.atomic
def republish(actor: User, *, page: Page) -> int:
    """Publish again what was unpublished together, as it stood; returns how many pages."""
    if not page.permissions_for_user(actor).can_publish():
        raise NotAllowed(_("You may not publish this page."))
    pages = gone_together(page)
    if not pages:
        raise Refused(_("This page is published, or was never taken off."))
    for one in pages:
        revision = one.get_latest_revision()
        if revision is not None:
            revision.publish(user=actor)
    record(actor, verb="page.republish", subject=f"page:{page.pk}", pages=len(pages))
    return len(pages)
