"""Answers and keys in words: what a type hands to the pages that show them to people.

Words are safe HTML: texts of the question itself, which the one sanitiser made, or escaped text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from questionbank.types.base import JSON, Prepared

NOTHING = SafeString("")


@dataclass(frozen=True)
class Said:
    """One piece of an answer: what was said, and of what (`label`: a statement, a blank; empty for the whole question).

    `part` is the id that per-part scores are kept under, or that of the chosen option.
    """

    words: SafeString
    label: SafeString = NOTHING
    part: str = ""


@dataclass(frozen=True)
class PartKey:
    """What the key says of one part of the question: `words` ("true"), or nothing but that it is the one to name.

    `share`: of the mark, where naming it earns less than the whole. `holds`: False is drawn as a cross.
    """

    part: str
    words: SafeString = NOTHING
    share: Decimal = Decimal(1)
    holds: bool = True


@dataclass(frozen=True)
class KeyLine:
    """A right answer that stands for itself, and its share of the mark."""

    words: SafeString
    share: Decimal = Decimal(1)


@dataclass(frozen=True)
class ShownKey:
    """A key for people: what it says of the parts, or whole answers; and the worked solution as HTML."""

    parts: tuple[PartKey, ...] = ()
    lines: tuple[KeyLine, ...] = ()
    solution: str = ""


def said_by_ids(prepared: Prepared, value: JSON, words: Mapping[str, str] | None = None) -> tuple[Said, ...]:
    """A canonical answer whose ids become the texts that the prepared question holds for them; () for no answer.

    `words` are values with a meaning of their own ("both").
    """
    if value is None or value in ("", {}, []):
        return ()
    texts = texts_of(prepared)
    if isinstance(value, Mapping):
        known = [one for one in texts if one in value] or list(value)
        return tuple(
            Said(_one(texts, value[one], words or {}), mark_safe(texts.get(one, "")), one) for one in known
        )
    part = value if isinstance(value, str) and value in texts else ""
    return (Said(_one(texts, value, words or {}), part=part),)


def texts_of(prepared: Prepared) -> dict[str, str]:
    """id -> HTML over all groups of the question whose parts are texts by id, in the order of the form."""
    found: dict[str, str] = {}
    for group, ids in prepared.order.items():
        texts: Any = prepared.parts.get(group)
        if isinstance(texts, Mapping):
            found.update({one: str(texts.get(one, "")) for one in ids})
    return found


def yes_or_no(value: bool) -> SafeString:
    """A truth value as people say it."""
    return conditional_escape(_("True") if value else _("False"))


def _one(texts: Mapping[str, str], value: JSON, words: Mapping[str, str]) -> SafeString:
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, list):
        return format_html_join(", ", "{}", ((_one(texts, one, words),) for one in value))
    if isinstance(value, str) and value in texts:
        return mark_safe(texts[value])
    if isinstance(value, str) and value in words:
        return conditional_escape(words[value])
    return conditional_escape("" if value is None else str(value))
