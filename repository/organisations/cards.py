"""Class cards: what pupils sign in with. Codes and secrets are made here, stored hashed, and printed once.

A card carries a code of 8 symbols, a PIN of 6 digits and a QR whose address holds a secret of its own. PIN and QR
secret exist in clear only in the answer to the request that made them.

A new card does not lock a pupil out: the one in hand goes on until the new one is used, its teacher says that it is
printed, or a day is over. A lost card is ended in the same breath.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import segno
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password, make_password
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import NotAllowed, Refused
from config.ids import ALPHABET, random_code
from config.spelling import tidy_code
from repository.organisations import policies
from repository.organisations.models import ClassGroup, PupilCard
from repository.organisations.people import told_apart
from repository.organisations.querysets import PupilCardQuerySet
from repository.organisations.viewer import viewer_for

CODE_LENGTH = 8
PIN_LENGTH = 6
SECRET_LENGTH = 26  # 128 bits
OLD_GOES_ON = timedelta(days=1)
MAX_CARDS = 80  # more than any class; Argon2 takes about 30 ms a card


@dataclass(frozen=True)
class PrintedCard:
    """What is printed for one pupil, once. `qr_svg` is an inline drawing of `address`."""

    pupil: User
    name: str
    code: str
    pin: str
    address: str
    qr_svg: str

    @property
    def spoken_code(self) -> str:
        """The code in two groups: `k7m2-x9qd`."""
        return f"{self.code[:4]}-{self.code[4:]}"


@transaction.atomic
def issue_cards(
    actor: User, *, class_group: ClassGroup, pupils: Iterable[User] | None = None, lost: bool = False
) -> list[PrintedCard]:
    """New cards for `pupils` of the class (default: those who have none); cards in hand go on for a day, `lost` ones end.

    Raises NotAllowed unless the actor teaches the class or administers its school; Refused when nobody is left.
    """
    _check(actor, class_group)
    chosen = _chosen(class_group, pupils)
    if not chosen:
        raise Refused(_("Every pupil of the class has a card. To replace one, reset it."))
    names = told_apart(_sitting(class_group))
    cards = [_issue(pupil, names[pupil.pk], lost=lost) for pupil in chosen]
    ids = [pupil.public_id for pupil in chosen]
    record(actor, verb="card.issue", subject=f"class:{class_group.public_id}", pupils=ids, lost=lost)
    return cards


@transaction.atomic
def end_old_cards(actor: User, *, class_group: ClassGroup, pupil: User | None = None) -> int:
    """The new cards are printed, or an old one is lost: old cards of the class (or of one pupil) open nothing any more."""
    return _settle(actor, class_group, pupil, "card.end_old", PupilCardQuerySet.end_old)


@transaction.atomic
def keep_old_cards(actor: User, *, class_group: ClassGroup, pupil: User | None = None) -> int:
    """Take the making of new cards back: the old ones are in force again, the new ones open nothing."""
    return _settle(actor, class_group, pupil, "card.keep_old", PupilCardQuerySet.keep_old)


def replaced_cards(class_group: ClassGroup) -> QuerySet[PupilCard]:
    """Cards of today's pupils whose old card still works."""
    return PupilCard.objects.filter(user__in=_sitting(class_group)).with_old_in_force()


def pupil_by_pin(code: str, pin: str) -> User | None:
    """The active pupil whose card carries code and PIN; the same work is done for an unknown code."""
    card = PupilCard.objects.select_related("user").filter(code=clean_code(code)).first()
    typed = tidy_code(pin[:64])[:32]
    matches = check_password(typed, card.pin_hash if card else UNUSABLE_PASSWORD_PREFIX)
    if card and matches:
        return _in_hand(card)
    old = bool(card and card.old_holds and check_password(typed, card.old_pin_hash))
    return _if_active(card) if card and old else None


def pupil_by_secret(code: str, secret: str, *, enters: bool = False) -> User | None:
    """The active pupil whose card's QR carries `secret`; `enters`: the pupil has said that it is them."""
    card = PupilCard.objects.select_related("user").filter(code=clean_code(code)).first()
    given = _secret_hash(secret[:64])
    if card and card.qr_hash and constant_time_compare(given, card.qr_hash):
        return _in_hand(card) if enters else _if_active(card)
    old = card.old_qr_hash if card and card.old_holds else ""
    matches = constant_time_compare(given, old)
    return _if_active(card) if card and old and matches else None


def clean_code(raw: str) -> str:
    """A code as stored: without dashes and spaces, lower case, look-alikes of the alphabet left out."""
    return "".join(sign for sign in tidy_code(raw[:40]).lower() if sign in ALPHABET)


def qr_drawing(address: str) -> str:
    """An inline SVG of the QR, drawn in the colour of the text around it."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None, dark="#000", light="#fff")


def _in_hand(card: PupilCard) -> User | None:
    """The card was used: the one before it is out of use."""
    if card.old_until is not None and card.user.is_active:
        PupilCard.objects.filter(pk=card.pk).end_old()
    return _if_active(card)


def _settle(
    actor: User,
    class_group: ClassGroup,
    pupil: User | None,
    verb: str,
    change: Callable[[PupilCardQuerySet], int],
) -> int:
    _check(actor, class_group)
    cards = replaced_cards(class_group)
    if pupil is not None:
        cards = cards.filter(user=pupil)
    ids = list(cards.values_list("user__public_id", flat=True))
    if not ids:
        raise Refused(_("No old card is in force here any more."))
    count = change(PupilCard.objects.filter(pk__in=list(cards.values_list("pk", flat=True))))
    record(actor, verb=verb, subject=f"class:{class_group.public_id}", pupils=ids)
    return count


def _check(actor: User, class_group: ClassGroup) -> None:
    if not policies.may_issue_cards(viewer_for(actor), class_group):
        raise NotAllowed(_("Only a teacher of the class or an administrator can make cards."))


def _sitting(class_group: ClassGroup) -> QuerySet[User]:
    """Cards of a year to come are printed before its first day."""
    seats = class_group.enrolments.valid_on(class_group.day_shown(timezone.localdate()))
    return User.objects.filter(enrolments__in=seats)


def _chosen(class_group: ClassGroup, pupils: Iterable[User] | None) -> list[User]:
    members = _sitting(class_group)
    if pupils is None:
        members = members.filter(card__isnull=True)
    else:
        members = members.filter(pk__in=[pupil.pk for pupil in pupils])
    return list(members.order_by("name_sort")[:MAX_CARDS])


def _issue(pupil: User, name: str, *, lost: bool = False) -> PrintedCard:
    pin = "".join(secrets.choice("0123456789") for _digit in range(PIN_LENGTH))
    secret = random_code(SECRET_LENGTH)
    hashes = {"pin_hash": make_password(pin), "qr_hash": _secret_hash(secret)}
    card = PupilCard.objects.select_for_update().filter(user=pupil).first()
    if card is None:
        card = PupilCard.objects.create(user=pupil, code=_free_code(), **hashes)
    else:
        card.replace(**hashes, keep_old=timedelta() if lost else OLD_GOES_ON)
        card.save()
    address = settings.SITE_URL + reverse("pupil_card_link", args=[card.code, secret])
    return PrintedCard(pupil, name, card.code, pin, address, qr_drawing(address))


def _free_code() -> str:
    while True:
        code = random_code(CODE_LENGTH)
        if not PupilCard.objects.filter(code=code).exists():
            return code


def _secret_hash(secret: str) -> str:
    """SHA-256 suffices: the secret has 128 random bits."""
    return sha256(secret.encode()).hexdigest()


def _if_active(card: PupilCard) -> User | None:
    return card.user if card.user.is_active and card.user.is_pupil else None
