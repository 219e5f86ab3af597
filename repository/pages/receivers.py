"""What listens: published and unpublished pages keep `Usage` true, a sign-in puts editors into their group."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import Signal, receiver
from wagtail.signals import page_published, page_unpublished

from config.accounts.models import User
from repository.organisations.models import OrgUnit
from repository.organisations.signals import unit_added
from repository.pages.models import PortalPage
from repository.pages.places import ensure_section
from repository.pages.services import forget_shelves, record_shelves, sync_portal_editor


@receiver([page_published, page_unpublished])
def follow_page(sender: type, instance: Any, signal: Signal, **kwargs: Any) -> None:
    """One receiver for both: shelves are in use while their page is live. Wagtail unpublishes what it deletes."""
    if not isinstance(instance, PortalPage):
        return
    if signal is page_published:
        record_shelves(instance)
    else:
        forget_shelves(instance)


@receiver(unit_added)
def follow_school(sender: type, unit: OrgUnit, **kwargs: Any) -> None:
    """A school has its section of the portal from its first day."""
    if unit.kind.is_school:
        ensure_section(unit)


@receiver(user_logged_in)
def follow_sign_in(sender: type, user: User, **kwargs: Any) -> None:
    """Roles begin and end by date; membership of the editors' group follows at the latest here."""
    if not user.is_pupil:
        sync_portal_editor(user)
