"""Files of works: the right is asked, then the browser is sent to a signed address on the content host."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect

from media.files.delivery import Deliverable, signed_url
from media.files.kinds import link_seconds
from media.files.models import StoredBlob
from media.previews.models import Rendition
from media.previews.placeholder import placeholder
from media.previews.services import cover_of, page_picture
from media.storage.signing import Disposition
from repository.catalogue.covers import COVER_GUARD, DRAFT_GUARD
from repository.catalogue.file_access import drafts_open_to
from repository.catalogue.models import LearningMaterial, ManifestEntry, MaterialFile, UseKind
from repository.catalogue.policies import is_author, may_download
from repository.catalogue.services.use import record_use
from repository.catalogue.showing import DOWNLOAD_GUARD, FILE_GUARD, ORIGINAL_GUARD
from repository.organisations.requests import HouseRequest
from repository.shell.responses import gone


def material_file(request: HouseRequest, public_id: str) -> HttpResponse:
    """A file of a version, shown in the browser."""
    file = _visible_file(request, public_id)
    if file is None:
        return file_gone(request, public_id)
    return _to(
        signed_url(
            file.blob,
            name=file.name,
            guard=FILE_GUARD,
            guard_id=file.public_id,
            user=request.viewer.user,
            ttl=link_seconds(file.blob),
        )
    )


def download_file(request: HouseRequest, public_id: str) -> HttpResponse:
    """A file to keep, counted as a use: as it was uploaded for the author, without positions for everybody else."""
    file = _visible_file(request, public_id)
    if file is None:
        return file_gone(request, public_id)
    material = file.version.material
    if not may_download(request.viewer, material):
        raise Http404
    record_use(request.viewer, material=material, kind=UseKind.DOWNLOADED)
    if is_author(request.viewer, material):
        return _to_original(request, file.blob, file.name, material)
    return _to(
        signed_url(
            file.blob,
            name=file.name,
            guard=DOWNLOAD_GUARD,
            guard_id=file.public_id,
            user=request.viewer.user,
            disposition=Disposition.ATTACHMENT,
        )
    )


def file_page(request: HouseRequest, public_id: str, number: int) -> HttpResponse:
    """The picture of a page; until a job has drawn it, a sheet that says so."""
    file = _visible_file(request, public_id)
    if file is None:
        return file_gone(request, public_id)
    return _to_page(request, file.blob, number, FILE_GUARD, file.public_id)


def draft_file(request: HouseRequest, public_id: str, entry_id: str) -> HttpResponse:
    """A file of work in progress, for its author and those who watch over it."""
    material, entry = _draft_entry(request, public_id, entry_id)
    disposition = Disposition.ATTACHMENT if request.GET.get("tai-ve") else Disposition.INLINE
    if disposition is Disposition.ATTACHMENT and is_author(request.viewer, material):
        return _to_original(request, entry.blob, entry.name, material)
    return _to(
        signed_url(
            entry.blob,
            name=entry.name,
            guard=DRAFT_GUARD,
            guard_id=material.public_id,
            user=request.viewer.user,
            disposition=disposition,
        )
    )


def draft_page(request: HouseRequest, public_id: str, entry_id: str, number: int) -> HttpResponse:
    """The picture of a page of work in progress."""
    material, entry = _draft_entry(request, public_id, entry_id)
    return _to_page(request, entry.blob, number, DRAFT_GUARD, material.public_id)


def material_cover(request: HouseRequest, public_id: str) -> HttpResponse:
    """The cover of a published work, else of the draft for those who may see it."""
    published = LearningMaterial.objects.published_to(request.viewer).filter(public_id=public_id).first()
    drafts = LearningMaterial.objects.in_progress_for(request.viewer)
    material = published or drafts.filter(public_id=public_id).first()
    if material is None:
        raise Http404
    entries = ManifestEntry.objects.filter(material=material, role="original").select_related("blob")
    entry = entries.order_by("ordinal", "id").first()
    picture = cover_of(entry.blob, large="lon" in request.GET) if entry else None
    return _to_picture(request, picture, COVER_GUARD if published else DRAFT_GUARD, material.public_id)


def file_gone(request: HouseRequest, file_id: str) -> HttpResponse:
    """410 for files of withdrawn works that were once open to the viewer; 404 for everything else."""
    withdrawn = LearningMaterial.objects.tombstones_for(request.viewer).filter(
        versions__files__public_id=file_id
    )
    material = withdrawn.select_related("tombstone").first()
    if material is None:
        raise Http404
    return gone(request, title="", reason=material.tombstone.reason)


def _visible_file(request: HouseRequest, public_id: str) -> MaterialFile | None:
    files = MaterialFile.objects.visible_to(request.viewer).select_related(
        "blob", "version__material__licence"
    )
    return files.filter(public_id=public_id).first()


def _draft_entry(
    request: HouseRequest, public_id: str, entry_id: str
) -> tuple[LearningMaterial, ManifestEntry]:
    material = drafts_open_to(request.viewer).filter(public_id=public_id).first()
    if material is None:
        raise Http404
    entry = next((row for row in material.draft.manifest.all() if row.public_id == entry_id), None)
    if entry is None:
        raise Http404
    return material, entry


def _to_original(
    request: HouseRequest, blob: StoredBlob, name: str, material: LearningMaterial
) -> HttpResponse:
    return _to(
        signed_url(
            blob,
            name=name,
            guard=ORIGINAL_GUARD,
            guard_id=material.public_id,
            user=request.viewer.user,
            disposition=Disposition.ATTACHMENT,
        )
    )


def _to_page(request: HouseRequest, blob: StoredBlob, number: int, guard: str, guard_id: str) -> HttpResponse:
    page = page_picture(blob, number)
    if page is None:
        raise Http404
    if page.rendition is None:
        return placeholder(page, number)
    return _to_picture(request, page.rendition, guard, guard_id)


def _to_picture(request: HouseRequest, picture: Rendition | None, guard: str, guard_id: str) -> HttpResponse:
    if picture is None:
        raise Http404
    return _to(_signed_picture(request, picture, guard, guard_id))


def _signed_picture(request: HouseRequest, picture: Deliverable, guard: str, guard_id: str) -> str:
    return signed_url(picture, name="hinh.webp", guard=guard, guard_id=guard_id, user=request.viewer.user)


def _to(url: str) -> HttpResponse:
    """The way to the content host, remembered by nobody but this browser, and not for long."""
    return HttpResponseRedirect(
        url, headers={"Cache-Control": "private, max-age=60", "Referrer-Policy": "no-referrer"}
    )
