"""Recording use, without persons: staff of the owner and double clicks do not count."""

from __future__ import annotations

from django.db.models import F

from config.caches import shared
from repository.catalogue.models import LearningMaterial, MaterialEvent, UseKind
from repository.organisations.viewer import Viewer

DOUBLE_CLICK_SECONDS = 30


def record_use(viewer: Viewer, *, material: LearningMaterial, kind: UseKind) -> bool:
    """Count one opening, playing or download; False when it is the author's own or a double click."""
    if viewer.user and viewer.user.pk == material.created_by_id:
        return False
    who = viewer.user.pk if viewer.user else "anonymous"
    if viewer.user and not shared.add(f"use:{material.pk}:{kind}:{who}", 1, DOUBLE_CLICK_SECONDS):
        return False
    unit = min(viewer.school_ids, default=None)
    MaterialEvent.objects.create(material=material, kind=kind, unit_id=unit)
    LearningMaterial.objects.filter(pk=material.pk).update(use_count=F("use_count") + 1)
    return True
