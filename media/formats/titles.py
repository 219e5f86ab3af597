"""Titles that a programme made up are no titles."""

from __future__ import annotations

import re

_MACHINE_TITLE = re.compile(
    r"(?i)^(microsoft (word|powerpoint|excel)\b.*|powerpoint presentation|presentation\d*|document\d*|slide \d+|"
    r"untitled.*|unnamed|no title|bản trình bày.*powerpoint|word document|"
    r"[\w .-]*\.(docx?|pptx?|pdf|odt|indd|cdr)|scan.*\d)$"
)


def is_machine_title(title: str) -> bool:
    """True for what nobody wrote ("Microsoft Word - toan6.docx", "PowerPoint Presentation")."""
    return len(title.strip()) < 2 or bool(_MACHINE_TITLE.match(title.strip()[:200]))
