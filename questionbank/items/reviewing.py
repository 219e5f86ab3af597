"""Questions as the approval engine knows them: how they are read by a reviewer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionbank.items.components import place_words
from questionbank.items.drawing import draw, draw_key
from questionbank.items.models import AnswerKey, Question, QuestionVersion
from questionbank.items.reading import key_in_force
from questionbank.items.services.changes import KIND
from questionbank.items.services.lifecycle import QuestionLife
from questionbank.items.snapshot import current_digest
from questionbank.types.base import JSON
from questionbank.types.grading import question_type_of
from repository.curation.models import ReviewRound
from repository.curation.reviewable import REVIEWABLE, NoteTarget, ReviewedField


class QuestionReview:
    """The reviewable kind "question"."""

    label = gettext_lazy("question")
    life = QuestionLife()

    def review_url(self, review_round: ReviewRound) -> str:
        """The page where a reviewer reads beside the preview and decides."""
        return reverse("review", args=[review_round.public_id])

    def subject_url(self, review_round: ReviewRound) -> str:
        """The page of the question."""
        return reverse("question", args=[review_round.subject_id])

    def preview(self, request: HttpRequest, review_round: ReviewRound) -> SafeString:
        """The question as a pupil sees it, with the key and the solution."""
        version = _frozen(review_round)
        key = _key(review_round, version)
        context = {"drawn": draw(version), "drawn_key": draw_key(version, key)}
        return render_to_string("questionbank/items/review_preview.html", context, request)

    def fields(self, review_round: ReviewRound) -> list[ReviewedField]:
        """Where it belongs, and the texts that differ from the approved version."""
        version = _frozen(review_round)
        question = version.question
        places = [
            ReviewedField("type", _("Type of question"), str(question_type_of(question.type_key).label)),
            ReviewedField("subject", _("Subject"), _word(question.subject)),
            ReviewedField("grades", _("Grade"), _word(question.grade)),
            ReviewedField("topics", _("Topic"), _word(question.topic)),
            ReviewedField("outcome", _("Outcome"), _word(question.outcome)),
            ReviewedField("level", _("Level"), question.get_level_display()),
        ]
        return [*places, *_changed_texts(version, standing=review_round.state != "approved")]

    def targets(self, review_round: ReviewRound) -> list[NoteTarget]:
        """The stem, every option or statement, the key, the solution; then where it belongs."""
        version = _frozen(review_round)
        texts = [NoteTarget(f"field:{path}", label) for path, label, _value in _places(version)]
        names = [
            ("subject", _("Subject")),
            ("grades", _("Grade")),
            ("topics", _("Topic")),
            ("level", _("Level")),
        ]
        return [*texts, *(NoteTarget(f"field:{name}", str(label)) for name, label in names)]

    def current_digest(self, review_round: ReviewRound) -> str:
        """The digest of the latest draft: differs as soon as anybody has edited."""
        return current_digest(_question(review_round))


REVIEWABLE.add(KIND, QuestionReview())


def _question(review_round: ReviewRound) -> Question:
    rows = Question.objects.select_related("bank", "draft", "published", "subject", "grade")
    return rows.get(public_id=review_round.subject_id)


def _frozen(review_round: ReviewRound) -> QuestionVersion:
    """The version exactly as it was sent for review."""
    rows = QuestionVersion.objects.select_related(
        "question__subject", "question__grade", "question__topic", "question__outcome", "question__published"
    )
    return rows.get(pk=review_round.frozen["version"])


def _key(review_round: ReviewRound, version: QuestionVersion) -> AnswerKey:
    return version.keys.get(number=review_round.frozen["key"])


def _places(version: QuestionVersion) -> Iterator[tuple[str, str, str]]:
    """(path, label, text) of everything the type lets its author write."""
    key = key_in_force(version)
    stored: dict[str, JSON] = {"body": version.body, "key": key.key if key else {}}
    for field in question_type_of(version.question.type_key).authoring_fields:
        side, _dot, name = field.path.partition(".")
        value = stored.get(side, {}).get(name)
        if isinstance(value, list) and side == "body":
            for rank, entry in enumerate(value):
                path = f"{field.path}.{rank}"
                yield path, place_words(path), _text(entry)
        else:
            yield field.path, str(field.label), _text(value)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return _text(value.get("text"))
    return value if isinstance(value, str) else ""


def _changed_texts(version: QuestionVersion, *, standing: bool) -> Iterator[ReviewedField]:
    published = version.question.published
    if not standing or published is None or published.pk == version.pk:
        return
    before = {path: text for path, _label, text in _places(published)}
    for path, label, text in _places(version):
        if before.get(path, "") != text:
            yield ReviewedField(path, label, text, before.get(path, ""))


def _word(term: Any) -> str:
    return str(term) if term else ""
