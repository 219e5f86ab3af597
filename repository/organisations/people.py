"""Finding the people who hold posts, today's delegates included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from config.accounts.models import User
from config.spelling import caseless
from repository.organisations.models import Delegation, Membership, OrgUnit


def people_with(units: Iterable[OrgUnit], roles: Collection[str]) -> QuerySet[User]:
    """Active accounts that hold one of `roles` in one of `units` today, own or delegated."""
    today = timezone.localdate()
    held = Membership.objects.filter(unit__in=units, role__in=roles).valid_on(today)
    delegated = Delegation.objects.filter(unit__in=units, role__in=roles).in_force_on(today)
    return User.objects.filter(
        Q(pk__in=held.values("user")) | Q(pk__in=delegated.values("to_user")), is_active=True, is_pupil=False
    )


def pupil_code(pupil: User) -> str:
    """The school's code for the pupil ("H1"); of one who has none yet, the first signs of the public id."""
    parts = pupil.username.split(".", 2)
    return parts[2].upper() if len(parts) == 3 and parts[0] == "hs" else pupil.public_id[:4]


def told_apart(pupils: Iterable[User]) -> dict[int, str]:
    """Names by row number; namesakes carry their code: "Nguyễn Thị Hoa (H1)"."""
    known = {pupil.pk: pupil for pupil in pupils}
    often = Counter(caseless(pupil.display_name) for pupil in known.values())
    return {
        pk: f"{pupil} ({pupil_code(pupil)})" if often[caseless(pupil.display_name)] > 1 else str(pupil)
        for pk, pupil in known.items()
    }
