"""What an import wrote, line by line, so that it can be taken back; what was changed by hand since is left alone.

Nothing is deleted: an account made by the import is closed, a role or a seat in a class ends before its first day.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

from config.accounts.models import User
from repository.organisations.models import Dated, Enrolment, Membership, StaffRecord

Line = dict[str, Any]
Undo = Callable[[Line], bool]  # False: it is no longer as the import left it
ONE_DAY = datetime.timedelta(days=1)


def field_line(user: User, name: str, new: Any) -> Line:
    """One field of an account before and after."""
    return {"kind": "field", "user": user.pk, "name": name, "old": getattr(user, name), "new": new}


def undo(lines: list[Line]) -> int:
    """Take the lines back, the last one first; returns how many were changed since and therefore stay."""
    return sum(not _UNDO[line["kind"]](line) for line in reversed(lines))


def _account(line: Line) -> bool:
    return bool(User.objects.filter(pk=line["user"], is_active=True).update(is_active=False))


def _field(line: Line) -> bool:
    user = User.objects.filter(pk=line["user"]).first()
    if user is None or getattr(user, line["name"]) != line["new"]:
        return False
    setattr(user, line["name"], line["old"])
    user.save()
    return True


def _ended(model: type[Dated], line: Line) -> bool:
    """Over before its first day: a role, a seat."""
    row = model._default_manager.filter(pk=line["id"], valid_to__isnull=True).first()
    if row is None:
        return False
    row.valid_to = row.valid_from - ONE_DAY
    row.save(update_fields=["valid_to"])
    return True


def _left(line: Line) -> bool:
    left = Enrolment.objects.filter(pk=line["id"], valid_to=line["day"])
    return bool(left.update(valid_to=line["old"]))


def _education_id(line: Line) -> bool:
    known = StaffRecord.objects.filter(user=line["user"], education_id=line["new"])
    return bool(known.update(education_id=line["old"]) if line["old"] else known.delete()[0])


_UNDO: dict[str, Undo] = {
    "account": _account,
    "field": _field,
    "role": partial(_ended, Membership),
    "seat": partial(_ended, Enrolment),
    "left": _left,
    "education_id": _education_id,
}
