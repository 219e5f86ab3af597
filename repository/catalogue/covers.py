"""Covers of materials: the picture of the first file's first page, or a drawn cover in the subject's hue.

For lists: two queries for any number of rows. Addresses are signed for the viewer and lead to the content host.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from media.files.delivery import signed_url
from media.files.models import StoredBlob
from media.files.sections import described
from media.previews.models import Rendition
from media.previews.services import covers_of
from repository.catalogue.models import FileRole, LearningMaterial, ManifestEntry
from repository.organisations.viewer import Viewer
from repository.shell.covers import Cover

# Keys of the guards in `file_access`; the guard id is the public id of the work.
COVER_GUARD = "material_cover"  # whoever sees the published work
DRAFT_GUARD = "material_draft"  # whoever sees the work in progress


def covers_for(viewer: Viewer, materials: Sequence[LearningMaterial], *, drafts: bool = False) -> dict[int, Cover]:
    """Covers by the row id of the material. `drafts`: also of work in progress the viewer watches over."""
    blobs = _first_blobs(materials)
    pictures = covers_of(blobs.values())
    guard = DRAFT_GUARD if drafts else COVER_GUARD
    return {
        material.pk: _cover(viewer, material, blobs.get(material.pk), pictures, guard) for material in materials
    }


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


def _first_blobs(materials: Sequence[LearningMaterial]) -> dict[int, StoredBlob]:
    entries = ManifestEntry.objects.filter(material__in=[row.pk for row in materials], role=FileRole.ORIGINAL)
    blobs: dict[int, StoredBlob] = {}
    for entry in entries.order_by("ordinal", "id").select_related("blob"):
        blobs.setdefault(entry.material_id, entry.blob)
    return blobs


def _cover(
    viewer: Viewer, material: LearningMaterial, blob: StoredBlob | None, pictures: dict[int, Rendition], guard: str
) -> Cover:
    drawn = drawn_cover(material)
    picture = pictures.get(blob.pk) if blob else None
    if blob is None or picture is None:
        return drawn
    return Cover(
        image_url=signed_url(picture, name="bia.webp", guard=guard, guard_id=material.public_id, user=viewer.user),
        hue=drawn.hue,
        motif=drawn.motif,
        grade=drawn.grade,
        length=_length(described(blob).metadata.duration),
    )


def _length(seconds: float) -> str:
    """A playing time such as "12:05"; empty for what has none."""
    if not seconds:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
