"""Signed short links: the address itself says which file, or which kindred files, for whom, how and until when."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from enum import StrEnum

from django.core import signing

from config.errors import HouseError
from media.storage.base import check_key, check_prefix

_SALT = "media.storage.link"
_PREFIX_SALT = "media.storage.prefix"


class Disposition(StrEnum):
    """Shown in the page or saved to disk."""

    INLINE = "inline"
    ATTACHMENT = "attachment"


class LinkInvalid(HouseError):
    """The link was not made by us, or was changed."""


class LinkExpired(LinkInvalid):
    """The link was ours; its time has passed."""


@dataclass(frozen=True, slots=True)
class LinkPayload:
    """What a link carries.

    `guard_kind` and `guard_id` name the object whose right is asked again at opening ("material_file", its public
    id), so that a withdrawn file is gone at once; `user_id` is None for what everybody may read. `expiry` is
    seconds since 1970 and is set by `sign_path`.
    """

    key: str
    filename: str
    media_type: str
    disposition: Disposition
    guard_kind: str
    guard_id: str
    user_id: int | None
    expiry: int = 0


def sign_path(payload: LinkPayload, ttl: int, *, now: float | None = None) -> str:
    """A token for `/f/<token>/<filename>` that lives `ttl` to one and a half `ttl` seconds.

    The end is rounded, so that the same file has the same address for a while and browsers may keep it.
    """
    check_key(payload.key)
    return _signed(payload, ttl, _SALT, now)


def sign_prefix(payload: LinkPayload, ttl: int, *, now: float | None = None) -> str:
    """A token for `/n/<token>/<rest of the name>`: one for all derived files whose key begins with `payload.key`."""
    check_prefix(payload.key)
    return _signed(payload, ttl, _PREFIX_SALT, now)


def read_token(token: str, *, now: float | None = None) -> LinkPayload:
    """What the token carries. Raises LinkInvalid, or LinkExpired when only its time has passed."""
    return _read(token, _SALT, check_key, now)


def read_prefix(token: str, rest: str, *, now: float | None = None) -> LinkPayload:
    """What the token carries, with key and name of the file that `rest` completes. Raises as `read_token`."""
    payload = _read(token, _PREFIX_SALT, check_prefix, now)
    try:
        key = check_key(payload.key + rest)
    except ValueError as error:
        raise LinkInvalid("not a file of this link") from error
    if not rest:
        raise LinkInvalid("no file of this link")
    return replace(payload, key=key, filename=key.rpartition("/")[2])


def _signed(payload: LinkPayload, ttl: int, salt: str, now: float | None) -> str:
    step = max(1, ttl // 2)
    moment = int(time.time() if now is None else now)
    expiry = -(-(moment + ttl) // step) * step
    return _signer(salt).sign_object([*astuple(payload)[:-1], expiry])


def _read(token: str, salt: str, check: Callable[[str], str], now: float | None) -> LinkPayload:
    try:
        row = _signer(salt).unsign_object(token[:4096])
        key, filename, media_type, disposition, guard_kind, guard_id, user_id, expiry = row
        payload = LinkPayload(
            key, filename, media_type, Disposition(disposition), guard_kind, guard_id, user_id, expiry
        )
        check(payload.key)
    except (signing.BadSignature, ValueError, TypeError, IndexError, KeyError) as error:
        raise LinkInvalid("not a link of ours") from error
    if payload.expiry <= (time.time() if now is None else now):
        raise LinkExpired("the link has run out")
    return payload


def _signer(salt: str) -> signing.Signer:
    return signing.Signer(salt=salt, sep=".")
