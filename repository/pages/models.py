"""The editorial portal: Wagtail pages that librarians build. Shelves show each viewer only what they may open."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page

from config.fields import LineField
from repository.organisations.models import OrgUnit
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer
from repository.pages.blocks import PortalStreamBlock
from repository.pages.editing import PortalPageForm
from repository.pages.front import front_page
from repository.pages.shelves import cards_on, sections_of


class PortalImage(AbstractImage):
    """A picture of the portal. Portal pictures are public; nothing else goes here."""

    alt_text = LineField(_("what the picture shows"), max_length=200, blank=True)
    admin_form_fields = ("title", "file", "alt_text", "collection", "tags")


class PortalRendition(AbstractRendition):
    """A size of a portal picture."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="portal_rendition_once"
            ),
        ]


class PortalPage(Page):
    """A page of the portal: shelves of chosen materials, text and pictures in any order."""

    lead = LineField(_("lead"), max_length=300, blank=True)
    body = StreamField(PortalStreamBlock(), blank=True, verbose_name=_("content"))

    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    base_form_class = PortalPageForm
    template = "repository/pages/portal_page.html"
    # Portal pages are public by nature; what is not for everybody is a material, not a page.
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = [
        "repository_pages.HomePage",
        "repository_pages.SchoolPage",
        "repository_pages.PortalPage",
    ]
    subpage_types: ClassVar[list[str]] = ["repository_pages.PortalPage"]

    class Meta:
        verbose_name = _("portal page")
        verbose_name_plural = _("portal pages")

    def get_context(self, request: HouseRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Adds the page's sections as this viewer may see them."""
        context = super().get_context(request, *args, **kwargs)
        viewer = request.viewer
        context["sections"] = sections_of(self.body, cards_on(self.body, viewer))
        context |= ways_from(self, viewer)
        return context

    def serve(self, request: HouseRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Shelves differ from person to person: no shared cache may keep the page."""
        response: HttpResponse = super().serve(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        return response


class SchoolPage(PortalPage):
    """A school's own section, made with the school: its editors write here and below."""

    unit = models.OneToOneField(OrgUnit, on_delete=models.PROTECT, related_name="portal_section")
    parent_page_types: ClassVar[list[str]] = []  # nobody adds one by hand
    subpage_types: ClassVar[list[str]] = ["repository_pages.PortalPage"]
    template = "repository/pages/portal_page.html"

    class Meta:
        verbose_name = _("section of a school")


class HomePage(PortalPage):
    """The front page: what the librarians chose, framed by what the viewer needs next."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["repository_pages.PortalPage", "repository_pages.SchoolPage"]
    template = "repository/pages/home.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HouseRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """The front page as this viewer sees it; it asks for all works at once, so not through `sections`."""
        context = Page.get_context(self, request, *args, **kwargs)
        viewer = request.viewer
        context["front"] = front_page(self.body, viewer)
        context |= ways_from(self, viewer)
        return context


def ways_from(page: PortalPage, viewer: Viewer) -> dict[str, list[PortalPage]]:
    """What leads on from a page: the menu of the viewer's portal, and the live pages right below.

    The menu holds what is ticked for it: pages of the city, the sections of the viewer's schools and their pages.
    Sections of other schools stand in no list: they concern their own people.
    """
    home = page if isinstance(page, HomePage) else HomePage.objects.live().first()
    if home is None or page.pk is None:
        return {"menu": [], "below": []}
    pages = PortalPage.objects.live()
    first = list(pages.child_of(home).not_exact_type(SchoolPage))
    menu = [one for one in first if one.show_in_menus]
    for section in SchoolPage.objects.live().filter(unit__in=viewer.school_ids) if viewer.school_ids else ():
        menu += [section, *pages.in_menu().child_of(section)]
    return {"menu": menu, "below": first if page.pk == home.pk else list(pages.child_of(page))}
