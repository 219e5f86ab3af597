"""Notices as an earlier release stored them, and what notices say to whom."""

from __future__ import annotations

from django.utils import translation

from config.accounts.models import User
from config.notices.models import Notice
from config.notices.reading import read_to
from tests.cast import as_viewer


def told_before(
    person: User, text: str, *, subject: str = "test:1", kind: str = "test", url: str = ""
) -> Notice:
    """A row with a sentence and no entry, as the release before wrote it."""
    return Notice.objects.create(recipient=person, kind=kind, subject=subject, text=text, url=url)


def sentences(person: User, language: str = "vi", **kept: object) -> list[str]:
    """What the person's notices (of this kind, …) say to them today, the latest first."""
    with translation.override(language):
        return [
            told.sentence for told in read_to(as_viewer(person), Notice.objects.of(person).filter(**kept))
        ]
