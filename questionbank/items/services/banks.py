"""Whose bank: everyone who writes questions has one, a school has one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import NotAllowed
from questionbank.items.models import Bank
from questionbank.items.policies import may_write
from repository.organisations.models import OrgUnit
from repository.organisations.viewer import viewer_for


def own_bank(actor: User) -> Bank:
    """The actor's own bank, made at first use."""
    if not may_write(viewer_for(actor)):
        raise NotAllowed(_("Your account cannot write questions."))
    bank, _new = Bank.objects.get_or_create(owner=actor, defaults={"name": actor.display_name[:160]})
    return bank


def school_bank(unit: OrgUnit) -> Bank:
    """The bank of a unit, made at first use."""
    bank, _new = Bank.objects.get_or_create(unit=unit, defaults={"name": unit.name[:160]})
    return bank
