"""Notices of review: what they say, and how what waits is called to whoever decides it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from config.notices.words import NOTICE_WORDS, Words, subject
from repository.curation.models import ReviewRound, step_name
from repository.organisations.viewer import Viewer

TITLE = {"title": subject}


def _step(details: Mapping[str, Any]) -> str:
    return step_name(details["step"], details["step_en"])


NOTICE_WORDS.add("review.waiting", Words(_("Waiting for your decision: %(title)s"), TITLE))
NOTICE_WORDS.add("review.step", Words(_("Appraised: %(title)s"), TITLE))
NOTICE_WORDS.add("review.approved", Words(_("Approved: %(title)s"), TITLE))
NOTICE_WORDS.add("review.returned", Words(_("Returned with notes: %(title)s"), TITLE))
NOTICE_WORDS.add(
    "review.stuck", Words(_("Nobody can decide the step “%(step)s” today: %(title)s"), TITLE, {"step": _step})
)


def titles_waiting(viewer: Viewer, kind: str, public_ids: Collection[str]) -> dict[str, str]:
    """For the `NAMES` of a reviewed kind: what waits for this viewer's decision, as it was sent."""
    waiting = ReviewRound.objects.waiting_for(viewer).filter(kind=kind, subject_id__in=public_ids)
    return dict(waiting.values_list("subject_id", "title"))
