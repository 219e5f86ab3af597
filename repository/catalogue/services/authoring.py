"""Authoring: from files that have arrived to a described draft that is handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from media.files.services import TakenFile, take_uploads
from repository.catalogue.guessing import propose
from repository.catalogue.models import FileRole, LearningMaterial, ManifestEntry, MaterialState
from repository.catalogue.policies import may_contribute, may_edit
from repository.catalogue.services.changes import announce, save_draft
from repository.catalogue.snapshot import snapshot_of
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curation.models import ReviewRound
from repository.curation.services import HandIn, open_round, withdraw_round
from repository.curriculum.models import GradeLevel, Outcome, Subject, TextbookSeries, Topic
from repository.organisations.models import OrgUnit
from repository.organisations.viewer import viewer_for


@dataclass
class Description:
    """What a teacher says about a material. The first four are required before it can be handed in."""

    title: str
    subject: Subject | None
    grades: list[GradeLevel]
    licence: Licence | None
    rights_statement: str = ""
    rights_note: str = ""
    material_type: MaterialType | None = None
    description: str = ""
    topics: list[Topic] | None = None
    outcomes: list[Outcome] | None = None
    series: TextbookSeries | None = None
    authors: str = ""
    keywords: str = ""
    language: str = "vi"
    for_pupils: bool = False


@transaction.atomic
def start_materials(
    actor: User, *, organisation: OrgUnit, subject_group: OrgUnit | None, upload_ids: Iterable[str]
) -> list[LearningMaterial]:
    """One draft per file that has arrived, each with the machine's proposals marked as guesses."""
    if not may_contribute(viewer_for(actor)):
        raise NotAllowed(_("Your account cannot add materials."))
    made = []
    for upload_id in upload_ids:
        material = LearningMaterial(
            owner_org=organisation, subject_group=subject_group, created_by=actor, authors=actor.display_name, live=False
        )
        [taken] = take_uploads(actor, public_ids=[upload_id], holder=material.subject_key)
        propose(material, taken)
        material.manifest.add(_entry(taken, 0))
        save_draft(actor, material)
        record(actor, verb="material.create", subject=material.subject_key)
        made.append(material)
    announce(made)
    return made


@transaction.atomic
def describe(actor: User, *, material: LearningMaterial, description: Description) -> LearningMaterial:
    """Save the description as a new draft; the fields a person has now seen are no longer guesses."""
    draft = _open_for_edit(actor, material)
    for field in fields(description):
        value = getattr(description, field.name)
        if field.name in {"grades", "topics", "outcomes"}:
            getattr(draft, field.name).set(value or [])
        else:
            setattr(draft, field.name, value)
    draft.guessed_fields = []
    return _keep(actor, draft, "material.describe")


@transaction.atomic
def copy_description(
    actor: User, *, source: LearningMaterial, targets: Iterable[LearningMaterial], names: Iterable[str]
) -> list[LearningMaterial]:
    """Copy the named fields of one draft to others of the same author. Their earlier revisions allow undo."""
    origin = source.draft
    changed = []
    for target in targets:
        draft = _open_for_edit(actor, target)
        for name in names:
            if name in {"grades", "topics", "outcomes"}:
                getattr(draft, name).set(getattr(origin, name).all())
            else:
                setattr(draft, name, getattr(origin, name))
        draft.guessed_fields = [name for name in draft.guessed_fields if name not in set(names)]
        changed.append(_keep(actor, draft, "material.describe"))
    return changed


@transaction.atomic
def undo_last_edit(actor: User, *, material: LearningMaterial) -> LearningMaterial:
    """Go back to the revision before the latest one; itself a new revision, so nothing is lost."""
    _open_for_edit(actor, material)
    earlier = material.revisions.order_by("-created_at", "-id")[1:2].first()
    if earlier is None:
        raise Refused(_("There is nothing to undo."))
    return _keep(actor, earlier.as_object(), "material.undo")


@transaction.atomic
def add_files(
    actor: User, *, material: LearningMaterial, upload_ids: Iterable[str], role: str = FileRole.ORIGINAL
) -> LearningMaterial:
    """Put further files into the draft."""
    draft = _open_for_edit(actor, material)
    taken = take_uploads(actor, public_ids=upload_ids, holder=material.subject_key)
    start = max((entry.ordinal for entry in draft.manifest.all()), default=-1) + 1
    for position, file in enumerate(taken, start=start):
        draft.manifest.add(_entry(file, position, role))
    return _keep(actor, draft, "material.add_file")


@transaction.atomic
def replace_file(actor: User, *, material: LearningMaterial, entry_id: str, upload_id: str) -> LearningMaterial:
    """Put another file in the place of one; its place, role and address in the draft stay."""
    draft = _open_for_edit(actor, material)
    entry = _find_entry(draft, entry_id)
    [taken] = take_uploads(actor, public_ids=[upload_id], holder=material.subject_key)
    entry.name, entry.blob = taken.name, taken.blob
    draft.manifest.add(entry)
    return _keep(actor, draft, "material.replace_file")


@transaction.atomic
def remove_file(actor: User, *, material: LearningMaterial, entry_id: str) -> LearningMaterial:
    """Take a file out of the draft. The last one stays: a material without a file is nothing to review."""
    draft = _open_for_edit(actor, material)
    entry = _find_entry(draft, entry_id)
    if draft.manifest.count() == 1:
        raise Refused(_("A material needs at least one file. Replace it instead, or delete the draft."))
    draft.manifest.remove(entry)
    return _keep(actor, draft, "material.remove_file")


@transaction.atomic
def submit_for_review(actor: User, *, material: LearningMaterial, message: str = "") -> ReviewRound:
    """Hand the draft in: its revision is frozen, an edit from now on takes it back."""
    draft = _open_for_edit(actor, material)
    if missing := missing_fields(draft):
        raise Refused(_("Still missing: %(fields)s.") % {"fields": ", ".join(missing)}, code="incomplete")
    revision = save_draft(actor, draft)
    snapshot = snapshot_of(draft)
    round_ = open_round(
        actor,
        hand_in=HandIn(
            kind="material",
            subject_id=material.public_id,
            title=draft.title,
            frozen={"revision": revision.pk},
            digest=snapshot.digest,
            organisation=material.owner_org,
            subject_group=draft.subject_group,
            editors=_editors_since_publication(material),
            message=message,
        ),
    )
    _set_state(material, MaterialState.SUBMITTED)
    announce([material])
    return round_


def missing_fields(draft: LearningMaterial) -> list[str]:
    """Names of the required fields that are still empty: title, subject, grade, licence; and files."""
    required = [
        (bool(draft.title.strip()), _("title")),
        (draft.subject_id is not None, _("subject")),
        (bool(draft.grades.all()), _("grade")),
        (draft.licence_id is not None and draft.rights_statement != "unsure", _("licence")),
        (bool(draft.manifest.all()), _("file")),
    ]
    return [str(label) for filled, label in required if not filled]


def _open_for_edit(actor: User, material: LearningMaterial) -> LearningMaterial:
    """The draft, once the actor may edit it; an open hand-in is taken back first."""
    locked = LearningMaterial.objects.select_for_update().get(pk=material.pk)
    if not may_edit(viewer_for(actor), locked):
        raise NotAllowed(_("Only the author can change this, and only while it is in use."))
    if locked.state in {MaterialState.SUBMITTED, MaterialState.APPRAISED}:
        open_rounds = ReviewRound.objects.open().filter(kind="material", subject_id=locked.public_id)
        for review_round in open_rounds:
            withdraw_round(actor, review_round=review_round)
        locked.refresh_from_db()
    elif locked.state == MaterialState.APPROVED:
        _set_state(locked, MaterialState.DRAFT)
    return locked.draft


def _keep(actor: User, draft: LearningMaterial, verb: str) -> LearningMaterial:
    save_draft(actor, draft)
    record(actor, verb=verb, subject=draft.subject_key)
    announce([draft])
    return draft


def _set_state(material: LearningMaterial, state: MaterialState) -> None:
    LearningMaterial.objects.filter(pk=material.pk).update(state=state)
    material.state = state


def _entry(taken: TakenFile, ordinal: int, role: str = FileRole.ORIGINAL) -> ManifestEntry:
    return ManifestEntry(role=role, name=taken.name, blob=taken.blob, ordinal=ordinal)


def _find_entry(draft: LearningMaterial, entry_id: str) -> ManifestEntry:
    for entry in draft.manifest.all():
        if entry.public_id == entry_id:
            return entry
    raise Refused(_("This file is no longer part of the material."))


def _editors_since_publication(material: LearningMaterial) -> list[User]:
    """Everyone who wrote a revision of what is handed in: none of them decides."""
    since = material.revisions.exclude(user=None)
    if material.current_version:
        since = since.filter(pk__gt=material.current_version.revision_id)
    return list(User.objects.filter(pk__in=since.values("user")))
