"""Forms and their packages: a pure function of content and seed. Nothing here knows a key or a solution.

The package is the JSON of `docs/attempt-protocol.md`; sealed it is AES-256-GCM: 12 bytes nonce, ciphertext, tag.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from questionbank.types.base import JSON, FormContext, Mode, Prepared, QuestionType
from questionbank.types.reading import plain_decimal
from questionbank.types.shuffling import form_order

NONCE_BYTES = 12
KEY_BYTES = 32
MOST_FORMS = 24
FIRST_CODE = 101  # mã đề are three digits in schools


@dataclass(frozen=True)
class ItemContent:
    """One slot: its public id, its type with the typed body, and what it is worth. No key."""

    slot: str
    kind: QuestionType[Any, Any]
    body: Any
    points: Decimal


@dataclass(frozen=True)
class PartContent:
    """One part: words for the pupil and its items in the author's order."""

    title: str
    instruction: str
    rules: tuple[str, ...]
    items: tuple[ItemContent, ...]

    @property
    def points(self) -> Decimal:
        """What the whole part is worth."""
        return sum((one.points for one in self.items), Decimal(0))


@dataclass(frozen=True)
class PaperContent:
    """All that a form is made of."""

    title: str
    minutes: int
    parts: tuple[PartContent, ...]
    shuffle_questions: bool = False
    shuffle_options: bool = False
    pictures: Mapping[str, str] = field(default_factory=dict)  # picture id -> data URI


@dataclass(frozen=True)
class FormContent:
    """A form as its row keeps it: `prepared` is what answers are parsed against."""

    code: str
    seed: int
    prepared: dict[str, JSON]
    package: dict[str, JSON]


@dataclass(frozen=True)
class SealedPackage:
    """The package under a key of its own; `key` is base64url of 32 bytes without padding."""

    sealed: bytes
    key: str


def new_seed() -> int:
    """A seed nobody can guess."""
    return secrets.randbits(62)


def build_form(content: PaperContent, *, code: str, seed: int) -> FormContent:
    """One form: the order of items and options, and the package. The same content and seed give the same form."""
    orders = [_item_order(content, rank, seed) for rank in range(len(content.parts))]
    order = [slot for part in orders for slot in part]
    numbers = {slot: number for number, slot in enumerate(order, start=1)}
    prepared, items = {}, {}
    for rank, part in enumerate(content.parts):
        for item in part.items:
            ready = item.kind.prepare(item.body, FormContext(seed, content.shuffle_options, item.slot))
            prepared[item.slot] = ready.to_json()
            items[item.slot] = _item(item, ready, numbers[item.slot], rank)
    package = {
        "quiz": {"title": content.title, "minutes": content.minutes, "form": code},
        "parts": [_part(part, slots) for part, slots in zip(content.parts, orders, strict=True)],
        "items": {slot: items[slot] for slot in order},
        "order": order,
        "pictures": dict(content.pictures),
    }
    return FormContent(code, seed, prepared, package)


def seal(package: Mapping[str, JSON]) -> SealedPackage:
    """Encrypt a package under a new key."""
    key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, package_bytes(package), None)
    return SealedPackage(sealed, urlsafe_b64encode(key).rstrip(b"=").decode())


def unseal(sealed: bytes, key: str) -> JSON:
    """The package again; raises cryptography's InvalidTag for a wrong key or a changed file."""
    secret = urlsafe_b64decode(key + "=" * (-len(key) % 4))
    return json.loads(AESGCM(secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None))


def package_bytes(package: Mapping[str, JSON]) -> bytes:
    """The package as it travels: compact UTF-8 JSON."""
    return json.dumps(package, ensure_ascii=False, separators=(",", ":")).encode()


def _item_order(content: PaperContent, rank: int, seed: int) -> list[str]:
    slots = [item.slot for item in content.parts[rank].items]
    return list(form_order(slots, FormContext(seed, content.shuffle_questions, f"part:{rank}")))


def _part(part: PartContent, slots: list[str]) -> dict[str, JSON]:
    return {
        "title": part.title,
        "instruction": part.instruction,
        "points": plain_decimal(part.points),
        "rules": list(part.rules),
        "items": slots,
    }


def _item(item: ItemContent, prepared: Prepared, number: int, part: int) -> dict[str, JSON]:
    drawn = item.kind.render(prepared, Mode.TAKE)
    return {
        "number": number,
        "part": part,
        "points": plain_decimal(item.points),
        "type": item.kind.key,
        "component": drawn.component,
        "properties": dict(drawn.properties),
    }
