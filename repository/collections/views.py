"""The basket: one page, and a form for everything one may do with it. Works without a script."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.errors import Refused
from repository.catalogue.models import LearningMaterial
from repository.collections import services
from repository.collections.contents import basket_lines
from repository.collections.models import BasketItem
from repository.organisations.requests import HouseRequest
from repository.shell.responses import own_path, refusal_page
from repository.shell.toasts import toast


def basket(request: HouseRequest) -> HttpResponse:
    """The viewer's basket."""
    return _private(
        render(request, "repository/collections/basket.html", {"lines": basket_lines(request.viewer)})
    )


def basket_print(request: HouseRequest) -> HttpResponse:
    """The same as a list for paper."""
    lines = [line for line in basket_lines(request.viewer) if line.card]
    context = {"lines": lines, "site": request.build_absolute_uri("/").rstrip("/")}
    return _private(render(request, "repository/collections/basket_print.html", context))


def basket_add(request: HouseRequest) -> HttpResponse:
    """Keep a work that is open to the viewer; then back to where they were."""
    works = LearningMaterial.objects.published_to(request.viewer)
    material = get_object_or_404(works, public_id=request.POST.get("material", ""))
    back = _next(request, reverse("material", args=[material.public_id]))
    try:
        services.add_to_basket(request.user, material=material, anchor=request.POST.get("anchor", ""))
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=back)
    toast(request, _("Kept in your basket."))
    return HttpResponseRedirect(back)


def basket_remove(request: HouseRequest, public_id: str) -> HttpResponse:
    """Take a reference out, with a way back."""
    token = services.remove_item(request.user, item=_item(request, public_id))
    toast(request, _("Removed from your basket."), undo_url=reverse("basket_restore", args=[token]))
    return redirect("basket")


def basket_restore(request: HouseRequest, token: str) -> HttpResponse:
    """Undo a removal."""
    try:
        services.restore_item(request.user, token=token)
    except Refused as refusal:
        return refusal_page(request, refusal, back_url=reverse("basket"))
    return redirect("basket")


def basket_note(request: HouseRequest, public_id: str) -> HttpResponse:
    """Keep the person's note."""
    item = _item(request, public_id)
    services.set_note(request.user, item=item, note=request.POST.get("note", ""))
    toast(request, _("Note saved."))
    return redirect(f"{reverse('basket')}#{item.public_id}")


def basket_move(request: HouseRequest, public_id: str) -> HttpResponse:
    """One place up or down."""
    item = _item(request, public_id)
    services.move_item(request.user, item=item, up=request.POST.get("direction") == "up")
    return redirect(f"{reverse('basket')}#{item.public_id}")


def basket_take_newer(request: HouseRequest, public_id: str) -> HttpResponse:
    """Count from the current version on."""
    item = _item(request, public_id)
    get_object_or_404(LearningMaterial.objects.published_to(request.viewer), pk=item.material_id)
    services.take_newer(request.user, item=item)
    toast(request, _("Your basket now holds the newer version."))
    return redirect(f"{reverse('basket')}#{item.public_id}")


def _item(request: HouseRequest, public_id: str) -> BasketItem:
    items = BasketItem.objects.visible_to(request.viewer).select_related("basket", "material")
    return get_object_or_404(items, public_id=public_id)


def _next(request: HouseRequest, fallback: str) -> str:
    return own_path(request.POST.get("next", ""), fallback=fallback)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    return response
