"""Players of a work's files: addresses signed for the viewer, pages drawn on demand through our own addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from media.files.delivery import signed_prefix, signed_url
from media.files.models import StoredBlob
from media.files.sections import read
from media.formats.anchor_labels import anchor_label
from media.players.services import Links, Wishes, player_for, render_player
from repository.catalogue.covers import DRAFT_GUARD
from repository.catalogue.models import LearningMaterial, ManifestEntry, MaterialFile
from repository.organisations.viewer import Viewer

FILE_GUARD = "material_file"  # a file of a version; guard id: public id of the MaterialFile
DOWNLOAD_GUARD = "material_download"  # the same, for keeping
ORIGINAL_GUARD = "material_original"  # the very bytes, for the author; guard id: public id of the work
LONGEST_CONTENTS = 80


@dataclass(frozen=True)
class ContentsLine:
    """A place in a file with a heading."""

    anchor: str
    place: str
    title: str


def file_player(
    viewer: Viewer, file: MaterialFile, *, download_url: str | None, start_anchor: str = ""
) -> SafeString:
    """The player of a file of a version that the viewer may see."""

    links = _links(
        viewer,
        guard=FILE_GUARD,
        guard_id=file.public_id,
        page=lambda number: reverse("file_page", args=[file.public_id, number]),
        download=download_url,
    )
    return render_player(file.blob, title=file.name, links=links, wishes=Wishes(start_anchor=start_anchor))


def draft_player(
    viewer: Viewer,
    material: LearningMaterial,
    entry: ManifestEntry,
    *,
    notes: Mapping[str, SafeString] | None = None,
    is_reviewer: bool = False,
) -> SafeString:
    """The player of a file of work in progress; `notes` maps anchors to safe HTML beside the page."""

    links = _links(
        viewer,
        guard=DRAFT_GUARD,
        guard_id=material.public_id,
        page=lambda number: reverse("draft_page", args=[material.public_id, entry.public_id, number]),
        download=reverse("draft_file", args=[material.public_id, entry.public_id]) + "?tai-ve=1",
    )
    wishes = Wishes(is_reviewer=is_reviewer, notes=notes or {})
    return render_player(entry.blob, title=entry.name, links=links, wishes=wishes)


def contents_of(blob: StoredBlob) -> list[ContentsLine]:
    """Pages that have a heading, in order; none where the player is an outline already."""
    if player_for(blob).lists_contents:
        return []
    lines = [ContentsLine(row.anchor, anchor_label(row.anchor), row.title) for row in read(blob) if row.title]
    return lines[:LONGEST_CONTENTS]


def _links(
    viewer: Viewer, *, guard: str, guard_id: str, page: Callable[[int], str], download: str | None
) -> Links:
    """Addresses for as long as a lesson, each behind the guard."""
    behind: Any = {
        "guard": guard, "guard_id": guard_id, "user": viewer.user, "ttl": settings.PLAYER_LINK_SECONDS,
    }  # fmt: skip
    return Links(
        file=lambda deliverable, name: signed_url(deliverable, name=name, **behind),
        page=page,
        download=download,
        members=lambda blob, begin: signed_prefix(blob, begin, **behind),
    )
