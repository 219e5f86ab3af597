"""Covers of materials: the picture of the first file's first page, or a drawn cover in the subject's hue.

For lists: one query for any number of rows. Addresses are signed for the viewer and lead to the content host.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import OuterRef, Subquery

from media.files.delivery import signed_url
from media.files.sections import described
from media.previews.models import Rendition
from repository.catalogue.models import FileRole, LearningMaterial, ManifestEntry
from repository.organisations.viewer import Viewer
from repository.shell.covers import Cover

# Keys of the guards in `file_access`; the guard id is the public id of the work.
COVER_GUARD = "material_cover"  # whoever sees the published work
DRAFT_GUARD = "material_draft"  # whoever sees the work in progress
PICTURE = "cover-320"


def covers_for(
    viewer: Viewer, materials: Sequence[LearningMaterial], *, drafts: bool = False
) -> dict[int, Cover]:
    """Covers by the row id of the material. `drafts`: also of work in progress the viewer watches over."""
    entries = _first_entries(materials)
    guard = DRAFT_GUARD if drafts else COVER_GUARD
    return {material.pk: _cover(viewer, material, entries.get(material.pk), guard) for material in materials}


def with_covers(
    viewer: Viewer, materials: Iterable[LearningMaterial], *, drafts: bool = False
) -> list[LearningMaterial]:
    """The same rows, each with its `cover`."""
    rows = list(materials)
    covers = covers_for(viewer, rows, drafts=drafts)
    for row in rows:
        row.cover = covers[row.pk]  # type: ignore[attr-defined]
    return rows


def drawn_cover(material: LearningMaterial) -> Cover:
    """The cover without a picture: hue of the subject, motif of the type, numeral of the lowest grade."""
    grades = sorted((grade.code for grade in material.grades.all()), key=lambda code: (len(code), code))
    return Cover(
        hue=material.subject.hue if material.subject else 0,
        motif=material.material_type.motif if material.material_type else "book",
        grade=grades[0] if grades else "",
    )


def _first_entries(materials: Sequence[LearningMaterial]) -> dict[int, ManifestEntry]:
    """The first file of each work with its blob and, as `picture`, the name of its small cover; one query."""
    pictures = Rendition.objects.filter(
        blob=OuterRef("blob"), handler_version=OuterRef("blob__handler_version"), name=PICTURE
    )
    entries = (
        ManifestEntry.objects.filter(material__in=[row.pk for row in materials], role=FileRole.ORIGINAL)
        .annotate(picture=Subquery(pictures.values("file_name")[:1]))
        .select_related("blob")
        .order_by("ordinal", "id")
    )
    first: dict[int, ManifestEntry] = {}
    for entry in entries:
        first.setdefault(entry.material_id, entry)
    return first


def _cover(viewer: Viewer, material: LearningMaterial, entry: ManifestEntry | None, guard: str) -> Cover:
    drawn = drawn_cover(material)
    file_name = getattr(entry, "picture", None)
    if entry is None or not file_name:
        return drawn
    blob = entry.blob
    picture = Rendition(
        blob=blob, handler_version=blob.handler_version, file_name=file_name, media_type="image/webp"
    )
    address = signed_url(picture, name="bia.webp", guard=guard, guard_id=material.public_id, user=viewer.user)
    return replace(drawn, image_url=address, length=_length(described(blob).metadata.duration))


def _length(seconds: float) -> str:
    """A playing time such as "12:05"; empty for what has none."""
    if not seconds:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
