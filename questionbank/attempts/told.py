"""Notices about corrected keys: what they say, and how tests are called to whoever reads them."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from config.notices.words import NAMES, NOTICE_WORDS, Words, detail, subject, thing
from questionbank.attempts.models import Attempt, AttemptState, RegradeRun
from questionbank.papers.scoring import decimal_words
from questionbank.quizzes.models import Quiz
from repository.organisations.viewer import Viewer

RUN: dict[str, Any] = {"title": thing("regrade", "run")}
REASON: dict[str, Any] = {"reason": detail("reason")}


def _score(plain: str) -> str:
    return decimal_words(Decimal(plain))


NOTICE_WORDS.add(
    "regrade.proposed",
    Words(_("A corrected key of “%(title)s” waits for a second person: %(reason)s"), RUN, REASON),
)
NOTICE_WORDS.add(
    "regrade.approved",
    Words(_("The corrected key of “%(title)s” was approved; the scores have changed."), RUN),
)
NOTICE_WORDS.add(
    "regrade.refused", Words(_("The corrected key of “%(title)s” was not approved: %(reason)s"), RUN, REASON)
)
NOTICE_WORDS.add(
    "regrade.score",
    Words(
        _("A key of “%(title)s” was corrected. Your score was %(before)s and is now %(after)s."),
        {"title": subject},
        {"before": detail("before", _score), "after": detail("after", _score)},
    ),
)


@NAMES.register("regrade")
def papers_of(viewer: Viewer, public_ids: Collection[str]) -> dict[str, str]:
    """A correction is called by its paper."""
    runs = RegradeRun.objects.visible_to(viewer).filter(public_id__in=public_ids)
    return {str(run): title for run, title in runs.values_list("public_id", "slot__part__paper__title")}


@NAMES.register("quiz")
def tests_for(viewer: Viewer, public_ids: Collection[str]) -> dict[str, str]:
    """Tests the viewer opens in some way, has taken, or looks at a corrected key of."""
    quizzes = Quiz.objects.filter(public_id__in=public_ids)
    corrected = RegradeRun.objects.visible_to(viewer).values("slot__part__paper")
    taken = Attempt.objects.filter(pupil=viewer.user).exclude(state=AttemptState.VOID).values("quiz")
    seen = quizzes.filter(pk__in=quizzes.visible_to(viewer).values("pk"))
    seen |= quizzes.filter(paper__in=corrected) | quizzes.filter(pk__in=taken)
    return dict(seen.values_list("public_id", "title"))
