"""Marks on the page: 8,5 and not 8.50."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def marks(value: Decimal | str | None) -> str:
    """`{{ score|marks }}`: a decimal in the page's language without idle zeros; an empty text for None.

    >>> marks("8.50") in ("8,5", "8.5"), marks(None)
    (True, '')
    """
    if value is None:
        return ""
    number = Decimal(value)
    return number_format(Decimal(format(number.normalize(), "f")))
