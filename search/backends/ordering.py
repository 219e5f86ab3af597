"""Order that every engine shares: among equal ranks, across pages, and of suggestions."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from search.backends.base import BadCursor, Query, Suggestion
from search.backends.text import folded_syllables


def tie_breaker(document_id: str) -> int:
    """A number that orders equal ranks alike in every engine (56 bits)."""
    return int.from_bytes(hashlib.blake2b(document_id.encode(), digest_size=7).digest(), "big")


def child_key(parent_id: str, ordinal: int) -> str:
    """The id of a passage."""
    return f"{parent_id}:{ordinal}"


def encode_cursor(query: Query, *key: float | int) -> str:
    """Where a page ended, bound to the question it belongs to."""
    return base64.urlsafe_b64encode(json.dumps([_question(query), *key]).encode()).decode().rstrip("=")


def decode_cursor(query: Query) -> list[Any]:
    """The sort key after which `query` goes on; [] at the start. Raises BadCursor."""
    if not query.cursor:
        return []
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        question, *key = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error, TypeError):
        raise BadCursor("this cursor cannot be read") from None
    if question != _question(query) or not all(isinstance(part, int | float) for part in key):
        raise BadCursor("this cursor belongs to another question")
    return list(key)


def _question(query: Query) -> str:
    shape = [query.text, query.phrases, sorted((k, sorted(v)) for k, v in query.filters.items()), query.sort]
    return hashlib.sha256(json.dumps(shape, default=str).encode()).hexdigest()[:10]


def rank_suggestions(found: Iterable[Suggestion], prefix: str, size: int) -> list[Suggestion]:
    """Titles that begin with the typed words first, then short before long; equal titles once."""
    typed = " ".join(folded_syllables(prefix))
    by_title: dict[str, tuple[tuple[bool, int, str], Suggestion]] = {}
    for suggestion in found:
        words = " ".join(folded_syllables(suggestion.title))
        key = (not words.startswith(typed), len(words), suggestion.title)
        by_title.setdefault(suggestion.title.lower(), (key, suggestion))
    return [suggestion for _, suggestion in sorted(by_title.values(), key=lambda pair: pair[0])][:size]
