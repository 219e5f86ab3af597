"""The front page, the portal's pictures, and the doors of Wagtail's admin that are ours."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from wagtail.models import Page

from config.errors import Refused
from repository.organisations.requests import HouseRequest
from repository.pages.models import HomePage, PortalImage, PortalRendition
from repository.pages.places import ensure_home
from repository.pages.republishing import gone_together, republish
from repository.pages.services import sync_portal_editor
from repository.shell.responses import own_path, refusal_page
from repository.shell.toasts import toast

PICTURE_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
ONE_WEEK = 7 * 24 * 3600


def home(request: HouseRequest) -> HttpResponse:
    """The front page; until somebody has built one in Wagtail it stands without shelves."""
    page = HomePage.objects.live().first() or HomePage(title=settings.WAGTAIL_SITE_NAME)
    return page.serve(request)


def portal_picture(request: HouseRequest, folder: str, name: str) -> HttpResponseBase:
    """A portal picture or a size of one: public, and only what has a row."""
    path = f"{folder}/{name}"
    model: Any = {"images": PortalRendition, "original_images": PortalImage}.get(folder)
    kind = PICTURE_TYPES.get(PurePosixPath(name).suffix.lower())
    if (
        model is None
        or kind is None
        or not model.objects.filter(file=path).exists()
        or not default_storage.exists(path)
    ):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'"
    patch_cache_control(response, public=True, max_age=ONE_WEEK)
    return response


def portal_admin(request: HouseRequest) -> HttpResponse:
    """The way in for editors: makes sure that the group follows today's roles, then opens Wagtail's admin."""
    ensure_home()
    if not sync_portal_editor(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    return redirect("wagtailadmin_home")


def republish_page(request: HouseRequest, page_key: UUID) -> HttpResponse:
    """Takes an unpublishing back: GET says what comes back, POST does it."""
    page = get_object_or_404(Page, translation_key=page_key)
    if not page.permissions_for_user(request.user).can_publish():
        raise Http404
    pages = gone_together(page)
    if request.method == "POST":
        try:
            republish(request.user, page=page)  # type: ignore[arg-type]
        except Refused as problem:
            return refusal_page(request, problem, back_url=reverse("portal_admin"))
        toast(request, _("Published again: %(title)s.") % {"title": page.title})
        return redirect(page.get_url(request) or reverse("home"))
    return render(request, "repository/pages/republish.html", {"page_row": page, "pages": pages})


def cms_sign_in(request: HouseRequest) -> HttpResponse:
    """In place of Wagtail's own sign-in page: ours, with throttling and the second factor."""
    target = own_path(request.GET.get("next", ""), fallback=reverse("wagtailadmin_home"))
    if not request.user.is_authenticated:
        return redirect_to_login(target)
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return redirect(target)


def cms_password(request: HouseRequest, **arguments: object) -> HttpResponse:
    """In place of Wagtail's pages for a forgotten password: an administrator resets it, without e-mail."""
    return redirect("account_login")


def cms_account(request: HouseRequest) -> HttpResponse:
    """In place of Wagtail's account page, which takes avatars and names: an account is kept in one place only."""
    return redirect("home")


def portal_sign_in(request: HouseRequest) -> HttpResponse:
    """In place of the sign-in form that Wagtail brings for private pages: ours, with throttling and second factor."""
    return redirect_to_login(own_path(request.GET.get("next", ""), fallback=reverse("home")))


def closed(request: HouseRequest, *args: object, **arguments: object) -> HttpResponse:
    """In place of what we keep elsewhere (files, accounts, passwords) and of Wagtail's test pages."""
    raise Http404
