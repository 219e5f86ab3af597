"""The files of a draft: add, replace, take out. What a version froze never changes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Refused
from media.files.services import TakenFile, take_uploads
from repository.catalogue.models import FileRole, LearningMaterial, ManifestEntry
from repository.catalogue.services.changes import keep, open_for_edit


@transaction.atomic
def add_files(
    actor: User, *, material: LearningMaterial, upload_ids: Iterable[str], role: str = FileRole.ORIGINAL
) -> LearningMaterial:
    """Put further files into the draft."""
    draft = open_for_edit(actor, material)
    taken = take_uploads(actor, public_ids=list(upload_ids), holder=material.subject_key)
    if not taken:
        raise Refused(_("No file has arrived yet. Please choose one."), code="empty")
    start = max((entry.ordinal for entry in draft.manifest.all()), default=-1) + 1
    for position, file in enumerate(taken, start=start):
        draft.manifest.add(entry_for(file, position, role))
    return keep(actor, draft, "material.add_file")


@transaction.atomic
def replace_file(
    actor: User, *, material: LearningMaterial, entry_id: str, upload_id: str
) -> LearningMaterial:
    """Put another file in the place of one; its place, role and address in the draft stay."""
    draft = open_for_edit(actor, material)
    entry = _find_entry(draft, entry_id)
    [taken] = take_uploads(actor, public_ids=[upload_id], holder=material.subject_key)
    entry.name, entry.blob = taken.name, taken.blob
    draft.manifest.add(entry)
    return keep(actor, draft, "material.replace_file")


@transaction.atomic
def remove_file(actor: User, *, material: LearningMaterial, entry_id: str) -> LearningMaterial:
    """Take a file out of the draft. The last one stays: a material without a file is nothing to review."""
    draft = open_for_edit(actor, material)
    entry = _find_entry(draft, entry_id)
    if len(draft.manifest.all()) == 1:
        raise Refused(_("A material needs at least one file. Replace it instead, or delete the draft."))
    draft.manifest.remove(entry)
    return keep(actor, draft, "material.remove_file")


def entry_for(taken: TakenFile, ordinal: int, role: str = FileRole.ORIGINAL) -> ManifestEntry:
    """A new entry of the manifest."""
    return ManifestEntry(role=role, name=taken.name, blob=taken.blob, ordinal=ordinal)


def _find_entry(draft: LearningMaterial, entry_id: str) -> ManifestEntry:
    for entry in draft.manifest.all():
        if entry.public_id == entry_id:
            return entry
    raise Refused(_("This file is no longer part of the material."))
