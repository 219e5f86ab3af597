"""Handing files over: signed addresses on the content host, and the right behind each, asked again at opening.

Rooms above register who may open what:

    @FILE_GUARDS.register("material_file")
    def may_open_file(guard_id: str, user: User | None) -> FileAccess | bool: ...
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from operator import attrgetter
from typing import Protocol
from urllib.parse import quote

from cachetools import TLRUCache, cached
from django.conf import settings

from config.accounts.models import User
from config.registry import Registry
from media.files.cleaning import BeingCleaned, ask_for_copy, given_key
from media.files.models import StoredBlob
from media.storage.base import ORIGINALS, NotStored, derived_prefix
from media.storage.headers import safe_filename
from media.storage.signing import Disposition, LinkPayload, sign_path, sign_prefix


class FileAccess(StrEnum):
    """What a guard answers. True and False mean OPEN and CLOSED."""

    OPEN = "open"  # what others may have: without positions and camera notes
    ORIGINAL = "original"  # the very bytes, for their owner
    CLOSED = "closed"  # 404: not for this person, or no longer
    GONE = "gone"  # 410: withdrawn


FileGuard = Callable[[str, User | None], FileAccess | bool]
FILE_GUARDS: Registry[FileGuard] = Registry("file guard")

_MOST_REMEMBERED = 5000
_answers: TLRUCache[tuple[str, str, int | None], FileAccess] = TLRUCache(
    _MOST_REMEMBERED, ttu=lambda _key, _answer, now: now + settings.FILE_GUARD_SECONDS
)


class Deliverable(Protocol):
    """A StoredBlob or a Rendition."""

    media_type: str

    @property
    def key(self) -> str:
        """Where the bytes lie in the store."""


def signed_url(
    file: Deliverable,
    *,
    name: str,
    guard: str,
    guard_id: str,
    user: User | None = None,
    disposition: Disposition = Disposition.INLINE,
    ttl: int | None = None,
) -> str:
    """An absolute address on the content host that lives `ttl` seconds (default FILE_LINK_SECONDS) or a little longer.

    `name` is what the browser saves it as; `guard` a key of FILE_GUARDS that is asked about `guard_id` and `user`
    each time the address is opened. Asks no rights itself: call it only for what the viewer may see.
    """
    if guard not in FILE_GUARDS:
        FILE_GUARDS[guard]  # raises UnknownKey, which names the guard
    payload = LinkPayload(
        key=file.key,
        filename=safe_filename(name),
        media_type=file.media_type,
        disposition=disposition,
        guard_kind=guard,
        guard_id=guard_id,
        user_id=user.pk if user is not None else None,
    )
    token = sign_path(payload, settings.FILE_LINK_SECONDS if ttl is None else ttl)
    return f"{settings.CONTENT_URL}/f/{token}/{quote(payload.filename, safe='')}"


def signed_prefix(
    blob: StoredBlob,
    begin: str,
    *,
    guard: str,
    guard_id: str,
    user: User | None = None,
    ttl: int | None = None,
) -> str:
    """One address for all derived files of `blob` whose names begin with `begin` ("page-"); the rest of a name follows it.

    The guard is asked for each of them, as behind `signed_url`. Never the text nor anything else of the same folder.
    """
    if guard not in FILE_GUARDS:
        FILE_GUARDS[guard]
    payload = LinkPayload(
        key=derived_prefix(blob.sha256, blob.handler, blob.handler_version, begin),
        filename="",
        media_type="",
        disposition=Disposition.INLINE,
        guard_kind=guard,
        guard_id=guard_id,
        user_id=user.pk if user is not None else None,
    )
    return f"{settings.CONTENT_URL}/n/{sign_prefix(payload, settings.FILE_LINK_SECONDS if ttl is None else ttl)}/"


@cached(_answers, key=attrgetter("guard_kind", "guard_id", "user_id"), lock=threading.Lock())
def access_now(payload: LinkPayload) -> FileAccess:
    """May the person of this link still open it? An answer is trusted for FILE_GUARD_SECONDS, no longer."""
    if payload.guard_kind not in FILE_GUARDS:
        return FileAccess.CLOSED
    user: User | None = None
    if payload.user_id is not None:
        user = User.objects.filter(pk=payload.user_id, is_active=True).first()
        if user is None:
            return FileAccess.CLOSED
    answer = FILE_GUARDS[payload.guard_kind](payload.guard_id, user)
    if isinstance(answer, FileAccess):
        return answer
    return FileAccess.OPEN if answer else FileAccess.CLOSED


def key_now(payload: LinkPayload, access: FileAccess) -> str:
    """What is sent for a link: the original to its owner only, to all others what `media.files.cleaning` has left of it.

    Asked when the address is opened, so that no way of making addresses can forget it. Raises NotStored, BeingCleaned.
    """
    if access is FileAccess.ORIGINAL or not payload.key.startswith(ORIGINALS):
        return payload.key
    blob = StoredBlob.objects.filter(sha256=payload.key.rpartition("/")[2]).first()
    if blob is None:
        raise NotStored(payload.key)
    try:
        return given_key(blob)
    except BeingCleaned:
        ask_for_copy(blob)
        raise


def forget_answers() -> None:
    """For tests: ask every guard anew."""
    _answers.clear()
