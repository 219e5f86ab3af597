"""Scoring rules in words: what a rule says of the marks, to teachers who choose it and pupils who answer by it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def decimal_words(value: Decimal) -> str:
    """A number as the reader's language writes it: 0,25."""
    plain = f"{value:f}"
    return number_format(Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain))


def points_words(points: Decimal) -> str:
    """ "0,25 points"."""
    plural = 1 if points == 1 else 2
    return ngettext("%(points)s point", "%(points)s points", plural) % {"points": decimal_words(points)}


def earned_words(fraction: Decimal, worth: Decimal | None) -> str:
    """A share of the mark: in points where it is known what a question is worth, else in percent."""
    return f"{decimal_words(fraction * 100)}%" if worth is None else points_words(fraction * worth)


def whole_words(worth: Decimal | None) -> str:
    """All or nothing for one right answer; there is nothing to say where questions differ in worth."""
    if worth is None:
        return ""
    return _("Each right answer earns %(points)s.") % {"points": points_words(worth)}
