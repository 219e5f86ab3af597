"""What must follow from portal pages and roles: who edits the portal, and who uses which material."""

from __future__ import annotations

from django.db import transaction

from config.accounts.models import User
from repository.catalogue.models import LearningMaterial, Usage
from repository.organisations.viewer import viewer_for
from repository.pages.blocks import material_ids
from repository.pages.models import PortalPage
from repository.pages.places import EDITOR_GROUP, groups_for


def sync_portal_editor(user: User) -> bool:
    """Put a librarian or administrator of today into the groups of their places, and out of all others.

    Idempotent. Called when somebody signs in, enters the portal's admin, and by an hourly sweep. Says whether they
    edit anything.
    """
    groups = [] if user.is_pupil or not user.is_active else groups_for(viewer_for(user))
    others = user.groups.through.objects.filter(user=user, group__name__startswith=EDITOR_GROUP)
    others.exclude(group__in=groups).delete()
    user.groups.add(*groups)
    return bool(groups)


def sync_portal_editors() -> int:
    """Sync everybody who is in a group; returns how many had to leave. Newcomers join when they come in."""
    members = User.objects.filter(groups__name__startswith=EDITOR_GROUP).distinct()
    return sum(not sync_portal_editor(user) for user in members)


def record_shelves(page: PortalPage) -> None:
    """Let each material on the published page know that it stands there; those that were taken off forget it."""
    wanted = material_ids(page.body)
    existing = LearningMaterial.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    with transaction.atomic():
        Usage.objects.filter(consumer=consumer_of(page)).exclude(material__in=wanted).delete()
        Usage.objects.bulk_create(
            [Usage(material_id=pk, consumer=consumer_of(page)) for pk in existing], ignore_conflicts=True
        )


def forget_shelves(page: PortalPage) -> None:
    """The page was unpublished: nothing stands on it any more."""
    Usage.objects.filter(consumer=consumer_of(page)).delete()


def consumer_of(page: PortalPage) -> str:
    """The page's name in `Usage`: "page:<id>"."""
    return f"page:{page.pk}"
