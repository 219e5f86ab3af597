"""Blocks that portal pages are built of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class ShelfBlock(blocks.StructBlock):
    """A titled row of chosen materials. It carries no rights: every viewer sees what they may open."""

    title = blocks.CharBlock(label=_("Title of the shelf"), max_length=120)
    materials = blocks.ListBlock(SnippetChooserBlock("repository_catalogue.LearningMaterial"), label=_("Materials"))

    class Meta:
        icon = "list-ul"
        label = _("Shelf")
        template = "repository/pages/blocks/shelf.html"


class TextBlock(blocks.RichTextBlock):
    """Text with headings, lists and links; no embeds, no pictures inside."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"])
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "repository/pages/blocks/text.html"


class PortalStreamBlock(blocks.StreamBlock):
    """Everything a portal page may hold."""

    shelf = ShelfBlock()
    text = TextBlock()
    picture = ImageBlock(label=_("Picture"), template="repository/pages/blocks/picture.html")
