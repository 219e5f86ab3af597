"""The beginning of a question as people see it in a list: its stem with formulas, pictures named by a word."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from questionbank.items.models import Question, QuestionVersion
from questionbank.items.wording import first_words
from questionbank.types.base import FormContext, InvalidBody
from questionbank.types.grading import question_type_of

_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)


def stem_of(question: Question, version: QuestionVersion | None) -> SafeString:
    """HTML that was sanitised when it was stored; words where the question does not fit its type yet. No queries."""
    if version is None:
        return SafeString(escape(_("(not written yet)")))
    kind = question_type_of(question.type_key)
    try:
        stem = kind.prepare(kind.read_body(version.body, stored=True), FormContext()).stem
    except InvalidBody:
        return SafeString(escape(first_words(version) or _("(not written yet)")))
    return mark_safe(_IMG.sub(f"({escape(_('picture'))})", stem))
