"""What is known about late answers, in sentences for whoever decides over them. Facts only, each with its source."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionbank.attempts.late_answers import LateAnswers
from questionbank.attempts.models import ClosedBy
from repository.shell.templatetags.shell import duration


def sentences(late: LateAnswers) -> list[str]:
    """In the order of weight: what was seen, what had been handed in, contact, the device's own clock."""
    found = [*_seen(late), *_handed_in(late), _contact(late)]
    values = {"elapsed": duration(late.elapsed_seconds), "allowed": duration(late.allowed_seconds)}
    found.append(_("The device's own clock says %(elapsed)s of %(allowed)s; nobody can check it.") % values)
    return [one for one in found if one]


def _seen(late: LateAnswers) -> list[str]:
    found = []
    if late.key_shown_at is not None:
        found.append(_("The pupil had seen the right answers at %(time)s.") % _at(late.key_shown_at))
    elif late.score_shown_at is not None:
        found.append(_("The pupil had seen the score at %(time)s.") % _at(late.score_shown_at))
    return found


def _handed_in(late: LateAnswers) -> list[str]:
    if late.hand_in is None:
        return []
    said = {
        ClosedBy.PUPIL: _("The pupil had handed in at %(time)s."),
        ClosedBy.CLOCK: _("The clock had handed it in at %(time)s."),
        ClosedBy.TEACHER: _("A teacher had collected it at %(time)s."),
    }
    return [said[ClosedBy(late.hand_in.closed_by)] % _at(late.hand_in.at)]


def _contact(late: LateAnswers) -> str:
    if late.heard_before is None:
        return ""
    if late.gap is None:
        return _("The device was in touch with the school until then.")
    values = {**_at(late.heard_before), "gap": duration(int(late.gap.total_seconds()))}
    return _("The school had heard nothing from it since %(time)s, for %(gap)s.") % values


def _at(moment: datetime) -> dict[str, str]:
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localdate()
    return {"time": date_format(local, "H:i" if is_today else "H:i d/m/Y")}
