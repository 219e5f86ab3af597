"""How much a person and a school may keep: counted under a lock, before the first byte travels."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Refused
from media.files.models import QuotaHolder, Upload

MOST_UNFINISHED = 500


@dataclass(frozen=True)
class QuotaUse:
    """Bytes used and allowed."""

    used: int
    limit: int

    @property
    def percent(self) -> int:
        """0-100, rounded up so that "full" means full."""
        return min(100, -(-self.used * 100 // self.limit)) if self.limit else 100

    @property
    def left(self) -> int:
        """Bytes still free, never negative."""
        return max(0, self.limit - self.used)


def use_of_person(user: User) -> QuotaUse:
    """What the person's own uploads take up."""
    return QuotaUse(Upload.objects.of(user).counted().bytes(), settings.QUOTA_PERSON_BYTES)


def use_of_holder(quota_holder: str) -> QuotaUse:
    """What the uploads on account of a school (`quota_holder` of their token) take up."""
    used = Upload.objects.filter(quota_holder=quota_holder).counted().bytes()
    return QuotaUse(used, settings.QUOTA_SCHOOL_BYTES)


def require_quota(actor: User, *, quota_holder: str, length: int) -> None:
    """Raise Refused when `length` more bytes are too many. Call inside the transaction that writes the upload."""
    _lock(f"person:{actor.public_id}")
    if Upload.objects.of(actor).filter(state="receiving").count() >= MOST_UNFINISHED:
        raise Refused(_("Too many unfinished uploads. Finish or remove some first."), code="too_many")
    own = use_of_person(actor)
    if own.left < length:
        raise Refused(
            _(
                "Your own storage has room for %(left)s more. Empty the bin or remove files you no longer need."
            )
            % {"left": filesizeformat(own.left)},
            code="quota",
        )
    _lock(quota_holder)
    shared = use_of_holder(quota_holder)
    if shared.left < length:
        raise Refused(
            _(
                "Your school's storage has room for %(left)s more. Please speak to the administrator of your school."
            )
            % {"left": filesizeformat(shared.left)},
            code="quota",
        )


def _lock(key: str) -> None:
    """SQLite lets one writer in anyway; PostgreSQL locks this row until the transaction ends."""
    holder, _created = QuotaHolder.objects.get_or_create(key=key)
    QuotaHolder.objects.select_for_update().get(pk=holder.pk)
