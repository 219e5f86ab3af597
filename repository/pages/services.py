"""What must follow from portal pages and roles: who edits the portal, and who uses which material."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from config.accounts.models import User
from repository.catalogue.models import LearningMaterial, Usage
from repository.organisations.models import Membership, Role
from repository.pages.blocks import material_ids
from repository.pages.models import PortalPage

EDITOR_GROUP = "Portal editors"
EDITOR_ROLES = (Role.LIBRARIAN, Role.ADMINISTRATOR)
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
PICTURE_RIGHTS = (
    "add_image",
    "change_image",
    "choose_image",
)  # Wagtail asks for those of its own picture model


def ensure_portal_editors() -> Group:
    """The one group with a way into Wagtail's admin: pages and pictures, nothing else. Made at the first call."""
    group, is_new = Group.objects.get_or_create(name=EDITOR_GROUP)
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    if not is_new and group.permissions.filter(pk=access.pk).exists():
        return group
    with transaction.atomic():
        root = Page.objects.get(depth=1)
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS
        ):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        pictures = Permission.objects.filter(
            content_type__app_label="wagtailimages", codename__in=PICTURE_RIGHTS
        )
        for permission in pictures:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )
        group.permissions.set([access])
    return group


def sync_portal_editor(user: User) -> bool:
    """Put a librarian or administrator of today into the group, and everybody else out; says which it was.

    Idempotent. Called when somebody signs in, enters the portal's admin, and by an hourly sweep.
    """
    roles = Membership.objects.filter(user=user).holding(*EDITOR_ROLES).valid_on(timezone.localdate())
    edits = user.is_active and not user.is_pupil and roles.exists()
    if edits:
        user.groups.add(ensure_portal_editors())
    else:
        user.groups.through.objects.filter(user=user, group__name=EDITOR_GROUP).delete()
    return edits


def sync_portal_editors() -> int:
    """Sync everybody who is in the group; returns how many had to leave. Newcomers join when they come in."""
    members = User.objects.filter(groups__name=EDITOR_GROUP)
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
