"""One work of every reviewable kind, in the state a test asks for: a new kind adds its maker here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from questionbank.items.services.banks import school_bank
from repository.curation import lifecycle
from repository.curation.models import ReviewRound, Verdict
from repository.curation.reviewable import REVIEWABLE
from repository.curation.services import Decision, decide
from tests.factories import catalogue, questions


@dataclass(frozen=True)
class Maker:
    """How a kind's draft is made by its author, where it is sent for review, and how its text is edited."""

    draft: Callable[..., Any]
    edit: Callable[..., Any]
    place: Callable[..., Any] = lambda cast: None


def _edit_material(author, work):
    catalogue.authoring.describe(author, material=work, description=catalogue.described(title="Tên khác"))


def _edit_question(author, work):
    questions.save(author, work, body={**questions.BODIES["multiple_choice"], "stem": "Đề khác"})


MAKERS = {
    "material": Maker(catalogue.complete_draft, _edit_material),
    "question": Maker(questions.question, _edit_question, lambda cast: school_bank(cast.school_a)),
}


@dataclass
class Studio:
    """The author, reviewers and librarian of school A around one work of a kind."""

    kind: str
    cast: Any

    @property
    def maker(self):
        return MAKERS[self.kind]

    @property
    def life(self):
        return REVIEWABLE[self.kind].life

    def fresh(self, work):
        """The row as it stands now, as a window would hold it."""
        return self.life.model._default_manager.get(pk=work.pk)

    def draft(self):
        return self.fresh(self.maker.draft(self.cast.teacher_a))

    def submit(self, work):
        return lifecycle.submit(self.cast.teacher_a, work=work, to=self.maker.place(self.cast))

    def edit(self, work):
        self.maker.edit(self.cast.teacher_a, work)

    def open_round(self, work):
        return ReviewRound.objects.open().get(kind=self.kind, subject_id=work.public_id)

    def decide(self, work, who, verdict, note=""):
        review_round = self.open_round(work)
        decide(who, review_round=review_round, decision=Decision(verdict, review_round.digest, note))

    def approve(self, work):
        self.decide(work, self.cast.head_a, Verdict.APPRAISE)
        self.decide(work, self.cast.principal_a, Verdict.APPROVE)

    def submitted(self):
        work = self.draft()
        self.submit(work)
        return self.fresh(work)

    def approved(self):
        work = self.submitted()
        self.approve(work)
        return self.fresh(work)

    def binned(self):
        work = self.draft()
        lifecycle.move_to_bin(self.cast.teacher_a, work=work)
        return self.fresh(work)

    def retired(self):
        work = self.approved()
        lifecycle.retire(self.cast.librarian_a, work=work, reason="Sai chương trình")
        return self.fresh(work)
