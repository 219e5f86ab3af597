"""Organisations and people: a dated tree of free depth, roles held in it, classes of a school year.

No level of the tree has a name in code: a kind is a row (`OrgKind`), its traits are flags.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from config.fields import CodeField, LineField, NameField
from config.ids import public_id
from repository.organisations.querysets import (
    ClassGroupQuerySet,
    DatedQuerySet,
    DelegationQuerySet,
    MembershipQuerySet,
    OrgUnitQuerySet,
    PupilCardQuerySet,
    RosterRunQuerySet,
)


class Dated(models.Model):
    """Something that holds from `valid_from` to `valid_to`, both days included; no end = still valid."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_valid_on(self, day: date) -> bool:
        """Whether `day` lies within the dates."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class OrgKind(models.Model):
    """A kind of unit: education office, ward, cluster, school, subject group… The customer's own list."""

    code = models.SlugField(unique=True)
    label_vi = LineField(max_length=80)
    label_en = LineField(max_length=80)
    is_school = models.BooleanField(default=False)
    is_subject_group = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The kind's name in the active language."""
        return self.label_en if (get_language() or "vi").startswith("en") else self.label_vi


class OrgUnit(Dated):
    """A place in the tree. `path` lists the ids from the root to itself, e.g. "/1/4/9/"."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    kind = models.ForeignKey(OrgKind, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=255, editable=False, db_index=True)
    code = CodeField(_("code"), max_length=40, unique=True)
    name = NameField(_("name"), max_length=160)
    short_name = NameField(_("short name"), max_length=60, blank=True)
    education_levels = models.JSONField(default=list, blank=True)
    subject_codes = models.JSONField(default=list, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessors"
    )

    objects = OrgUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering: ClassVar[list[str]] = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Saves and, for a new unit, derives the path. Moving a unit is a service, not an edit."""
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        if not self.path:
            self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
            super().save(update_fields=["path"])

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def teaches_subjects(self) -> bool:
        """False for a preschool: it works by age and domain, not by subject and grade."""
        return self.education_levels != ["preschool"]

    @property
    def teaching_field(self) -> str:
        """Which of its fields says what is taught here; empty for a department or a ward."""
        if self.kind.is_subject_group:
            return "subject_codes"
        return "education_levels" if self.kind.is_school else ""

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the root to this unit, itself included."""
        return path_ids(self.path)


class UnitGroup(models.Model):
    """A named set of units that crosses the tree, such as a cluster of schools from several wards."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = NameField(_("name"), max_length=160, unique=True)
    units = models.ManyToManyField(OrgUnit, related_name="groups", blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person is in a unit."""

    TEACHER = "teacher", _("teacher")
    HEAD = "head", _("head of subject group")
    DEPUTY_HEAD = "deputy_head", _("deputy head of subject group")
    PRINCIPAL = "principal", _("principal")
    VICE_PRINCIPAL = "vice_principal", _("vice principal")
    LIBRARIAN = "librarian", _("librarian")
    CITY_OFFICER = "city_officer", _("education officer")
    INSPECTOR = "inspector", _("inspector")
    ADMINISTRATOR = "administrator", _("administrator")
    PUPIL = "pupil", _("pupil")


class Membership(Dated):
    """A role held in a unit between two days."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "unit", "role", "valid_from"], name="membership_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "role"], name="membership_unit_role")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.unit_id}"


class Delegation(Dated):
    """`to_user` acts for `from_user` in one role of one unit between two days; it can be ended early."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_given"
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_held"
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="delegations")
    role = models.CharField(max_length=20, choices=Role.choices)
    reason = LineField(_("reason"), max_length=300)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        ordering: ClassVar[list[str]] = ["-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.from_user_id} -> {self.to_user_id} ({self.role})"


class SchoolYear(models.Model):
    """A school year spans two calendar years, so it is an object of its own: "2026-2027"."""

    code = models.CharField(max_length=9, unique=True)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts"]

    def __str__(self) -> str:
        return self.code


class ClassGroup(models.Model):
    """A class of one school in one school year, e.g. 6A1."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    school = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="class_groups")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="class_groups")
    grade_code = CodeField(_("grade"), max_length=10)
    name = NameField(_("class"), max_length=20)
    teachers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="class_groups_taught", blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ClassGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        ordering: ClassVar[list[str]] = ["grade_code", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["school", "school_year", "name"], name="class_once_a_year"),
        ]

    def __str__(self) -> str:
        return self.name

    def day_shown(self, today: date) -> date:
        """The day whose seats stand for the class: before its year the first one, of a closed class the last."""
        return self.school_year.ends if self.closed_at else max(today, self.school_year.starts)


class Enrolment(Dated):
    """A pupil sits in a class between two days."""

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="enrolments")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["pupil", "class_group", "valid_from"], name="enrolment_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} in {self.class_group_id}"


class PupilCard(models.Model):
    """What a pupil signs in with: a code, a PIN (hashed) and the secret inside the QR (hashed).

    The card it replaced (`old_…`) opens the same account until `old_until`: a new one is no use before it is printed.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="card")
    code = models.CharField(max_length=12, unique=True)
    pin_hash = models.CharField(max_length=128)
    qr_hash = models.CharField(max_length=128, blank=True)
    issued_at = models.DateTimeField(auto_now=True)
    old_pin_hash = models.CharField(max_length=128, blank=True, default="", db_default="")
    old_qr_hash = models.CharField(max_length=128, blank=True, default="", db_default="")
    old_until = models.DateTimeField(null=True, blank=True)

    objects = PupilCardQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code

    @property
    def old_holds(self) -> bool:
        """The card before this one still opens the account."""
        return self.old_until is not None and self.old_until > timezone.now()

    def replace(self, *, pin_hash: str, qr_hash: str, keep_old: timedelta) -> None:
        """Another PIN and secret. What the pupil has in hand goes on for `keep_old`: the card before this one where that
        still holds (this one was never used or printed), else this one."""
        if not keep_old:
            self.old_pin_hash = self.old_qr_hash = ""
        elif not self.old_holds:
            self.old_pin_hash, self.old_qr_hash = self.pin_hash, self.qr_hash
        self.old_until = timezone.now() + keep_old if keep_old else None
        self.pin_hash, self.qr_hash = pin_hash, qr_hash


class StaffRecord(models.Model):
    """What a school keeps of a member of staff beside the account: the education id (mã định danh)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_record"
    )
    education_id = CodeField(_("education id"), max_length=20, unique=True)

    def __str__(self) -> str:
        return self.education_id


class SignInFailure(models.Model):
    """One failed sign-in under a keyed digest of account and address; rows older than a day are swept."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key", "at"], name="signin_failure_key_at")
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at:%H:%M}"


class RosterRun(models.Model):
    """One uploaded roster between preview and commit; its rows are emptied once committed or after a day."""

    class State(models.TextChoices):
        """Whether it waits, is done, or was emptied by age."""

        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        EXPIRED = "expired", _("expired")
        REVERTED = "reverted", _("taken back")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    file_name = LineField(max_length=200)
    rows = models.JSONField(default=dict)
    changes = models.JSONField(default=list)  # what was written, in order: see `roster_journal`
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RosterRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.public_id


def path_ids(path: str) -> list[int]:
    """The ids in a path: "/1/4/9/" gives [1, 4, 9]."""
    return [int(part) for part in path.split("/") if part]
