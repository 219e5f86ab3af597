"""What the bank puts into pages: its entry of the navigation, rows of its lists, facts and history of a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from questionbank.items.models import AnswerKey, Question, QuestionState, QuestionVersion
from questionbank.items.services.changes import KIND
from questionbank.items.wording import first_line, spoken_title
from questionbank.types.registry import QUESTION_TYPES
from repository.curation.life import IN_REVIEW
from repository.curation.models import ReviewDecision, Verdict
from repository.curation.reviewable import PLACE_WORDS
from repository.organisations.viewer import Viewer
from repository.shell.navigation import NAVIGATION, NavigationEntry


def _is_staff(viewer: Viewer) -> bool:
    return viewer.is_staff


NAVIGATION.add(
    "question_bank",
    NavigationEntry(_("Question bank"), "question_bank", "question", access=_is_staff),
    order=35,
)


@dataclass(frozen=True)
class BankRow:
    """A question in a list: its stem in words, the same with formulas drawn, its type, and whether it can be ticked."""

    question: Question
    title: str
    line: str
    type_label: str | Promise
    may_offer: bool


@dataclass(frozen=True)
class VersionLine:
    """One version in the history, with its keys from the newest to the oldest, and the one of them that counts."""

    version: QuestionVersion
    keys: list[AnswerKey]
    in_force: AnswerKey | None
    is_draft: bool
    is_published: bool


def bank_rows(questions: Iterable[Question], *, own: bool) -> list[BankRow]:
    """Rows of the viewer's own questions, or of a school's bank."""
    return [_row(question, own=own) for question in questions]


def type_label(type_key: str) -> str | Promise:
    """The word for a type; the key itself when its file is gone."""
    return QUESTION_TYPES[type_key].label if type_key in QUESTION_TYPES else type_key


def version_lines(question: Question) -> list[VersionLine]:
    """Every version with its keys, newest first; four queries."""
    versions = list(
        question.versions.select_related("author").prefetch_related("keys__author").order_by("-number")
    )
    standing = AnswerKey.objects.in_force_of(row.pk for row in versions)
    return [
        VersionLine(
            version=row,
            keys=list(row.keys.all()),
            in_force=standing.get(row.pk),
            is_draft=row.pk == question.draft_id,
            is_published=row.pk == question.published_id,
        )
        for row in versions
    ]


def last_return(viewer: Viewer, question: Question) -> ReviewDecision | None:
    """The decision with which it was last returned, with its notes on places; None while it is not returned."""
    if question.state != QuestionState.RETURNED:
        return None
    decisions = ReviewDecision.objects.visible_to(viewer).filter(
        round__kind=KIND, round__subject_id=question.public_id, verdict=Verdict.RETURN
    )
    return decisions.select_related("actor").order_by("-pk").first()


@PLACE_WORDS.register("questions")
def place_words(target: str) -> str:
    """ "body.options.1" as the editor calls it; "" for what is no field of a question."""
    path, _dot, rank = target.rpartition(".")
    for kind in QUESTION_TYPES.values():
        for field in kind.authoring_fields:
            if field.path == target:
                return str(field.label)
            if field.path == path and rank.isdecimal():
                return f"{field.label}: {part_letter(field.kind, int(rank))}"
    return ""


def part_letter(kind: str, rank: int) -> str:
    """Options are lettered A, B, C, everything else a, b, c."""
    return chr(ord("A" if kind == "options" else "a") + min(rank, 25))


def _row(question: Question, *, own: bool) -> BankRow:
    version = question.draft if own else question.published
    standing = {*IN_REVIEW, QuestionState.RETIRED, QuestionState.APPROVED}
    is_ready = version is not None and version.is_ready
    return BankRow(
        question,
        spoken_title(version),
        first_line(version),
        type_label(question.type_key),
        own and is_ready and question.state not in standing,
    )
