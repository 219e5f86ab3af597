"""The one rule of who may see a material: `visible_to(viewer)`. Lists, files, search, choosers and exports all use it.

`acl_tokens(material)` says the same for search documents; `tests/repository/catalogue/test_visibility.py` proves that
both agree for random organisations, grants and people.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

if TYPE_CHECKING:
    from repository.catalogue.models import LearningMaterial, MaterialFile, ShareGrant
    from repository.organisations.viewer import Viewer


class ShareGrantQuerySet(models.QuerySet["ShareGrant"]):
    """Grants."""

    def in_force(self, now: datetime | None = None) -> Self:
        """Started, not run out, not ended by hand."""
        now = now or timezone.now()
        running = Q(valid_until__isnull=True) | Q(valid_until__gt=now)
        return self.filter(running, valid_from__lte=now, ended_at__isnull=True)

    def reaching(self, viewer: Viewer) -> Self:
        """Grants whose audience the viewer belongs to today."""
        reach = Q(audience="public")
        if viewer.held:
            reach |= Q(audience="members")
            reach |= Q(audience="unit", unit__in=viewer.unit_ids)
            reach |= Q(audience="unit_below", unit__in=viewer.ancestor_ids)
            reach |= Q(audience="group", group__in=viewer.group_ids)
        return self.filter(reach)


class LearningMaterialQuerySet(models.QuerySet["LearningMaterial"]):
    """Works."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Every work the viewer may open in some state: published to them, their own, or in review where they watch."""
        return self.filter(self._published_to(viewer) | self._in_progress_for(viewer)).standing()

    def published_to(self, viewer: Viewer) -> Self:
        """Works whose published version the viewer may open."""
        return self.filter(self._published_to(viewer)).standing()

    def standing(self) -> Self:
        """Neither in the bin nor withdrawn."""
        return self.filter(deleted_at__isnull=True).exclude(state="withdrawn")

    def in_progress_for(self, viewer: Viewer) -> Self:
        """Works whose draft the viewer may read: of authors who work there today, and of those who watch over rounds."""
        return self.filter(self._in_progress_for(viewer)).standing()

    def by(self, viewer: Viewer) -> Self:
        """What the viewer made where they work today, outside the bin."""
        return self._made_by(viewer).filter(deleted_at__isnull=True)

    def in_bin_of(self, viewer: Viewer) -> Self:
        """The viewer's own works in the bin."""
        return self._made_by(viewer).filter(deleted_at__isnull=False)

    def tombstones_for(self, viewer: Viewer) -> Self:
        """Withdrawn works that were once open to the viewer: these answer 410 instead of 404."""
        audience = self._audience(viewer) | self._in_progress_for(viewer)
        return self.filter(audience, state="withdrawn", tombstone__isnull=False)

    def with_labels(self) -> Self:
        """What a row of a list shows, without a query per row."""
        return self.select_related(
            "subject", "material_type", "licence", "owner_org", "current_version"
        ).prefetch_related("grades")

    def with_download_for(self, viewer: Viewer) -> Self:
        """Each row's `download_granted`: a grant in force lets the viewer keep the files."""
        grants = self._grants().in_force().reaching(viewer).filter(material=OuterRef("pk"), may_download=True)
        return self.annotate(download_granted=Exists(grants))

    def _made_by(self, viewer: Viewer) -> Self:
        if viewer.user is None or viewer.is_pupil:
            return self.none()
        return self.filter(created_by=viewer.user, owner_org__in=viewer.unit_ids)

    def _published_to(self, viewer: Viewer) -> Q:
        return self._audience(viewer) & Q(live=True, current_version__isnull=False)

    def _audience(self, viewer: Viewer) -> Q:
        """Membership of the owner, or a grant in force that reaches the viewer.

        Pupils only what is open to pupils, and what is public: signing in never shows less than being signed out.
        """
        grants = self._grants().in_force().reaching(viewer).filter(material=OuterRef("pk"))
        audience = Q(Exists(grants))
        if viewer.unit_ids:
            audience |= Q(owner_org__in=viewer.unit_ids)
        if viewer.staff_unit_ids:
            audience |= Q(owner_org__in=viewer.staff_unit_ids)
        if viewer.is_pupil:
            everybody = self._grants().in_force().filter(material=OuterRef("pk"), audience="public")
            audience &= Q(for_pupils=True) | Q(Exists(everybody))
        return audience

    def _in_progress_for(self, viewer: Viewer) -> Q:
        if viewer.user is None or viewer.is_pupil:
            return Q(pk__in=[])
        rule = Q(created_by=viewer.user, owner_org__in=viewer.unit_ids)
        if viewer.staff_unit_ids:
            watched = Q(owner_org__in=viewer.staff_unit_ids) | Q(subject_group__in=viewer.staff_unit_ids)
            rule |= watched & ~Q(state="draft")
        return rule

    def _grants(self) -> ShareGrantQuerySet:
        related: Any = self.model._meta.get_field("grants").related_model
        return ShareGrantQuerySet(related)


LearningMaterialManager = models.Manager.from_queryset(LearningMaterialQuerySet)


class MaterialFileQuerySet(models.QuerySet["MaterialFile"]):
    """Files of frozen versions."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Files of what is published to the viewer now; authors and those who watch over the work also get old versions.

        The answers meant for teachers are for staff: a pupil who signs out gets them as little as one who is signed in.
        """
        work = self._works().filter(
            pk=OuterRef("version__material")
        )  # correlated: asked for the few files at hand
        current = Q(Exists(work.published_to(viewer)), version=F("version__material__current_version"))
        visible = self.filter(current | Q(Exists(work.in_progress_for(viewer))))
        return visible if viewer.is_staff else visible.exclude(role="answer_sheet")

    def _works(self) -> LearningMaterialQuerySet:
        version: Any = self.model._meta.get_field("version").related_model
        return LearningMaterialQuerySet(version._meta.get_field("material").related_model)
