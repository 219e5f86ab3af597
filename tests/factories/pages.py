"""Materials and portal pages for tests of the portal and of baskets: saved rows, no files."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone
from wagtail.models import Page, Site

from config.accounts.models import User
from repository.catalogue.models import LearningMaterial, MaterialVersion, ShareGrant
from repository.curriculum.models import GradeLevel, Subject
from repository.organisations.models import OrgUnit
from repository.pages.models import HomePage, PortalPage

_numbers = count(1)


def published_material(
    title: str,
    school: OrgUnit,
    author: User,
    *,
    audience: str = "",
    minutes_ago: int | None = None,
    **fields: Any,
) -> LearningMaterial:
    """A published work with one revision and one version; `audience` ("public", "members") opens it to others."""
    when = timezone.now() - timedelta(minutes=next(_numbers) if minutes_ago is None else minutes_ago)
    subject = Subject.objects.filter(code="TOAN").first()
    material = LearningMaterial.objects.create(
        title=title, owner_org=school, created_by=author, state="approved", live=True, subject=subject,
        published_at=when, **fields,
    )  # fmt: skip
    grade = GradeLevel.objects.filter(code="6").first()
    if grade:
        material.grades.add(grade)
        material.save()
    new_version(material, author)
    if audience:
        share(material, author, audience)
    return material


def new_version(material: LearningMaterial, author: User) -> MaterialVersion:
    """One more frozen state, made the current one."""
    revision = material.save_revision(user=author, clean=False)
    version = MaterialVersion.objects.create(
        material=material, number=material.versions.count() + 1, revision_id=revision.pk, metadata={},
        digest="0" * 64, approved_by=author, approved_at=timezone.now(),
    )  # fmt: skip
    LearningMaterial.objects.filter(pk=material.pk).update(current_version=version)
    material.refresh_from_db()
    return version


def draft_material(title: str, school: OrgUnit, author: User) -> LearningMaterial:
    """A work nobody but its author may see."""
    material = LearningMaterial.objects.create(title=title, owner_org=school, created_by=author, live=False)
    material.save_revision(user=author, clean=False)
    return material


def share(material: LearningMaterial, by: User, audience: str = "public") -> ShareGrant:
    """A grant that began yesterday and has no end."""
    start = timezone.now() - timedelta(days=1)
    return ShareGrant.objects.create(material=material, audience=audience, valid_from=start, granted_by=by)


def shelf(title: str, *materials: LearningMaterial) -> dict[str, Any]:
    """The raw value of a shelf block."""
    items = [{"type": "item", "value": material.pk, "id": str(uuid4())} for material in materials]
    return {"type": "shelf", "value": {"title": title, "materials": items}}


def home_page(*blocks: dict[str, Any], title: str = "Trang chủ", lead: str = "") -> HomePage:
    """The published front page at the root of the default site."""
    page = HomePage(title=title, slug="trang-chu", lead=lead, body=list(blocks))
    Page.objects.get(depth=1).add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": page}
    )
    page.save_revision().publish()
    return HomePage.objects.get(pk=page.pk)


def portal_page(
    home: HomePage, *blocks: dict[str, Any], title: str = "Triển lãm", slug: str = "trien-lam"
) -> PortalPage:
    """A published page below the front page."""
    page = PortalPage(title=title, slug=slug, body=list(blocks))
    home.add_child(instance=page)
    page.save_revision().publish()
    return PortalPage.objects.get(pk=page.pk)
