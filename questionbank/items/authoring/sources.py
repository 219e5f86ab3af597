"""Texts from a posted form: rich sources, plain lines, yes or no."""

from __future__ import annotations

import re

from django.http import QueryDict

from config.spelling import looks_empty, tidy, tidy_line

_BLOCKS = re.compile(r"<(?:p|br|ul|ol|li|table|pre|blockquote)\b", re.IGNORECASE)


def read_source(posted: QueryDict, name: str) -> str:
    """A rich text. Lines typed into the plain field become paragraphs; a text that already has blocks stays as it is.

    >>> read_source(QueryDict("body.stem=one%0D%0Atwo"), "body.stem")
    '<p>one</p><p>two</p>'
    """
    text = read_text(posted, name)
    if "\n" not in text or _BLOCKS.search(text):
        return text
    return "".join(f"<p>{line}</p>" for line in text.split("\n") if not looks_empty(line))


def read_text(posted: QueryDict, name: str) -> str:
    """A text without the carriage returns of a form and without blanks at its ends."""
    return tidy(posted.get(name, "")).strip()


def read_line(posted: QueryDict, name: str) -> str:
    """One line."""
    return tidy_line(read_text(posted, name))


def read_tick(posted: QueryDict, name: str) -> bool:
    """Whether a box is ticked."""
    return name in posted
