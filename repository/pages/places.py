"""Who writes where: the city's editors the whole portal, a school's editors the section of their school.

A right follows from a role held today (`organisations`): groups only carry it into Wagtail, one for the city and one
for each school, with a folder of pictures of its own.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from repository.organisations.models import OrgUnit, Role
from repository.organisations.viewer import Viewer
from repository.pages.models import HomePage, SchoolPage

EDITOR_GROUP = "Portal editors"
SCHOOL_GROUP = f"{EDITOR_GROUP}: "
EDITOR_ROLES = (Role.LIBRARIAN, Role.ADMINISTRATOR)
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
PICTURE_RIGHTS = (
    "add_image",
    "change_image",
    "choose_image",
)  # Wagtail asks for those of its own picture model


@transaction.atomic
def ensure_home() -> HomePage:
    """The front page, published; a city without a demo gets an empty one, to be filled by its editors."""
    home = HomePage.objects.first()
    if home is not None:
        return home
    home = HomePage(title="Trang chủ", slug="trang-chu")
    Page.objects.get(depth=1).add_child(instance=home)
    site = urlsplit(settings.SITE_URL)
    port = site.port or (443 if site.scheme == "https" else 80)
    where = {"hostname": site.hostname or "localhost", "port": port, "root_page": home}
    Site.objects.update_or_create(
        is_default_site=True, defaults={**where, "site_name": settings.WAGTAIL_SITE_NAME}
    )
    home.save_revision().publish()
    # Wagtail's own first page, which nobody asked for.
    Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk).delete()
    return home


@transaction.atomic
def ensure_section(school: OrgUnit) -> SchoolPage:
    """The school's own section below the front page, published at once: made with the school, found again later."""
    section = SchoolPage.objects.filter(unit=school).first()
    if section is None:
        section = SchoolPage(title=school.name, slug=f"truong-{school.public_id}", unit=school)
        ensure_home().add_child(instance=section)
        section.save_revision().publish()
    return section


def city_editors() -> Group:
    """Editors of the whole portal."""
    return _group(EDITOR_GROUP, Page.objects.get(depth=1), Collection.get_first_root_node())


def school_editors(school: OrgUnit) -> Group:
    """Editors of one school's section, with its own folder of pictures; they may choose, not change, the city's."""
    name = f"{SCHOOL_GROUP}{school.public_id}"
    known = Group.objects.filter(name=name).first()
    if known is not None:
        return known
    root = Collection.get_first_root_node()
    folder = Collection.objects.filter(name=name).first() or root.add_child(name=name)
    group = _group(name, ensure_section(school), folder)
    choose = Permission.objects.get(content_type__app_label="wagtailimages", codename="choose_image")
    GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=choose)
    return group


def groups_for(viewer: Viewer) -> list[Group]:
    """What today's roles make of a person: editors of a school hold their role in or below it."""
    if not viewer.is_staff:
        return []
    held = [one for one in viewer.held if one.role in EDITOR_ROLES and one.acting_for is None]
    groups = []
    if any(not any(f"/{school.pk}/" in one.unit_path for school in viewer.schools) for one in held):
        groups.append(city_editors())
    for school in viewer.schools:
        if any(f"/{school.pk}/" in one.unit_path for one in held):
            groups.append(school_editors(school))
    return groups


def _group(name: str, page: Page, folder: Collection) -> Group:
    """A group with a way into Wagtail's admin: pages below `page`, pictures in `folder`, nothing else."""
    group, is_new = Group.objects.get_or_create(name=name)
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    if not is_new and group.permissions.filter(pk=access.pk).exists():
        return group
    with transaction.atomic():
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS
        ):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailimages", codename__in=PICTURE_RIGHTS
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=folder, permission=permission
            )
        group.permissions.set([access])
    return group
