"""Marks and shares as teachers write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django import template

from questionbank.papers.scoring import decimal_words

register = template.Library()
SHOWN = Decimal("0.01")


@register.filter
def mark(value: Decimal | None) -> str:
    """7,5 or 0,25: at most two places, no zeros at the end; a dash for None."""
    if value is None:
        return "–"
    return decimal_words(value.quantize(SHOWN, ROUND_HALF_UP))


@register.filter
def percent(value: float | None) -> str:
    """67%; a dash for None."""
    return "–" if value is None else f"{value:.0f}%"
