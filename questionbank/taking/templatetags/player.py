"""Template tags for pages with `<hoc-player>`."""

from __future__ import annotations

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from questionbank.taking.wording import player_words

register = template.Library()


@register.simple_tag(name="player_words")
def player_words_tag() -> SafeString:
    """The sentences of `<hoc-player>`, with those of single questions, as a block of data."""
    return json_script(player_words(), "player-words")
