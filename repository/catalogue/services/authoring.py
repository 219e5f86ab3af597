"""Authoring: from files that have arrived to a described draft that can be sent for review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from config.spelling import looks_empty
from media.files.models import Upload, UploadState
from media.files.services import take_uploads
from repository.catalogue.guessing import propose
from repository.catalogue.models import LearningMaterial
from repository.catalogue.services.changes import announce, keep, open_for_edit, save_draft
from repository.catalogue.services.manifest import entry_for
from repository.catalogue.vocabulary import Licence, MaterialType
from repository.curation.life import Act
from repository.curation.lifecycle import locked_for, reopen
from repository.curriculum.models import GradeLevel, Outcome, Subject, TextbookSeries, Topic
from repository.organisations.models import OrgUnit
from repository.organisations.places import Place, places_for
from repository.organisations.viewer import viewer_for

MANY = frozenset({"grades", "topics", "outcomes"})
# What "copy this description to the others" copies: everything but the title, which is each file's own.
COPIED = (
    "subject", "grades", "licence", "rights_statement", "rights_note", "material_type", "topics", "outcomes", "series",
    "authors", "keywords", "description", "language", "for_pupils",
)  # fmt: skip


@dataclass
class Description:
    """What a teacher says about a material. Title, subject, grades and rights are required before sending for review."""

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
    """One draft per file that has arrived, each with the machine's proposals marked as guesses.

    Asking twice for the same upload (a click repeated over a bad line) gives the draft it became.
    """
    place = Place(organisation, subject_group)
    if place.key not in {known.key for known in places_for(viewer_for(actor))}:
        raise NotAllowed(_("Your account cannot add materials here."))
    wanted = list(dict.fromkeys(upload_ids))
    found, made = {upload_id: _already_started(actor, upload_id) for upload_id in wanted}, []
    for upload_id in wanted:
        if found[upload_id] is None:
            found[upload_id] = _start(actor, place, upload_id)
            made.append(found[upload_id])
    announce([material for material in made if material])
    return [material for material in found.values() if material]


@transaction.atomic
def describe(
    actor: User,
    *,
    material: LearningMaterial,
    description: Description,
    still_guessed: Iterable[str] = (),
    window: str = "",
) -> LearningMaterial:
    """Save the description as the draft. Nothing is written, and no round taken back, when nothing differs.

    Guesses that the person has not yet confirmed are named in `still_guessed`; a changed field is none any more.
    """
    locked = locked_for(Act.EDIT, actor, material)
    before = locked.draft
    changed = {
        field.name
        for field in fields(description)
        if _differs(before, field.name, getattr(description, field.name))
    }
    guessed = [name for name in before.guessed_fields if name in set(still_guessed) - changed]
    if not changed and guessed == before.guessed_fields:
        return before
    draft = reopen(actor, locked).draft if changed else before
    for name in changed:
        _put(draft, name, getattr(description, name))
    draft.guessed_fields = guessed
    draft.typed_in = draft.typed_in | dict.fromkeys(changed, window)
    return keep(actor, draft, "material.describe", same_sitting=True)


@transaction.atomic
def copy_description(
    actor: User,
    *,
    source: LearningMaterial,
    targets: Iterable[LearningMaterial],
    names: Iterable[str] = COPIED,
) -> list[LearningMaterial]:
    """Copy the named fields of one draft to others of the same author. Their earlier revisions allow undo.

    What the source leaves empty is not copied: it would only wipe out what the others have.
    """
    locked_for(Act.EDIT, actor, source)
    origin = source.draft
    values = {name: value for name in names if (value := _value(origin, name))}
    changed = []
    for target in targets:
        draft = open_for_edit(actor, target)
        for name, value in values.items():
            _put(draft, name, value)
        draft.guessed_fields = [name for name in draft.guessed_fields if name not in values]
        draft.typed_in = draft.typed_in | dict.fromkeys(values, "")
        changed.append(keep(actor, draft, "material.describe"))
    return changed


@transaction.atomic
def undo_last_edit(actor: User, *, material: LearningMaterial) -> LearningMaterial:
    """Go back to the revision before the latest one; itself a new revision, so nothing is lost."""
    locked = locked_for(Act.EDIT, actor, material)
    earlier = locked.revisions.order_by("-created_at", "-id")[1:2].first()
    if earlier is None:
        raise Refused(_("There is nothing to undo."))
    reopen(actor, locked)
    return keep(actor, earlier.as_object(), "material.undo")


def missing_fields(draft: LearningMaterial) -> dict[str, str]:
    """Required fields that are still empty, name -> label: title, subject, grades, rights (with licence); and files."""
    permitted_by = draft.rights_statement != "permitted" or not looks_empty(draft.rights_note)
    without_subjects = not draft.owner_org.teaches_subjects
    required = [
        ("title", not looks_empty(draft.title), _("title")),
        ("subject", without_subjects or draft.subject_id is not None, _("subject")),
        ("grades", without_subjects or bool(draft.grades.all()), _("grade")),
        ("rights_statement", draft.rights_statement not in {"", "unsure"}, _("whose work it is")),
        ("licence", draft.licence_id is not None, _("licence")),
        ("rights_note", permitted_by, _("who has permitted it")),
        ("manifest", bool(draft.manifest.all()), _("file")),
    ]
    return {name: str(label) for name, filled, label in required if not filled}


def _already_started(actor: User, upload_id: str) -> LearningMaterial | None:
    upload = Upload.objects.of(actor).filter(public_id=upload_id, state=UploadState.TAKEN).first()
    if upload is None:
        return None
    mine = LearningMaterial.objects.by(viewer_for(actor))
    return mine.filter(manifest__blob=upload.blob, manifest__name=upload.name).order_by("-id").first()


def _start(actor: User, place: Place, upload_id: str) -> LearningMaterial:
    material = LearningMaterial(
        owner_org=place.organisation,
        subject_group=place.subject_group,
        created_by=actor,
        authors=actor.display_name,
        live=False,
    )
    [taken] = take_uploads(actor, public_ids=[upload_id], holder=material.subject_key)
    propose(material, taken)
    material.manifest.add(entry_for(taken, 0))
    save_draft(actor, material)
    record(actor, verb="material.create", subject=material.subject_key)
    return material


def _value(draft: LearningMaterial, name: str) -> Any:
    value = getattr(draft, name)
    return list(value.all()) if name in MANY else value


def _put(draft: LearningMaterial, name: str, value: Any) -> None:
    if name in MANY:
        getattr(draft, name).set(value or [])
    else:
        setattr(draft, name, value)


def _differs(draft: LearningMaterial, name: str, value: Any) -> bool:
    if name in MANY:
        return {row.pk for row in getattr(draft, name).all()} != {row.pk for row in value or []}
    return bool(getattr(draft, name) != value)
