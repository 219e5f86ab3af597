"""Answers in words, for every question type alike: ids become the texts that the prepared question holds for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from questionbank.types.base import JSON, Prepared

_PICTURE = re.compile(r'<img data-picture="([A-Za-z0-9_-]+)"')


@dataclass(frozen=True)
class Said:
    """One piece of an answer: what it is about (a statement, a blank; empty for the whole question) and what was said.

    `part` is the id that per-part scores are kept under.
    """

    label: SafeString
    words: SafeString
    part: str = ""


def said(prepared: Prepared, value: JSON, pictures: Mapping[str, str] | None = None) -> list[Said]:
    """The pieces of a canonical answer; none for no answer. Texts are the sanitised HTML of the question itself."""
    if value is None or value == "":
        return []
    if isinstance(value, dict):
        texts = _texts(prepared)
        known = [one for one in texts if one in value] or list(value)
        return [
            Said(safe_html(texts.get(one, ""), pictures), _one(prepared, value[one], pictures), one)
            for one in known
        ]
    return [Said(SafeString(""), _one(prepared, value, pictures))]


def words_of(prepared: Prepared, value: JSON, pictures: Mapping[str, str] | None = None) -> SafeString:
    """A whole answer in one line."""
    pieces = [
        format_html("{}: {}", piece.label, piece.words) if piece.label else piece.words
        for piece in said(prepared, value, pictures)
    ]
    return format_html_join("; ", "{}", ((piece,) for piece in pieces))


def part_texts(prepared: Prepared, pictures: Mapping[str, str] | None = None) -> dict[str, SafeString]:
    """Every id of the prepared question with its text, in the order of the form."""
    return {one: safe_html(text, pictures) for one, text in _texts(prepared).items()}


def safe_html(html: str, pictures: Mapping[str, str] | None = None) -> SafeString:
    """Stored HTML of a question (made by the one sanitiser) with its pictures in place."""
    found = pictures or {}

    def put(match: re.Match[str]) -> str:
        address = found.get(match[1], "")
        return f'<img src="{conditional_escape(address)}" data-picture="{match[1]}"' if address else match[0]

    return mark_safe(_PICTURE.sub(put, html))


def _texts(prepared: Prepared) -> dict[str, str]:
    """id -> HTML over all groups of the question whose parts are texts by id."""
    found: dict[str, str] = {}
    for group, ids in prepared.order.items():
        texts: Any = prepared.parts.get(group)
        if isinstance(texts, Mapping):
            found.update({one: str(texts.get(one, "")) for one in ids})
    return found


def _one(prepared: Prepared, value: JSON, pictures: Mapping[str, str] | None) -> SafeString:
    if isinstance(value, bool):
        return conditional_escape(_("True") if value else _("False"))
    if isinstance(value, list):
        return format_html_join(", ", "{}", ((_one(prepared, one, pictures),) for one in value))
    texts = _texts(prepared)
    if isinstance(value, str) and value in texts:
        return safe_html(texts[value], pictures)
    if value == "both":
        return conditional_escape(_("true and false"))
    return conditional_escape("" if value is None else str(value))
