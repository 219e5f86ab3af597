"""Notices about materials: what they say, and how a material is called to whoever reads it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from config.notices.words import NAMES, NOTICE_WORDS, Words, detail, subject
from repository.catalogue.models import LearningMaterial
from repository.curation.told import titles_waiting
from repository.organisations.viewer import Viewer

TITLE = {"title": subject}

NOTICE_WORDS.add("material.shared", Words(_("Now shared: %(title)s"), TITLE))
NOTICE_WORDS.add("material.newer", Words(_("A newer version of something you keep: %(title)s"), TITLE))
NOTICE_WORDS.add(
    "material.withdrawn",
    Words(_("Withdrawn: %(title)s. Reason: %(reason)s"), TITLE, {"reason": detail("reason")}),
)


@NAMES.register("material")
def titles_for(viewer: Viewer, public_ids: Collection[str]) -> dict[str, str]:
    """As sent for review to whoever decides, as it stands to who reads the work in progress, else as published; what was
    withdrawn is called by its title only where its stone is, or to its author."""
    rows = LearningMaterial.objects.filter(public_id__in=public_ids)
    stones = rows.tombstones_for(viewer).filter(tombstone__show_title=True) | rows.by(viewer)
    titles = dict((stones | rows.published_to(viewer)).values_list("public_id", "title"))
    drafts = rows.in_progress_for(viewer).values_list("public_id", "title", "latest_revision__content__title")
    titles |= {public_id: drafted or title for public_id, title, drafted in drafts}
    return titles | titles_waiting(viewer, "material", public_ids)
