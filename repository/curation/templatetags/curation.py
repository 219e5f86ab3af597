"""Words for the places that notes are tied to."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from media.formats.anchor_labels import anchor_label

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
        return str(FIELD_WORDS.get(name, name))
    return name if kind == "file" and name else anchor_label(target)
