"""Canaries of the question bank and of tests: keys, explanations, papers before their start, names of other pupils."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.services.joining import attempt_for_pupil
from questionbank.papers.services.arranging import add_questions
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.services.composing import create_quiz
from questionbank.quizzes.services.publishing import publish_quiz
from tests.factories.attempts import player_of
from tests.factories.organisations import pupil_of
from tests.factories.questions import in_school_bank, question

SHORT = {"input": "text"}


def plant_questions(cast) -> dict[str, list]:
    """A draft, a question of the school's bank, a paper that opens tomorrow, one taken whose results are kept back."""
    draft = _short(cast, "zqcaunhap", "zqkhoanhap", "zqgiainhap")
    shared = in_school_bank(
        cast.teacher_a, cast.head_a, cast.principal_a, cast.school_a, "short_answer",
        body={**SHORT, "stem": "Câu zqcautruong"},
        key={"accepted": ["zqkhoatruong"], "solution": "Vì zqgiaitruong"},
    )  # fmt: skip
    tomorrow = _quiz(cast, "zqdesau", "zqkhoasau", opens_at=timezone.now() + timedelta(days=1))
    taken = _quiz(cast, "zqdelam", "zqkhoalam")
    classmate = pupil_of(cast.class_a, "Bạn zqbanhoc")
    attempts = [_hand_in(taken, cast.pupil_a, "bài làm một"), _hand_in(taken, classmate, "zqbailamkhac")]
    grade_waiting()
    waiting = attempt_for_pupil(cast.pupil_a, quiz=tomorrow)
    return {"questions": [draft, shared], "quizzes": [tomorrow, taken], "attempts": [*attempts, waiting]}


def _short(cast, stem: str, key: str, solution: str):
    return question(
        cast.teacher_a, "short_answer",
        body={**SHORT, "stem": f"Câu {stem}"},
        key={"accepted": [key], "solution": f"Vì {solution}"},
    )  # fmt: skip


def _quiz(cast, stem: str, key: str, **fields) -> Quiz:
    quiz = create_quiz(cast.teacher_a, title="Bài kiểm tra")
    Quiz.objects.filter(pk=quiz.pk).update(
        guests="approved", **fields
    )  # names are shown to those let in by name only
    quiz.class_groups.add(cast.class_a)
    asked = _short(cast, stem, key, f"zqgiai{key[6:]}")
    add_questions(
        cast.teacher_a, part=quiz.paper.parts.get(), edit_number=quiz.paper.edit_number, questions=[asked]
    )
    return publish_quiz(cast.teacher_a, quiz=Quiz.objects.get(pk=quiz.pk))


def _hand_in(quiz: Quiz, pupil, value: str):
    attempt = attempt_for_pupil(pupil, quiz=quiz)
    player = player_of(pupil, attempt)
    player.start()
    player.answer(next(iter(attempt.form.prepared)), value)
    player.hand_in()
    return attempt


def question_addresses(rows) -> list[str]:
    """Addresses worth guessing: pages of questions, of quizzes, of attempts, and packages by their names."""
    found = []
    for one in rows["questions"]:
        found += [
            reverse(name, args=[one.public_id]) for name in ("question", "edit_question", "preview_question")
        ]
        found.append(reverse("question_version", args=[one.public_id, 1]))
    for quiz in rows["quizzes"]:
        names = ("quiz", "compose_quiz", "preview_quiz", "preview_quiz_content", "share_quiz", "class_table")
        found += [
            reverse(name, args=[quiz.public_id]) for name in (*names, "class_table_rows", "quiz_results")
        ]
        found += [reverse("own_quiz", args=[quiz.public_id]), reverse("join_link", args=[quiz.join_code])]
        found += [reverse("attempt_sealed", args=[form.package_name]) for form in quiz.paper.forms.all()]
    for attempt in rows["attempts"]:
        found += [
            reverse(name, args=[attempt.public_id])
            for name in ("attempt_page", "attempt_result", "attempt_paper")
        ]
        found.append(reverse("attempt_answers", args=[attempt.quiz.public_id, attempt.public_id]))
    return found
