"""Template tags of quizzes: points as people write them, and the sentences of the composer's script."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from questionbank.papers.scoring import decimal_words

register = template.Library()


@register.filter
def points(value: Decimal | str | None) -> str:
    """0,25 or 10: no superfluous zeros; an empty text for None."""
    return "" if value is None else decimal_words(Decimal(value))


@register.simple_tag
def composer_words() -> SafeString:
    """The sentences of `composer.js` as a block of data."""
    words = {
        "saving": _("Saving…"),
        "unsaved": _("Not saved yet; trying again by itself."),
        "moved": _("Question %(number)s now."),
        "picked": _("%(count)s ticked"),
        "copied": _("Copied"),
        "reload": _("Load the page again"),
    }
    return json_script(words, "composer-words")
