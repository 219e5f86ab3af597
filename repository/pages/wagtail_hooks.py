"""The portal's admin: our colours and mark, and a short menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.models import Page

from repository.pages.republishing import carried_by

UNUSED_MENUS = frozenset({"reports", "help", "settings", "documents"})


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    """Colours and mark by CSS variables; Wagtail's templates stay as they are."""
    return format_html('<link rel="stylesheet" href="{}">', static("repository/pages/portal-admin.css"))


@hooks.register("construct_main_menu")
def short_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Pages, pictures, materials: everything else is done in the product."""
    items[:] = [item for item in items if item.name not in UNUSED_MENUS]


@hooks.register("before_unpublish_page")
def say_what_it_carries(request: HttpRequest, page: Page) -> None:
    """Asking is Wagtail's; what it means is said by us before the answer."""
    count = carried_by(page)
    if count and request.method != "POST":
        text = _("This page carries %(count)d more: without it no menu and no list leads to them.")
        messages.warning(request, text % {"count": count})


@hooks.register("after_unpublish_page")
def offer_the_way_back(request: HttpRequest, page: Page) -> None:
    """Unpublishing is taken back from here, together with what went with the page."""
    address = reverse("portal_republish", args=[page.translation_key])
    text = _("The page “%(title)s” is no longer shown.") % {"title": page.title}
    messages.success(request, text, buttons=[messages.button(address, _("Publish again"))])


@hooks.register("construct_homepage_summary_items", order=100)
def no_documents(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Documents are not used; their address is shut."""
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]
