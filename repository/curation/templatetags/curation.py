"""Words for the places that notes are tied to."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from media.formats.anchor_labels import anchor_label
from repository.curation.reviewable import PLACE_WORDS

register = template.Library()

FIELD_WORDS = {
    "title": _("Title"),
    "subject": _("Subject"),
    "grades": _("Grade"),
    "licence": _("Licence"),
    "material_type": _("Type"),
    "description": _("Description"),
    "topics": _("Topic"),
    "keywords": _("Keywords"),
    "authors": _("Authors"),
}


@register.filter
def note_place(target: str) -> str:
    """ "page=3" becomes "page 3", "field:title" the field's name, "file:x.pdf" the file's."""
    kind, _colon, name = target.partition(":")
    if kind == "field" and name:
        return str(FIELD_WORDS.get(name, "")) or _words_of_kinds(name) or name
    return name if kind == "file" and name else anchor_label(target)


def _words_of_kinds(name: str) -> str:
    return next((words for source in PLACE_WORDS.values() if (words := source(name))), "")
