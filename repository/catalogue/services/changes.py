"""What every change of a material ends with: the revision, the log, the domain signal. It begins with `locked_for`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Revision

from config.accounts.models import User
from config.audit.services import record
from repository.catalogue.models import LearningMaterial
from repository.catalogue.signals import grants_changed, material_changed
from repository.curation.life import Act, announce_change
from repository.curation.lifecycle import locked_for, reopen
from repository.curation.models import ReviewRound

SAME_SITTING = timedelta(minutes=15)


def announce(materials: Iterable[LearningMaterial], *, grants_only: bool = False) -> None:
    """Count the change and tell who listens: to what a work is, or only to who may see it."""
    announce_change(materials, grants_changed if grants_only else material_changed)


def save_draft(actor: User, draft: LearningMaterial, *, same_sitting: bool = False) -> Revision:
    """Keep `draft` as the latest revision; before the first publication the row follows it.

    `same_sitting` writes over the person's own revision of the last minutes, so that typing does not make a revision
    per pause; a revision that was sent for review or published is never written over.
    """
    if not draft.live:
        draft.save()
    latest = draft.get_latest_revision() if same_sitting else None
    if latest is not None and not _may_be_overwritten(latest, actor, draft):
        latest = None
    return draft.save_revision(user=actor, clean=False, overwrite_revision=latest)


def open_for_edit(actor: User, material: LearningMaterial) -> LearningMaterial:
    """The draft, once the actor may edit it; an open round is taken back first."""
    return reopen(actor, locked_for(Act.EDIT, actor, material)).draft


def keep(actor: User, draft: LearningMaterial, verb: str, *, same_sitting: bool = False) -> LearningMaterial:
    """Save the draft, note who did what, tell who listens."""
    save_draft(actor, draft, same_sitting=same_sitting)
    record(actor, verb=verb, subject=draft.subject_key)
    announce([draft])
    return draft


def _may_be_overwritten(revision: Revision, actor: User, draft: LearningMaterial) -> bool:
    mine = revision.user_id == actor.pk and revision.created_at > timezone.now() - SAME_SITTING
    published = draft.current_version is not None and draft.current_version.revision_id >= revision.pk
    if not mine or published:
        return False
    rounds = ReviewRound.objects.filter(kind="material", subject_id=draft.public_id)
    return not any(row.frozen.get("revision") == revision.pk for row in rounds)
