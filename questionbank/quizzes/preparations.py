"""Before a city is served: every test has its paper, those too that the release before this one made while it was back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from config.prepare import PREPARATIONS, Preparation
from questionbank.papers.models import Paper
from questionbank.quizzes.models import Quiz, QuizState


def papers_are_missing() -> bool:
    """Some test has none."""
    return Quiz.objects.filter(paper=None).exists()


@transaction.atomic
def give_papers() -> None:
    """A paper with the test's own number; its settings are the usual ones, its parts and forms stand under that number."""
    bare = Quiz.objects.select_for_update().filter(paper=None)
    Paper.objects.bulk_create(
        Paper(
            pk=quiz.pk,
            author_id=quiz.author_id,
            organisation_id=quiz.organisation_id,
            title=quiz.title,
            frozen_at=None if quiz.state == QuizState.DRAFT else quiz.published_at,
        )
        for quiz in bare
    )
    Quiz.objects.filter(paper=None).update(paper_id=F("pk"))


PREPARATIONS.add("papers", Preparation("Papers of tests", papers_are_missing, give_papers), order=15)
