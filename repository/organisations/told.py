"""Notices about people and posts: what they say, and how people and places are called to whoever reads them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from config.notices.words import NAMES, NOTICE_WORDS, Words, detail, subject, thing
from repository.organisations.models import Delegation, OrgUnit, Role
from repository.organisations.policies import administered_people
from repository.organisations.viewer import Viewer


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "d/m/Y")


def _role(code: str) -> str:
    return str(Role(code).label)


NOTICE_WORDS.add(
    "delegation.given",
    Words(
        _("%(name)s has delegated to you: %(role)s, %(unit)s, from %(from)s to %(to)s."),
        names={"name": thing("delegation"), "unit": thing("unit")},
        parts={"role": detail("role", _role), "from": detail("from", _day), "to": detail("to", _day)},
    ),
)
NOTICE_WORDS.add(
    "role.left",
    Words(
        _("%(name)s no longer works at %(school)s. Their classes and tests need somebody else."),
        names={"name": subject, "school": thing("unit")},
    ),
)


@NAMES.register("delegation")
def givers_for(viewer: Viewer, public_ids: Collection[str]) -> dict[str, str]:
    """A delegation is called by who gave it: to the two whom it concerns."""
    mine = Delegation.objects.filter(
        Q(to_user=viewer.user) | Q(from_user=viewer.user), public_id__in=public_ids
    )
    return {row.public_id: str(row.from_user) for row in mine.select_related("from_user")}


@NAMES.register("unit")
def places_for_staff(viewer: Viewer, public_ids: Collection[str]) -> dict[str, str]:
    """The tree of units is no secret among staff."""
    rows = OrgUnit.objects.filter(public_id__in=public_ids) if viewer.is_staff else OrgUnit.objects.none()
    return dict(rows.values_list("public_id", "name"))


@NAMES.register("user")
def people_administered(viewer: Viewer, public_ids: Collection[str]) -> dict[str, str]:
    """Staff, to their administrators."""
    rows = administered_people(viewer).filter(public_id__in=public_ids)
    return {row.public_id: str(row) for row in rows}
