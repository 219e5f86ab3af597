"""Keeping pupils: added, renamed, moved, taken off a class, closed, and two accounts of one child made one."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from config.ids import random_code
from config.registry import Registry
from config.spelling import caseless, tidy_code, tidy_name
from repository.organisations import policies
from repository.organisations.models import ClassGroup, Enrolment, PupilCard
from repository.organisations.viewer import Viewer, viewer_for

# What hangs on a pupil's account in other rooms: `move(kept, twin)` gives it to `kept`, or raises Refused and says why not.
BELONGINGS: Registry[Callable[[User, User], None]] = Registry("belonging of pupils")


def pupils_of(viewer: Viewer) -> QuerySet[User]:
    """Pupils who sit, or sat last, in a class of a school this person administers."""
    schools = policies.administered_units(viewer).schools().values("pk")
    seats = Enrolment.objects.filter(class_group__school__in=schools)
    elsewhere = Enrolment.objects.valid_on(viewer.today).exclude(class_group__school__in=schools)
    mine = User.objects.filter(is_pupil=True, pk__in=seats.values("pupil"))
    return mine.exclude(pk__in=elsewhere.values("pupil"))


@transaction.atomic
def add_pupil(actor: User, *, class_group: ClassGroup, name: str, code: str = "") -> User:
    """One pupil more in the class, from today. Raises Conflict when the school has given the code already."""
    _check_school(actor, class_group)
    school = class_group.school.code
    username = caseless(tidy_code(f"hs.{school}.{code}")) if code else f"hs.{random_code(10)}"
    pupil = User(username=username, display_name=_clean_name(name), is_pupil=True)
    pupil.set_unusable_password()
    try:
        with transaction.atomic():
            pupil.save()
    except IntegrityError:
        raise Conflict(_("Another pupil of the school has this code.")) from None
    _sit(pupil, class_group)
    record(actor, verb="pupil.add", subject=f"user:{pupil.public_id}", class_group=class_group.public_id)
    return pupil


@transaction.atomic
def rename_pupil(actor: User, *, pupil: User, name: str) -> None:
    """Another name for the same child; the old one stays in the log."""
    _check(actor, pupil)
    old, pupil.display_name = pupil.display_name, _clean_name(name)
    pupil.save(update_fields=["display_name", "name_sort"])
    record(actor, verb="pupil.rename", subject=f"user:{pupil.public_id}", old=old, new=pupil.display_name)


@transaction.atomic
def move_pupil(actor: User, *, pupil: User, class_group: ClassGroup) -> None:
    """Sits in that class from today; results of the old one stay there."""
    _check(actor, pupil)
    _check_school(actor, class_group)
    _leave(pupil, keep=class_group)
    _sit(pupil, class_group)
    record(actor, verb="pupil.move", subject=f"user:{pupil.public_id}", class_group=class_group.public_id)


@transaction.atomic
def take_off_class(actor: User, *, pupil: User) -> None:
    """Sits nowhere from today; the account and its results stay."""
    _check(actor, pupil)
    _leave(pupil)
    record(actor, verb="pupil.leave", subject=f"user:{pupil.public_id}")


@transaction.atomic
def set_pupil_active(actor: User, *, pupil: User, active: bool) -> None:
    """Close the account (its card opens nothing) or open it again."""
    _check(actor, pupil)
    pupil.is_active = active
    pupil.save(update_fields=["is_active"])
    record(actor, verb="pupil.open" if active else "pupil.close", subject=f"user:{pupil.public_id}")


@transaction.atomic
def merge_pupils(actor: User, *, kept: User, twin: User) -> None:
    """Two accounts of one child: seats and tests of `twin` become those of `kept`, its card ends, it is closed.

    Raises Refused when both have worked on the same test: then a person decides there first.
    """
    _check(actor, kept)
    _check(actor, twin)
    if kept.pk == twin.pk:
        raise Refused(_("Please choose the other account of this pupil."))
    for move in BELONGINGS:
        move(kept, twin)
    taken = set(kept.enrolments.values_list("class_group", flat=True))
    sits = Enrolment.objects.filter(pupil=kept).valid_on(timezone.localdate()).exists()
    for seat in Enrolment.objects.filter(pupil=twin).exclude(class_group__in=taken):
        ends = _yesterday() if sits and seat.is_valid_on(timezone.localdate()) else seat.valid_to
        Enrolment.objects.filter(pk=seat.pk).update(pupil=kept, valid_to=ends)
    _leave(twin)
    PupilCard.objects.filter(user=twin).delete()
    twin.is_active = False
    twin.save(update_fields=["is_active"])
    record(actor, verb="pupil.merge", subject=f"user:{kept.public_id}", twin=twin.public_id)


def likely_twins(viewer: Viewer, pupil: User) -> list[User]:
    """Other accounts of the same schools with the same given name, those with the whole name first."""
    schools = Enrolment.objects.filter(pupil=pupil).values("class_group__school")
    beside = pupils_of(viewer).filter(enrolments__class_group__school__in=schools).exclude(pk=pupil.pk)
    given = caseless(pupil.display_name).split()[-1:]
    alike = [one for one in beside.distinct() if caseless(one.display_name).split()[-1:] == given]
    return sorted(alike, key=lambda one: caseless(one.display_name) != caseless(pupil.display_name))[:50]


def _sit(pupil: User, class_group: ClassGroup) -> None:
    today = timezone.localdate()
    if not Enrolment.objects.filter(pupil=pupil, class_group=class_group).valid_on(today).exists():
        Enrolment.objects.update_or_create(
            pupil=pupil, class_group=class_group, valid_from=today, defaults={"valid_to": None}
        )


def _leave(pupil: User, *, keep: ClassGroup | None = None) -> None:
    seats = Enrolment.objects.filter(pupil=pupil).valid_on(timezone.localdate())
    seats.exclude(class_group=keep).update(valid_to=_yesterday())


def _yesterday() -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=1)


def _clean_name(raw: str) -> str:
    name = tidy_name(raw)
    if not name:
        raise Refused(_("The name is missing."))
    return name[:150]


def _check(actor: User, pupil: User) -> None:
    if not pupils_of(viewer_for(actor)).filter(pk=pupil.pk).exists():
        raise NotAllowed(_("You may not change this pupil."))


def _check_school(actor: User, class_group: ClassGroup) -> None:
    if class_group.closed_at is not None or not policies.administers(viewer_for(actor), class_group.school):
        raise NotAllowed(_("You may not change this class."))
