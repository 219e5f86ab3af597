"""What stands in the place of a page that has no picture yet, or never will: a sheet that says so."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from media.previews.services import PagePicture, PageState

_SHEET = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1414" width="1000" height="1414">'
    '<rect width="1000" height="1414" fill="#fff"/><text x="500" y="680" text-anchor="middle" '
    'font-family="sans-serif" font-size="44" fill="#444">{}</text><text x="500" y="750" text-anchor="middle" '
    'font-family="sans-serif" font-size="32" fill="#444">{}</text></svg>'
)
RETRY_SECONDS = 2


def placeholder(page: PagePicture, number: int) -> HttpResponse:
    """202 with `Retry-After` while the page is being drawn (page-viewer.ts asks again), 200 when it cannot be."""
    if page.state is PageState.COMING:
        words = (_("Page %(number)s is being drawn") % {"number": number}, _("It will be here in a moment."))
        return _sheet(words, status=202, headers={"Retry-After": str(RETRY_SECONDS)})
    words = (
        _("Page %(number)s cannot be shown") % {"number": number},
        _("Download the file to read it."),
    )
    return _sheet(words, status=200, headers={})


def _sheet(words: tuple[str, str], *, status: int, headers: dict[str, str]) -> HttpResponse:
    policy = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(
        format_html(_SHEET, *words), content_type="image/svg+xml", status=status, headers=policy | headers
    )
