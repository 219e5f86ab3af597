"""Telling people, and marking what they have read."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.notices.models import Notice
from config.notices.words import NOTICE_WORDS


def tell(
    recipients: Iterable[User], *, kind: str, entry: AuditEntry, subject: str = "", url: str = ""
) -> list[Notice]:
    """Tell each recipient once of an act in the log; what it says is made when they read it (`NOTICE_WORDS`).

    Raises UnknownKey for a kind without words, KeyError when the entry lacks what the words are made of: now, and not
    when somebody opens their inbox.
    """
    NOTICE_WORDS[kind].say(entry, {})
    unique = {user.pk: user for user in recipients}
    return Notice.objects.bulk_create(
        Notice(recipient=user, kind=kind, subject=subject or entry.subject, url=url, entry=entry)
        for user in unique.values()
    )


def withdraw_unread(*, kind: str, subject: str) -> int:
    """What was told and is no longer so: notices of this kind about `subject` that nobody has read yet go; how many."""
    return Notice.objects.unread().filter(kind=kind, subject=subject).delete()[0]


def mark_read(actor: User, *, subject: str | None = None, public_ids: Iterable[str] = ()) -> int:
    """Mark the actor's own notices as read: all about `subject`, or those named; returns how many changed."""
    mine = Notice.objects.of(actor).unread()
    chosen = mine.filter(subject=subject) if subject else mine.filter(public_id__in=list(public_ids))
    return chosen.update(read_at=timezone.now())
