"""Notices about questions: what they say, and how a question is called to whoever reads it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from config.notices.words import NAMES, NOTICE_WORDS, Words, detail
from questionbank.items.models import Question
from questionbank.items.wording import spoken_title
from repository.curation.told import titles_waiting
from repository.organisations.viewer import Viewer

NOTICE_WORDS.add(
    "question.retired",
    Words(_("Your question is no longer in use. Reason: %(reason)s"), parts={"reason": detail("reason")}),
)


@NAMES.register("question")
def first_words_for(viewer: Viewer, public_ids: Collection[str]) -> dict[str, str]:
    """As sent for review to whoever decides, as it stands to its author, else as approved; never the key."""
    rows = Question.objects.filter(public_id__in=public_ids)
    own = set(rows.by(viewer).values_list("public_id", flat=True))
    said = {}
    for row in rows.visible_to(viewer).select_related("draft", "published"):
        versions = (row.draft, row.published) if row.public_id in own else (row.published, row.draft)
        said[row.public_id] = spoken_title(versions[0] or versions[1])
    return said | titles_waiting(viewer, "question", public_ids)
