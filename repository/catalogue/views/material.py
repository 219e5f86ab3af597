"""The page of one work: player first, beside it what it is and whose, below contents, versions and history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from media.files.wording import FindingWords, findings_of
from repository.catalogue.facts import facts_of_draft, facts_of_version
from repository.catalogue.models import (
    LearningMaterial,
    ManifestEntry,
    MaterialFile,
    MaterialState,
    MaterialVersion,
    Tombstone,
    UseKind,
)
from repository.catalogue.notes import return_notes
from repository.catalogue.policies import is_author, may_delete, may_download, may_edit, may_watch
from repository.catalogue.services.use import record_use
from repository.catalogue.showing import contents_of, draft_player, file_player
from repository.curation.components import history_of_subject
from repository.curation.life import IN_REVIEW
from repository.organisations.requests import HouseRequest
from repository.shell.responses import gone
from repository.shell.templatetags.shell import day

DRAFT = "nhap"


@dataclass(frozen=True)
class ShownFile:
    """A file in the list beside the player."""

    name: str
    size: int
    role: str
    url: str
    download_url: str
    is_shown: bool


@dataclass(frozen=True)
class CheckedFile:
    """A file on the safety card."""

    name: str
    findings: list[FindingWords]


def material(request: HouseRequest, public_id: str) -> HttpResponse:
    """The published work; `?ban=nhap` shows work in progress to its author and those who watch over it."""
    viewer = request.viewer
    if request.GET.get("ban") != DRAFT:
        published = LearningMaterial.objects.published_to(viewer).with_download_for(viewer)
        row = (
            published.select_related("owner_org", "licence", "current_version")
            .filter(public_id=public_id)
            .first()
        )
        if row is not None and row.current_version is not None:
            return _version_page(request, row, row.current_version)
    row = LearningMaterial.objects.in_progress_for(viewer).with_labels().filter(public_id=public_id).first()
    if row is not None:
        return _draft_page(request, row)
    return _missing(request, public_id)


def seen(request: HouseRequest, public_id: str) -> HttpResponse:
    """The page tells that it is being read; counted once, without the person."""
    row = LearningMaterial.objects.published_to(request.viewer).filter(public_id=public_id).first()
    if row is None:
        raise Http404
    record_use(request.viewer, material=row, kind=UseKind.VIEWED)
    return HttpResponse(status=204)


def material_version(request: HouseRequest, public_id: str, number: int) -> HttpResponse:
    """An older version, for the author and those who watch over the work; everybody else is sent to the current one."""
    watched = (
        LearningMaterial.objects.in_progress_for(request.viewer)
        .with_labels()
        .filter(public_id=public_id)
        .first()
    )
    version = watched.versions.filter(number=number).first() if watched else None
    if watched is not None and version is not None:
        return _version_page(request, watched, version)
    visible = LearningMaterial.objects.published_to(request.viewer).filter(public_id=public_id)
    current = visible.values_list("current_version__number", flat=True).first()
    if current is None:
        return _missing(request, public_id)
    address = reverse("material", args=[public_id])
    return redirect(f"{address}?tu={number}" if number < current else address)


def _version_page(request: HouseRequest, row: LearningMaterial, version: MaterialVersion) -> HttpResponse:
    viewer = request.viewer
    files = list(MaterialFile.objects.visible_to(viewer).filter(version=version).select_related("blob"))
    shown = next(
        (file for file in files if file.public_id == request.GET.get("tep")), files[0] if files else None
    )
    may_keep = may_download(viewer, row)
    player = None
    if shown:
        link = reverse("download_file", args=[shown.public_id]) if may_keep else None
        player = file_player(
            viewer, shown, download_url=link, start_anchor=request.GET.get("vi-tri", "")[:60]
        )
    watches = may_watch(viewer, row)
    is_current = version.pk == row.current_version_id
    context = {
        **_facts(request, row),
        "facts": facts_of_version(version),
        "version": version,
        "is_current": is_current,
        "player": player,
        "files": [_shown_file(file, shown, may_keep) for file in files],
        "contents": contents_of(shown.blob) if shown else [],
        "versions": [version] if is_current and version.number == 1 else list(row.versions.all()),
        "watches": watches,
        "safety": _safety(files) if watches else [],
        "history": history_of_subject("material", row.public_id, viewer) if watches else [],
        "came_from": request.GET.get("tu", "")[:6],
    }
    return render(request, "repository/catalogue/material.html", context)


def _draft_page(request: HouseRequest, row: LearningMaterial) -> HttpResponse:
    draft = row.draft
    entries = list(draft.manifest.all())
    shown = next(
        (entry for entry in entries if entry.public_id == request.GET.get("tep")),
        entries[0] if entries else None,
    )
    context = {
        **_facts(request, row),
        "facts": facts_of_draft(draft),
        "is_draft": True,
        "player": draft_player(request.viewer, row, shown) if shown else None,
        "files": [_shown_entry(row, entry, shown) for entry in entries],
        "contents": contents_of(shown.blob) if shown else [],
        "versions": list(row.versions.all()),
        "watches": True,
        "safety": _safety(entries),
        "history": history_of_subject("material", row.public_id, request.viewer),
    }
    return render(request, "repository/catalogue/material.html", context)


def _facts(request: HouseRequest, row: LearningMaterial) -> dict[str, object]:
    """What both pages show: the row, and for its author where it stands and what can be done."""
    viewer = request.viewer
    is_own = is_author(viewer, row)
    returned = row.state == MaterialState.RETURNED
    return {
        "material": row,
        "is_author": is_own,
        "may_edit": may_edit(viewer, row),
        "may_delete": may_delete(viewer, row),
        "is_in_review": row.state in IN_REVIEW,
        "return_notes": return_notes(viewer, row) if is_own and returned else None,
        "has_draft_changes": row.live and row.has_unpublished_changes,
    }


def _safety(files: Sequence[MaterialFile | ManifestEntry]) -> list[CheckedFile]:
    """What the check noticed, file by file; for those who watch over the work, not for its readers."""
    return [CheckedFile(file.name, findings_of(file.blob)) for file in files]


def _shown_file(file: MaterialFile, shown: MaterialFile | None, may_keep: bool) -> ShownFile:
    return ShownFile(
        name=file.name,
        size=file.blob.size,
        role=file.get_role_display() if file.role != "original" else "",
        url=f"?tep={file.public_id}",
        download_url=reverse("download_file", args=[file.public_id]) if may_keep else "",
        is_shown=file == shown,
    )


def _shown_entry(row: LearningMaterial, entry: ManifestEntry, shown: ManifestEntry | None) -> ShownFile:
    return ShownFile(
        name=entry.name,
        size=entry.blob.size,
        role=entry.get_role_display() if entry.role != "original" else "",
        url=f"?ban={DRAFT}&tep={entry.public_id}",
        download_url=reverse("draft_file", args=[row.public_id, entry.public_id]) + "?tai-ve=1",
        is_shown=entry is shown,
    )


def _missing(request: HouseRequest, public_id: str) -> HttpResponse:
    """410 with reason, date and successor for those who could once open it; 404 for everybody else."""
    withdrawn = LearningMaterial.objects.tombstones_for(request.viewer).filter(public_id=public_id).first()
    if withdrawn is None:
        raise Http404
    stone = Tombstone.objects.select_related("successor").get(material=withdrawn)
    reason = _("Withdrawn on %(day)s. Reason: %(reason)s") % {"day": day(stone.at), "reason": stone.reason}
    successor = stone.successor
    if successor and LearningMaterial.objects.published_to(request.viewer).filter(pk=successor.pk).exists():
        context = {
            "title": withdrawn.title if stone.show_title else "",
            "reason": reason,
            "successor": successor,
        }
        return render(request, "repository/catalogue/withdrawn.html", context, status=410)
    return gone(request, title=withdrawn.title if stone.show_title else "", reason=reason)
