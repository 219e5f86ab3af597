"""The portal's admin: our colours and mark, and a short menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem

UNUSED_MENUS = frozenset({"reports", "help", "settings", "documents"})


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    """Colours and mark by CSS variables; Wagtail's templates stay as they are."""
    return format_html('<link rel="stylesheet" href="{}">', static("repository/pages/portal-admin.css"))


@hooks.register("construct_main_menu")
def short_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Pages, pictures, materials: everything else is done in the product."""
    items[:] = [item for item in items if item.name not in UNUSED_MENUS]


@hooks.register("construct_homepage_summary_items", order=100)
def no_documents(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Documents are not used; their address is shut."""
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]
