"""Texts from a posted form: rich sources, plain lines, yes or no."""

from __future__ import annotations

import re

from django.http import QueryDict

_BLOCKS = re.compile(r"<(?:p|br|ul|ol|li|table|pre|blockquote)\b", re.IGNORECASE)


def read_source(posted: QueryDict, name: str) -> str:
    """A rich text. Lines typed into the plain field become paragraphs; a text that already has blocks stays as it is.

    >>> read_source(QueryDict("body.stem=one%0D%0Atwo"), "body.stem")
    '<p>one</p><p>two</p>'
    """
    text = read_text(posted, name)
    if "\n" not in text or _BLOCKS.search(text):
        return text
    return "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())


def read_text(posted: QueryDict, name: str) -> str:
    """A text without the carriage returns of a form and without blanks at its ends."""
    return posted.get(name, "").replace("\r\n", "\n").replace("\r", "\n").strip()


def read_line(posted: QueryDict, name: str) -> str:
    """One line."""
    return " ".join(read_text(posted, name).split())


def read_tick(posted: QueryDict, name: str) -> bool:
    """Whether a box is ticked."""
    return name in posted
