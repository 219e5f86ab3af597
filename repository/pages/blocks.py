"""Blocks that portal pages are built of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class MaterialBlock(SnippetChooserBlock):
    """Chooses a material the editor may see. A title that is not open to the editor is neither shown nor taken.

    A work that somebody with a wider view put on the page stays there: the editor sees a placeholder and may
    move or remove it.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("repository_catalogue.LearningMaterial", **kwargs)

    @cached_property
    def widget(self) -> Any:
        """The scoped widget of the viewset; an instance on Wagtail 7.4."""
        return self.target_model.snippet_viewset.chooser_viewset.widget_class

    def render_basic(self, value: Any, context: dict[str, Any] | None = None) -> str:
        """The words in comparisons of page revisions."""
        return self.widget.get_display_title(value) if value else ""

    def get_searchable_content(self, value: Any) -> list[str]:
        """Titles of materials never enter Wagtail's own index."""
        return []

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Migrations name the class itself."""
        return ("repository.pages.blocks.MaterialBlock", [], self._constructor_args[1])


class ShelfBlock(blocks.StructBlock):
    """A titled row of chosen materials. It carries no rights: every viewer sees what they may open."""

    title = blocks.CharBlock(label=_("Title of the shelf"), max_length=120)
    materials = blocks.ListBlock(MaterialBlock(label=_("Material")), label=_("Materials"), max_num=24)

    class Meta:
        icon = "list-ul"
        label = _("Shelf")


class TextBlock(blocks.RichTextBlock):
    """Text with headings, lists and links; no embeds, no pictures inside."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"])
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class PortalStreamBlock(blocks.StreamBlock):
    """Everything a portal page may hold."""

    shelf = ShelfBlock()
    text = TextBlock()
    picture = ImageBlock(label=_("Picture"))


def shelf_ids(raw: Any) -> list[int]:
    """Row numbers of the materials in one shelf's raw value, in order, each once."""
    items = raw.get("materials", []) if isinstance(raw, dict) else []
    values = (item.get("value") if isinstance(item, dict) and "value" in item else item for item in items)
    return list(dict.fromkeys(value for value in values if isinstance(value, int)))


def shelves_in(body: blocks.StreamValue) -> Iterator[list[int]]:
    """The materials of every shelf of a page's body."""
    for child in body.raw_data:
        if child["type"] == "shelf":
            yield shelf_ids(child["value"])


def material_ids(body: blocks.StreamValue) -> set[int]:
    """Row numbers of all materials on a page."""
    return {pk for shelf in shelves_in(body) for pk in shelf}


def refuse_foreign(body: blocks.StreamValue, allowed: set[int]) -> None:
    """Raises ValidationError when the body names a material that is not in `allowed`; its title is not told."""
    if material_ids(body) - allowed:
        raise ValidationError(_now("A chosen material is not open to you. Choose another one."))
