"""Answers in words on pages of results: what the types say, with the question's pictures in place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from questionbank.types.base import JSON, Prepared
from questionbank.types.grading import question_type_of
from questionbank.types.showing import ShownKey, texts_of

LETTERS = "abcdefghijklmnopqrstuvwxyz"  # of statements, as the paper numbers them
_PICTURE = re.compile(r'<img data-picture="([A-Za-z0-9_-]+)"')


def words_of(prepared: Prepared, value: JSON, pictures: Mapping[str, str] | None = None) -> SafeString:
    """A whole answer in one line."""
    pieces = [
        format_html("{}: {}", piece.label, piece.words) if piece.label else piece.words
        for piece in question_type_of(prepared.type).say(prepared, value)
    ]
    return safe_html(format_html_join("; ", "{}", ((piece,) for piece in pieces)), pictures)


def key_words(prepared: Prepared, shown: ShownKey, pictures: Mapping[str, str] | None = None) -> SafeString:
    """The right answer in one line: the best parts, what the key says of each part, or the accepted answers."""
    texts = texts_of(prepared)
    told = [(letter, one.words) for letter, one in zip(LETTERS, shown.parts, strict=False) if one.words]
    best = max((one.share for one in shown.parts), default=Decimal(0))
    named = [mark_safe(texts.get(one.part, "")) for one in shown.parts if not one.words and one.share == best]
    pieces = [*named, *(line.words for line in shown.lines)]
    said = (
        format_html_join("; ", "{}) {}", told)
        if told
        else format_html_join(", ", "{}", ((one,) for one in pieces))
    )
    return safe_html(said, pictures)


def part_texts(prepared: Prepared, pictures: Mapping[str, str] | None = None) -> dict[str, SafeString]:
    """Every id of the prepared question with its text, in the order of the form."""
    return {one: safe_html(text, pictures) for one, text in texts_of(prepared).items()}


def safe_html(html: str, pictures: Mapping[str, str] | None = None) -> SafeString:
    """Stored HTML of a question (made by the one sanitiser) with its pictures in place."""
    found = pictures or {}

    def put(match: re.Match[str]) -> str:
        address = found.get(match[1], "")
        return f'<img src="{conditional_escape(address)}" data-picture="{match[1]}"' if address else match[0]

    return mark_safe(_PICTURE.sub(put, html))
