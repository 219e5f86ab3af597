"""What a school and a subject group teach. The list of subjects is said by a room above; this one knows no curriculum."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from config.registry import Registry
from repository.organisations import policies
from repository.organisations.models import ClassGroup, OrgUnit
from repository.organisations.viewer import viewer_for
from repository.organisations.years import level_of_grade

SUBJECT_LISTS: Registry[Callable[[], list[tuple[str, str]]]] = Registry("list of subjects")


def subjects_to_choose() -> list[tuple[str, str]]:
    """(code, label) of every subject."""
    return [one for offered in SUBJECT_LISTS for one in offered()]


@transaction.atomic
def set_teaching(
    actor: User, *, unit: OrgUnit, seen: Collection[str] | None = None, **codes: list[str]
) -> None:
    """Say which `education_levels` a school has, which `subject_codes` a subject group.

    `seen`: the codes that stood on the actor's page. Only what the actor changed there is changed, so that two people
    at once lose nothing of each other's. Raises Refused for a level of which classes stand.
    """
    if not policies.administers(viewer_for(actor), unit):
        raise NotAllowed(_("You may not change this unit."))
    unit = OrgUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    field = unit.teaching_field
    if not field or set(codes) != {field}:
        raise Refused(_("This kind of unit teaches nothing of that sort."))
    if unit.valid_to and unit.valid_to < timezone.localdate():
        raise Refused(_("This unit has ended."))
    before: list[str] = getattr(unit, field)
    after = _merged(before, codes[field], before if seen is None else seen)
    if set(before) == set(after):
        return
    if unit.kind.is_school:
        _refuse_levels_in_use(unit, set(before) - set(after))
    setattr(unit, field, after)
    unit.save(update_fields=[field])
    record(actor, verb="unit.teaching", subject=f"unit:{unit.public_id}", before=before, after=after)


def _merged(stored: list[str], mine: list[str], seen: Collection[str]) -> list[str]:
    """What stands, without what was taken off the page, and with what was added there."""
    added = [code for code in mine if code not in seen and code not in stored]
    removed = {code for code in seen if code not in mine}
    return [code for code in stored if code not in removed] + added


def _refuse_levels_in_use(school: OrgUnit, levels: set[str]) -> None:
    groups = ClassGroup.objects.filter(school=school, closed_at__isnull=True).order_by("grade_code", "name")
    names = [group.name for group in groups if level_of_grade(group.grade_code) in levels]
    if names:
        raise Refused(
            _("These classes stand at that level: %(names)s. Please close them first.")
            % {"names": ", ".join(names[:5]) + (" …" if len(names) > 5 else "")}
        )
