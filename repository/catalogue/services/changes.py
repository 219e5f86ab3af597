"""What every change of a material begins and ends with: the lock, the revision, the counter, the domain signal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed
from repository.catalogue.models import LearningMaterial, MaterialState
from repository.catalogue.policies import may_edit
from repository.catalogue.signals import grants_changed, material_changed
from repository.curation.models import ReviewRound
from repository.curation.services import withdraw_round
from repository.organisations.viewer import viewer_for

HANDED_IN = frozenset({MaterialState.SUBMITTED, MaterialState.APPRAISED})
SAME_SITTING = timedelta(minutes=15)


def announce(materials: Iterable[LearningMaterial], *, grants_only: bool = False) -> None:
    """Count the change and tell who listens, inside the caller's transaction. Search follows within a relay cycle."""
    rows = list(materials)
    if not rows:
        return
    LearningMaterial.objects.filter(pk__in=[row.pk for row in rows]).update(
        change_number=F("change_number") + 1
    )
    for row in rows:
        row.change_number += 1
    signal = grants_changed if grants_only else material_changed
    signal.send(sender=LearningMaterial, public_ids=[row.public_id for row in rows])


def save_draft(actor: User, draft: LearningMaterial, *, same_sitting: bool = False) -> Revision:
    """Keep `draft` as the latest revision; before the first publication the row follows it.

    `same_sitting` writes over the person's own revision of the last minutes, so that typing does not make a revision
    per pause; a revision that was handed in or published is never written over.
    """
    if not draft.live:
        draft.save()
    latest = draft.get_latest_revision() if same_sitting else None
    if latest is not None and not _may_be_overwritten(latest, actor, draft):
        latest = None
    return draft.save_revision(user=actor, clean=False, overwrite_revision=latest)


def lock_for_edit(actor: User, material: LearningMaterial) -> LearningMaterial:
    """The row, locked, once the actor may edit it. Raises NotAllowed."""
    locked = LearningMaterial.objects.select_for_update().get(pk=material.pk)
    if not may_edit(viewer_for(actor), locked):
        raise NotAllowed(_("Only the author can change this, and only while it is in use."))
    return locked


def open_for_edit(actor: User, material: LearningMaterial) -> LearningMaterial:
    """The draft, once the actor may edit it; an open hand-in is taken back first."""
    return reopen(actor, lock_for_edit(actor, material)).draft


def reopen(actor: User, locked: LearningMaterial) -> LearningMaterial:
    """The row as a draft again: what was handed in is taken back, what was approved stays published meanwhile."""
    if locked.state in HANDED_IN:
        for review_round in open_rounds(locked):
            withdraw_round(actor, review_round=review_round)
        locked.refresh_from_db()
    elif locked.state == MaterialState.APPROVED:
        set_state(locked, MaterialState.DRAFT)
    return locked


def keep(actor: User, draft: LearningMaterial, verb: str, *, same_sitting: bool = False) -> LearningMaterial:
    """Save the draft, note who did what, tell who listens."""
    save_draft(actor, draft, same_sitting=same_sitting)
    record(actor, verb=verb, subject=draft.subject_key)
    announce([draft])
    return draft


def open_rounds(material: LearningMaterial) -> Iterable[ReviewRound]:
    """The open hand-in of this material, if any."""
    return ReviewRound.objects.open().filter(kind="material", subject_id=material.public_id)


def set_state(material: LearningMaterial, state: MaterialState) -> None:
    """Write the state alone; revisions never carry it."""
    LearningMaterial.objects.filter(pk=material.pk).update(state=state)
    material.state = state


def _may_be_overwritten(revision: Revision, actor: User, draft: LearningMaterial) -> bool:
    mine = revision.user_id == actor.pk and revision.created_at > timezone.now() - SAME_SITTING
    published = draft.current_version is not None and draft.current_version.revision_id >= revision.pk
    if not mine or published:
        return False
    rounds = ReviewRound.objects.filter(kind="material", subject_id=draft.public_id)
    return not any(row.frozen.get("revision") == revision.pk for row in rounds)
