"""Attempts: a pupil's own, and those of quizzes whose results a teacher may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from questionbank.quizzes.querysets import results_rule
from repository.organisations.models import Role, path_ids

if TYPE_CHECKING:
    from config.accounts.models import User
    from questionbank.attempts.models import Attempt, Guest, RegradeRun
    from questionbank.quizzes.models import Quiz
    from repository.organisations.viewer import Viewer


AT_WORK = "at_work"  # on a quiz read with its attempts: somebody is at work in it


class GuestQuerySet(models.QuerySet["Guest"]):
    """Guests."""

    def of_name(self, quiz: Quiz, pupil: User | int) -> Self:
        """Whoever takes the quiz under this pupil's name of the class list now."""
        return self.filter(quiz=quiz, pupil=pupil, refused_at__isnull=True)

    def begun_as(self, quiz: Quiz, pupil: User) -> Self:
        """The same, with an attempt that has begun, and which the pupil has not called somebody else's."""
        begun = self.of_name(quiz, pupil).filter(attempt__isnull=False, disputed_at__isnull=True)
        return begun.exclude(attempt__state__in=["not_started", "void"])


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The pupil's own, or those of quizzes whose results the viewer may read."""
        if viewer.is_pupil:
            return self.filter(pupil=viewer.user)
        if not viewer.is_staff:
            return self.none()
        return self.filter(results_rule(viewer, prefix="quiz__")).distinct()

    def taken_by(self, viewer: Viewer, guests: list[str]) -> Self:
        """Attempts that this browser may go on with: the signed-in pupil's own, and of guests its session holds."""
        rule = Q(guest__public_id__in=guests, guest__refused_at__isnull=True)
        if viewer.is_pupil:
            rule |= Q(pupil=viewer.user)
        return self.filter(rule)

    def of_quiz(self, quiz: Quiz) -> Self:
        """Every attempt at a quiz, those that do not count too."""
        return self.filter(quiz=quiz)

    def at_work(self) -> Self:
        """Begun and not handed in; those overdue too, until the clock has closed them."""
        return self.filter(state="in_progress")

    def with_at_work(self) -> Self:
        """Each row's `quiz_at_work`: somebody is at work in its quiz; `note_at_work` tells the quiz itself."""
        others = self.model._default_manager.filter(quiz=OuterRef("quiz"), state="in_progress")
        return self.annotate(quiz_at_work=Exists(others))

    def note_at_work(self) -> list[Any]:
        """The rows of `with_at_work`, whose quizzes know by now, so that nobody asks again for each of them."""
        rows = list(self)
        for row in rows:
            setattr(row.quiz, AT_WORK, row.quiz_at_work)
        return rows


class RegradeRunQuerySet(models.QuerySet["RegradeRun"]):
    """Corrections of keys."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Of quizzes whose results the viewer reads; heads of subject groups those of their school, to decide."""
        if not viewer.is_staff:
            return self.none()
        heads = Q(slot__part__paper__organisation__in=schools_of_heads(viewer))
        return self.filter(results_rule(viewer, prefix="slot__part__paper__quizzes__") | heads).distinct()


def schools_of_heads(viewer: Viewer) -> frozenset[int]:
    """Schools in which the viewer heads a subject group."""
    held = [one for one in viewer.held if one.role in (Role.HEAD, Role.DEPUTY_HEAD)]
    return viewer.school_ids & {unit for one in held for unit in path_ids(one.unit_path)}
