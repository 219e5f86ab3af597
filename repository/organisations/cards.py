"""Class cards: what pupils sign in with. Codes and secrets are made here, stored hashed, and printed once.

A card carries a code of 8 symbols, a PIN of 6 digits and a QR whose address holds a secret of its own. PIN and QR
secret exist in clear only in the answer to the request that made them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
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
from repository.organisations.viewer import viewer_for

CODE_LENGTH = 8
PIN_LENGTH = 6
SECRET_LENGTH = 26  # 128 bits
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
    actor: User, *, class_group: ClassGroup, pupils: Iterable[User] | None = None
) -> list[PrintedCard]:
    """New cards for `pupils` of the class (default: those who have none); older cards of theirs stop working.

    Raises NotAllowed unless the actor teaches the class or administers its school; Refused when nobody is left.
    """
    if not policies.may_issue_cards(viewer_for(actor), class_group):
        raise NotAllowed(_("Only a teacher of the class or an administrator can make cards."))
    chosen = _chosen(class_group, pupils)
    if not chosen:
        raise Refused(_("Every pupil of the class has a card. To replace one, reset it."))
    names = told_apart(_sitting(class_group))
    cards = [_issue(pupil, names[pupil.pk]) for pupil in chosen]
    ids = [pupil.public_id for pupil in chosen]
    record(actor, verb="card.issue", subject=f"class:{class_group.public_id}", pupils=ids)
    return cards


def pupil_by_pin(code: str, pin: str) -> User | None:
    """The active pupil whose card carries code and PIN; the same work is done for an unknown code."""
    card = PupilCard.objects.select_related("user").filter(code=clean_code(code)).first()
    matches = check_password(tidy_code(pin[:64])[:32], card.pin_hash if card else UNUSABLE_PASSWORD_PREFIX)
    return card.user if card and matches and _may_enter(card.user) else None


def pupil_by_secret(code: str, secret: str) -> User | None:
    """The active pupil whose card's QR carries `secret`."""
    card = PupilCard.objects.select_related("user").filter(code=clean_code(code)).first()
    expected = card.qr_hash if card else ""
    matches = constant_time_compare(_secret_hash(secret[:64]), expected)
    return card.user if card and expected and matches and _may_enter(card.user) else None


def clean_code(raw: str) -> str:
    """A code as stored: without dashes and spaces, lower case, look-alikes of the alphabet left out."""
    return "".join(sign for sign in tidy_code(raw[:40]).lower() if sign in ALPHABET)


def qr_drawing(address: str) -> str:
    """An inline SVG of the QR, drawn in the colour of the text around it."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None, dark="#000", light="#fff")


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


def _issue(pupil: User, name: str) -> PrintedCard:
    pin = "".join(secrets.choice("0123456789") for _digit in range(PIN_LENGTH))
    secret = random_code(SECRET_LENGTH)
    card = PupilCard.objects.filter(user=pupil).first()
    code = card.code if card else _free_code()
    PupilCard.objects.update_or_create(
        user=pupil, defaults={"code": code, "pin_hash": make_password(pin), "qr_hash": _secret_hash(secret)}
    )
    address = settings.SITE_URL + reverse("pupil_card_link", args=[code, secret])
    return PrintedCard(pupil, name, code, pin, address, qr_drawing(address))


def _free_code() -> str:
    while True:
        code = random_code(CODE_LENGTH)
        if not PupilCard.objects.filter(code=code).exists():
            return code


def _secret_hash(secret: str) -> str:
    """SHA-256 suffices: the secret has 128 random bits."""
    return sha256(secret.encode()).hexdigest()


def _may_enter(user: User) -> bool:
    return user.is_active and user.is_pupil
