"""What every change of a material ends with: the row's counter, the domain signal, the revision."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from wagtail.models import Revision

from config.accounts.models import User
from repository.catalogue.models import LearningMaterial
from repository.catalogue.signals import grants_changed, material_changed


def announce(materials: Iterable[LearningMaterial], *, grants_only: bool = False) -> None:
    """Count the change and tell who listens, inside the caller's transaction. Search follows within a relay cycle."""
    rows = list(materials)
    LearningMaterial.objects.filter(pk__in=[row.pk for row in rows]).update(change_number=F("change_number") + 1)
    for row in rows:
        row.change_number += 1
    signal = grants_changed if grants_only else material_changed
    signal.send(sender=LearningMaterial, public_ids=[row.public_id for row in rows])


def save_draft(actor: User, draft: LearningMaterial) -> Revision:
    """Keep `draft` as the latest revision; before the first publication the row follows it."""
    if not draft.live:
        draft.save()
    return draft.save_revision(user=actor, clean=False)
