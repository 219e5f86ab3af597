"""Sharing: a separate act on an approved work. Grants have dates; a sweep tells search when they start and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from config.notices.services import tell
from repository.catalogue.models import Audience, LearningMaterial, ShareGrant
from repository.catalogue.policies import may_share
from repository.catalogue.services.changes import announce
from repository.curation.lifecycle import locked
from repository.organisations.models import OrgUnit, UnitGroup
from repository.organisations.viewer import viewer_for


@dataclass(frozen=True)
class Terms:
    """To whom, from when until when, with which rights, on which basis."""

    audience: Audience
    unit: OrgUnit | None = None
    group: UnitGroup | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    may_download: bool = True
    basis: str = ""


@transaction.atomic
def share(actor: User, *, material: LearningMaterial, terms: Terms) -> ShareGrant:
    """Open a published work to an audience. The same audience twice changes nothing and gives the grant in force."""
    material = locked(material)
    if not may_share(viewer_for(actor), material):
        raise NotAllowed(_("Only the school's librarian shares, and only what has been approved."))
    if material.licence is None or not material.licence.may_be_shared:
        raise Refused(
            _("The licence of this material does not allow sharing outside the school."), code="licence"
        )
    start = terms.valid_from or timezone.now()
    if terms.valid_until and terms.valid_until <= start:
        raise Refused(_("The end lies before the start. Please correct the dates."), code="dates")
    same = ShareGrant.objects.in_force().filter(
        material=material,
        audience=terms.audience,
        unit=terms.unit,
        group=terms.group,
        valid_until=terms.valid_until,
    )
    if existing := same.first():
        return existing
    grant = ShareGrant.objects.create(
        material=material,
        audience=terms.audience,
        unit=terms.unit,
        group=terms.group,
        valid_from=start,
        valid_until=terms.valid_until,
        may_download=terms.may_download,
        basis=terms.basis,
        granted_by=actor,
        announced_start=start <= timezone.now(),
    )
    entry = record(
        actor,
        verb="material.share",
        subject=material.subject_key,
        grant=grant.public_id,
        audience=terms.audience,
    )
    announce([material], grants_only=True)
    url = reverse("material", args=[material.public_id])
    tell([material.created_by], kind="material.shared", entry=entry, url=url)
    return grant


@transaction.atomic
def end_grant(actor: User, *, grant: ShareGrant) -> None:
    """Stop sharing at once. Doing it twice is harmless."""
    material = locked(grant.material)
    if not may_share(viewer_for(actor), material):
        raise NotAllowed(_("Only the school's librarian can end this."))
    ended = ShareGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=actor
    )
    if ended:
        record(actor, verb="material.unshare", subject=material.subject_key, grant=grant.public_id)
        announce([material], grants_only=True)


@transaction.atomic
def resume_grant(actor: User, *, grant: ShareGrant) -> None:
    """Take the end of a grant back: the same audience, dates and terms as before. Doing it twice is harmless."""
    material = locked(grant.material)
    if not may_share(viewer_for(actor), material):
        raise NotAllowed(_("Only the school's librarian can share this again."))
    resumed = ShareGrant.objects.filter(pk=grant.pk, ended_at__isnull=False).update(
        ended_at=None, ended_by=None
    )
    if resumed:
        record(actor, verb="material.reshare", subject=material.subject_key, grant=grant.public_id)
        announce([material], grants_only=True)


@transaction.atomic
def announce_dated_grants() -> int:
    """Tell search about grants that have started or run out since the last sweep; returns how many."""
    now = timezone.now()
    started = ShareGrant.objects.filter(announced_start=False, valid_from__lte=now)
    ended = ShareGrant.objects.filter(announced_end=False, valid_until__lte=now)
    due = list(
        ShareGrant.objects.filter(Q(pk__in=started) | Q(pk__in=ended)).select_related("material")[:500]
    )
    for grant in due:
        grant.announced_start = True
        grant.announced_end = grant.valid_until is not None and grant.valid_until <= now
    ShareGrant.objects.bulk_update(due, ["announced_start", "announced_end"])
    if due:
        announce({grant.material_id: grant.material for grant in due}.values(), grants_only=True)
    return len(due)
