"""Questions for tests, made by the real services: complete drafts, frozen ones, ones in the school's bank."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.accounts.models import User
from questionbank.items.models import AnswerKey, Question, QuestionPicture, QuestionVersion
from questionbank.items.services.banks import school_bank
from questionbank.items.services.freezing import freeze_version
from questionbank.items.services.pictures import add_picture
from questionbank.items.services.redrawing import redraw
from questionbank.items.services.writing import Classification, SavedDraft, create_question, save_draft
from questionbank.types.registry import QUESTION_TYPES
from repository.curation import lifecycle
from repository.curation.models import ReviewRound, Verdict
from repository.curation.services import Decision, decide
from repository.curriculum.models import GradeLevel, Subject
from repository.organisations.models import OrgUnit

STEM = "Giá trị của $\\frac{1}{2} + \\frac{1}{4}$ là"

BODIES: dict[str, dict[str, Any]] = {
    "multiple_choice": {
        "stem": STEM,
        "options": [
            {"id": "o1", "text": "$\\frac{1}{6}$"},
            {"id": "o2", "text": "$\\frac{3}{4}$"},
            {"id": "o3", "text": "$\\frac{2}{6}$"},
            {"id": "o4", "text": "$\\frac{3}{8}$"},
        ],
    },
    "true_false_group": {
        "stem": "Cho hàm số $y = x^2 - 2x$.",
        "statements": [
            {"id": "s1", "text": "$y(0) = 0$"},
            {"id": "s2", "text": "$y' = 2x$"},
            {"id": "s3", "text": "$y \\ge -1$"},
            {"id": "s4", "text": "Đồ thị cắt trục $Ox$"},
        ],
    },
    "short_answer": {"stem": "Tính $5{,}4 : 2$.", "input": "number"},
}
KEYS: dict[str, dict[str, Any]] = {
    "multiple_choice": {"answer": "o2", "solution": "Quy đồng mẫu số rồi cộng."},
    "true_false_group": {
        "answers": {"s1": True, "s2": False, "s3": True, "s4": True},
        "solution": "$y' = 2x - 2$.",
    },
    "short_answer": {"accepted": ["2,7"], "solution": "Chia từ trái sang phải."},
}


def question(author: User, type_key: str = "multiple_choice", **changes: Any) -> Question:
    """A complete draft in the author's own bank. `body`, `key` and fields of the classification replace the usual ones."""
    made = create_question(author, type_key=type_key)
    example = next(iter(QUESTION_TYPES[type_key].examples()))  # for types that no story is about
    body = changes.pop("body", BODIES.get(type_key, example.body))
    key = changes.pop("key", KEYS.get(type_key, example.key))
    return save(author, made, body=body, key=key, classification=classified(**changes)).question


def classified(**changes: Any) -> Classification:
    """Mathematics, grade 6, understanding; `changes` replace single fields."""
    usual = {
        "subject": Subject.objects.filter(code="TOAN").first(),
        "grade": GradeLevel.objects.filter(code="6").first(),
        "level": "understanding",
    }
    return Classification(**(usual | changes))


def save(actor: User, row: Question, **what: Any) -> SavedDraft:
    """A save over the latest state."""
    number = fresh(row).edit_number
    return save_draft(actor, question=row, edit_number=what.pop("edit_number", number), **what)


def frozen(
    author: User, type_key: str = "multiple_choice", **changes: Any
) -> tuple[QuestionVersion, AnswerKey]:
    """A frozen version with its key."""
    return freeze_version(author, question=question(author, type_key, **changes))


def sent_for_review(
    author: User, school: OrgUnit, type_key: str = "multiple_choice", **changes: Any
) -> Question:
    """A question that waits for review."""
    row = question(author, type_key, **changes)
    lifecycle.submit(author, work=row, to=school_bank(school))
    return fresh(row)


def in_school_bank(
    author: User,
    head: User,
    principal: User,
    school: OrgUnit,
    type_key: str = "multiple_choice",
    **changes: Any,
) -> Question:
    """An approved question of the school's bank."""
    row = sent_for_review(author, school, type_key, **changes)
    judge(head, row, Verdict.APPRAISE)
    return judge(principal, row, Verdict.APPROVE)


def round_of(row: Question) -> ReviewRound:
    """The latest review round of the question."""
    return ReviewRound.objects.filter(kind="question", subject_id=row.public_id).order_by("-pk")[0]


def judge(reviewer: User, row: Question, verdict: Verdict, note: str = "", **extra: Any) -> Question:
    """One decision of `reviewer` over the latest round."""
    review_round = round_of(row)
    decide(
        reviewer, review_round=review_round, decision=Decision(verdict, review_round.digest, note, **extra)
    )
    return fresh(row)


def picture_file(
    width: int = 1600, height: int = 900, kind: str = "PNG", name: str = "hinh.png"
) -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    out = BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), content_type=f"image/{kind.lower()}")


def picture(author: User, row: Question) -> QuestionPicture:
    """A picture of the question, drawn by its job, not named in its text yet."""
    made = redraw(add_picture(author, question=row, upload=picture_file(), alt="Hình vẽ"))
    assert made is not None
    return made


def fresh(row: Question) -> Question:
    """The row as it stands now."""
    return Question.objects.with_labels().get(pk=row.pk)
