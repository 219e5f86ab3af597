"""The bank and the tests of school A for the access matrix: one row of each kind, and the sample arguments."""

from __future__ import annotations

from questionbank.attempts.models import Guest
from questionbank.attempts.services.regrading import propose_regrade
from questionbank.items.services.freezing import revise_key
from questionbank.papers.models import PaperSlot
from tests.factories.attempts import attempt_of, started_attempt
from tests.factories.questions import picture, question, sent_for_review
from tests.factories.quizzes import draft_quiz
from tests.security.samples import World, sample

# Addresses that carry something of school A and open for others all the same.
BY_CODE = {
    "join_link": "whoever knows the join code may come in; the page names the quiz and nothing else",
    "join_names": "whoever knows the join code of a quiz for named guests sees the names of its class",
    "restore_slot_question": "signed for one person; a token that is not theirs is refused in words (409)",
    "attempt_sealed": "the sealed package says nothing without its key; its name is random",
}


def question_rows(cast) -> dict[str, object]:
    """Rows of school A, all of them the work of teacher A."""
    written = question(cast.teacher_a)
    player = started_attempt(cast)
    attempt = attempt_of(player)
    guest = Guest.objects.create(quiz=attempt.quiz, name="Khách", name_sort="khach")
    return {
        "question": written,
        "offered_question": sent_for_review(cast.teacher_a, cast.school_a),
        "question_picture": picture(cast.teacher_a, written),
        "draft_quiz": draft_quiz(cast.teacher_a, [cast.class_a]),
        "quiz": attempt.quiz,
        "attempt": attempt,
        "guest": guest,
        "regrade": _regrade(cast, attempt.quiz),
    }


def _regrade(cast, quiz):
    """A corrected key that waits for a second person."""
    slot = PaperSlot.objects.get(part__paper__quizzes=quiz, question__type_key="short_answer")
    key = revise_key(cast.teacher_a, version=slot.version, key={"accepted": ["2,8"]}, reason="Tính nhầm")
    return propose_regrade(cast.teacher_a, slot=slot, key=key, reason="Tính nhầm")


def one(argument: str, row: str):
    """The sample that puts the public id of `row` into `argument`."""
    return lambda world: [{argument: world.id_of(row)}]


def both_quizzes(world: World) -> list[dict[str, str]]:
    return [{"public_id": world.id_of(row)} for row in ("draft_quiz", "quiz")]


def of_attempt(world: World) -> list[dict[str, str]]:
    return [{"public_id": world.id_of("quiz"), "attempt_id": world.id_of("attempt")}]


def by_code(world: World) -> list[dict[str, str]]:
    return [{"code": world.rows["quiz"].join_code}]


sample(
    "question", "edit_question", "save_question", "preview_question", "add_question_picture", "offer_question",
    "bin_question", "restore_question", "retire_question", "reinstate_question",
)(one("public_id", "question"))  # fmt: skip
sample("take_back_question")(one("public_id", "offered_question"))
sample("question_version")(lambda world: [{"public_id": world.id_of("question"), "number": 1}])
sample("question_picture", "question_picture_state")(
    lambda world: [
        {"public_id": world.id_of("question"), "picture_id": world.rows["question_picture"].public_id}
    ]
)
sample(
    "quiz", "compose_quiz", "discard_quiz", "choose_questions", "preview_quiz", "preview_quiz_content", "publish_quiz",
    "new_quiz_edition", "give_quiz_again", "share_quiz", "change_join_code", "change_quiz_window", "close_quiz",
    "quiz_sheet",
    "class_table", "class_table_rows", "give_minutes", "let_in_again", "collect_attempts", "quiz_results",
    "release_quiz_results",
    "take_back_quiz_release",
)(both_quizzes)  # fmt: skip
sample("attempt_start", "attempt_save", "attempt_hand_in", "attempt_paper")(one("public_id", "attempt"))
sample("attempt_sealed")(lambda world: [{"name": world.rows["attempt"].form.package_name}])
sample("own_quiz")(one("quiz_id", "quiz"))
sample("join_link", "join_names")(by_code)
sample("join_waiting")(one("guest_id", "guest"))
sample("attempt_page", "attempt_result", "claim_attempt")(one("attempt_id", "attempt"))
sample("decide_late", "attempt_answers", "void_attempt")(of_attempt)
sample("restore_join_code")(lambda world: [{"public_id": world.id_of("quiz"), "code": "macu2345"}])
sample("reopen_quiz")(lambda world: [{"public_id": world.id_of("quiz"), "until": 0}])
sample("regrade", "decide_regrade")(one("run_id", "regrade"))
sample("restore_slot_question")(lambda world: [{"token": "khong-dung"}])
sample("decide_guest")(lambda world: [{"public_id": world.id_of("quiz"), "guest_id": world.id_of("guest")}])
sample("correct_key")(
    lambda world: [
        {"public_id": world.id_of("quiz"), "slot_id": next(iter(world.rows["attempt"].form.prepared))}
    ]
)
