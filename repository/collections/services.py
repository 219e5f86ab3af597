"""Baskets: keep, order, annotate, remove. References only: whether a work still opens is asked when shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.core import signing
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import NotAllowed, Refused
from config.spelling import tidy_line
from media.formats.anchors import format_anchor, parse_anchor
from repository.catalogue.models import LearningMaterial, Usage
from repository.collections.models import Basket, BasketItem

ANCHOR_LENGTH = 60
NOTE_LENGTH = 300
MOST_ITEMS = 200
UNDO_SECONDS = 3600
_SALT = "collections.undo"


@dataclass(frozen=True)
class RemovedItem:
    """What an undo brings back; it travels signed in the address behind "Undo"."""

    basket: int
    material: int
    version: int | None
    anchor: str
    note: str
    ordinal: int


def basket_of(actor: User) -> Basket:
    """The person's basket, made at the first use."""
    basket = Basket.objects.filter(owner=actor).first()
    return basket or Basket.objects.create(owner=actor, name=_("My basket"))


@transaction.atomic
def add_to_basket(actor: User, *, material: LearningMaterial, anchor: str = "") -> BasketItem:
    """Keep a reference to a published work, at one place in it if `anchor` says so. Twice gives the same item.

    Raises Refused when the anchor is none or the basket is full.
    """
    basket, place = basket_of(actor), _clean_anchor(anchor)
    if kept := basket.items.filter(material=material, anchor=place).first():
        return kept
    if basket.items.count() >= MOST_ITEMS:
        raise Refused(
            _("The basket is full: it holds %(most)d materials. Remove some first.") % {"most": MOST_ITEMS}
        )
    last = basket.items.aggregate(last=Max("ordinal"))["last"] or 0
    item, _is_new = BasketItem.objects.get_or_create(
        basket=basket,
        material=material,
        anchor=place,
        defaults={"kept_version_id": material.current_version_id, "ordinal": last + 1},
    )
    _note_usage(basket, material.pk)
    return item


@transaction.atomic
def remove_item(actor: User, *, item: BasketItem) -> str:
    """Take a reference out; returns the signed token that `restore_item` takes within an hour."""
    _check_owner(actor, item)
    removed = RemovedItem(
        item.basket_id, item.material_id, item.kept_version_id, item.anchor, item.note, item.ordinal
    )
    basket, material_id = item.basket, item.material_id
    item.delete()
    if not basket.items.filter(material=material_id).exists():
        Usage.objects.filter(material=material_id, consumer=consumer_of(basket)).delete()
    return signing.dumps(asdict(removed), salt=_SALT, compress=True)


@transaction.atomic
def restore_item(actor: User, *, token: str) -> BasketItem:
    """Undo a removal. Raises Refused when the token is too old, not the actor's, or the work was deleted meanwhile."""
    try:
        removed = RemovedItem(**signing.loads(token, salt=_SALT, max_age=UNDO_SECONDS))
    except (signing.BadSignature, TypeError) as problem:
        raise Refused(_("This can no longer be undone. Keep the material again.")) from problem
    basket = Basket.objects.filter(owner=actor, pk=removed.basket).first()
    if basket is None or not LearningMaterial.objects.filter(pk=removed.material).exists():
        raise Refused(_("This can no longer be undone. Keep the material again."))
    item, _is_new = BasketItem.objects.get_or_create(
        basket=basket,
        material_id=removed.material,
        anchor=removed.anchor,
        defaults={"kept_version_id": removed.version, "note": removed.note, "ordinal": removed.ordinal},
    )
    _note_usage(basket, removed.material)
    return item


def set_note(actor: User, *, item: BasketItem, note: str) -> None:
    """The person's own words beside a reference; cut at 300 characters."""
    _check_owner(actor, item)
    BasketItem.objects.filter(pk=item.pk).update(note=tidy_line(note[: 4 * NOTE_LENGTH])[:NOTE_LENGTH])


@transaction.atomic
def move_item(actor: User, *, item: BasketItem, up: bool) -> None:
    """One place up or down; at the end of the list nothing happens. Ordinals are counted afresh."""
    _check_owner(actor, item)
    order = list(BasketItem.objects.filter(basket=item.basket_id).order_by("ordinal", "id"))
    here = next(index for index, other in enumerate(order) if other.pk == item.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for number, other in enumerate(order, start=1):
        other.ordinal = number
    BasketItem.objects.bulk_update(order, ["ordinal"])


def take_newer(actor: User, *, item: BasketItem) -> None:
    """The person has seen what changed: the reference now counts from the current version."""
    _check_owner(actor, item)
    BasketItem.objects.filter(pk=item.pk).update(kept_version=item.material.current_version_id)


def consumer_of(basket: Basket) -> str:
    """The basket's name in `Usage`: "basket:<public id>"."""
    return f"basket:{basket.public_id}"


def _note_usage(basket: Basket, material_id: int) -> None:
    Usage.objects.get_or_create(
        material_id=material_id, consumer=consumer_of(basket), defaults={"owner_id": basket.owner_id}
    )


def _clean_anchor(text: str) -> str:
    if not text:
        return ""
    anchor = parse_anchor(text)
    if anchor is None or len(format_anchor(anchor)) > ANCHOR_LENGTH:
        raise Refused(_("This place in the material is not known. Keep the whole material instead."))
    return format_anchor(anchor)


def _check_owner(actor: User, item: BasketItem) -> None:
    if item.basket.owner_id != actor.pk:
        raise NotAllowed(_("This basket belongs to somebody else."))
