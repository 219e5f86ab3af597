"""Template tags for pages with `<hoc-question>`."""

from __future__ import annotations

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from questionbank.types.wording import question_words

register = template.Library()


@register.simple_tag(name="question_words")
def question_words_tag() -> SafeString:
    """The sentences of `<hoc-question>` as a block of data."""
    return json_script(question_words(), "question-words")
