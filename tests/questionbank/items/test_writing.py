"""Writing a question: saves that never lose anything, versions, keys, two people at once."""

from __future__ import annotations

import pytest

from config.audit.models import AuditEntry
from config.errors import Conflict, NotAllowed, Refused
from questionbank.items.models import Question, QuestionVersion
from questionbank.items.reading import draft_input, key_in_force, typed_question
from questionbank.items.services.banks import own_bank
from questionbank.items.services.freezing import freeze_version, revise_key
from questionbank.items.services.writing import create_question, save_draft
from questionbank.types.grading import mark_answer
from tests.factories.questions import BODIES, KEYS, classified, fresh, frozen, question, save


def test_a_new_question_stands_in_the_own_bank(cast):
    row = create_question(cast.teacher_a, type_key="short_answer")
    assert (row.bank, row.author, row.state) == (own_bank(cast.teacher_a), cast.teacher_a, "draft")
    assert row.draft.body == {}
    assert not row.draft.is_ready


@pytest.mark.parametrize("part", ["pupil_a", "city_officer", "inspector", "administrator"])
def test_who_teaches_nowhere_writes_no_questions(cast, part):
    with pytest.raises(NotAllowed):
        create_question(getattr(cast, part), type_key="multiple_choice")


def test_an_unknown_type_and_a_foreign_bank_are_refused(cast):
    with pytest.raises(Refused):
        create_question(cast.teacher_a, type_key="riddle")
    with pytest.raises(NotAllowed):
        create_question(cast.teacher_a, type_key="multiple_choice", bank=own_bank(cast.colleague_a))


@pytest.mark.parametrize("type_key", sorted(BODIES))
def test_a_complete_question_is_kept_typed_and_can_be_marked(cast, type_key):
    row = question(cast.teacher_a, type_key)
    assert row.draft.is_ready
    assert "<math" in str(row.draft.body)
    key = key_in_force(row.draft)
    right = {"multiple_choice": "o2", "short_answer": "2,7"}.get(type_key, KEYS[type_key].get("answers"))
    assert mark_answer(typed_question(row.draft, key), right).points == 1


def test_what_does_not_fit_is_kept_raw_and_told_with_its_place(cast):
    row = create_question(cast.teacher_a, type_key="multiple_choice")
    half = {"stem": "Tính $\\frac{1}$", "options": [{"id": "o1", "text": "một"}, {"id": "o2", "text": ""}]}
    saved = save(cast.teacher_a, row, body=half, key={"solution": "sau"})
    assert {problem.path for problem in saved.problems} >= {"body.stem", "body.options.1.text"}
    assert saved.key is None
    standing = draft_input(fresh(row))
    assert standing.body == half
    assert standing.key == {"solution": "sau"}
    assert "Tính" in saved.version.plain_text
    with pytest.raises(Refused, match=r"not complete|chưa"):
        freeze_version(cast.teacher_a, question=row)


def test_a_body_that_becomes_valid_takes_the_waiting_key_along(cast):
    row = create_question(cast.teacher_a, type_key="multiple_choice")
    save(cast.teacher_a, row, body={"stem": ""}, key=KEYS["multiple_choice"])
    saved = save(cast.teacher_a, row, body=BODIES["multiple_choice"])
    assert saved.problems == []
    assert saved.key.key["answer"] == "o2"


def test_taking_the_right_option_away_keeps_the_key_as_work(cast):
    row = question(cast.teacher_a)
    body = {**BODIES["multiple_choice"], "options": BODIES["multiple_choice"]["options"][2:]}
    saved = save(cast.teacher_a, row, body=body)
    assert [problem.path for problem in saved.problems] == ["key.answer"]
    assert draft_input(fresh(row)).key["answer"] == "o2"
    assert save(cast.teacher_a, row, body=BODIES["multiple_choice"]).problems == []


def test_the_second_of_two_editors_is_told_by_name_and_nothing_is_overwritten(cast, in_bank):
    number = fresh(in_bank).edit_number
    save_draft(
        cast.head_a,
        question=in_bank,
        edit_number=number,
        body={**BODIES["multiple_choice"], "stem": "Của tổ trưởng"},
    )
    with pytest.raises(Conflict, match="Trần Văn Hùng"):
        save_draft(
            cast.teacher_a,
            question=in_bank,
            edit_number=number,
            body={**BODIES["multiple_choice"], "stem": "Của tôi"},
        )
    assert fresh(in_bank).draft.plain_text.startswith("Của tổ trưởng")


def test_the_same_save_sent_twice_is_no_conflict(cast):
    row = question(cast.teacher_a)
    body = {**BODIES["multiple_choice"], "stem": "Câu mới"}
    first = save_draft(cast.teacher_a, question=row, edit_number=row.edit_number, body=body)
    again = save_draft(cast.teacher_a, question=row, edit_number=row.edit_number, body=body)
    assert again.question.edit_number == first.question.edit_number == row.edit_number + 1


def test_strangers_cannot_write_into_it(cast):
    row = question(cast.teacher_a)
    for person in (cast.colleague_a, cast.head_a, cast.teacher_b, cast.pupil_a):
        with pytest.raises(NotAllowed):
            save_draft(person, question=row, edit_number=row.edit_number, body={})


def test_a_frozen_version_never_changes_and_editing_makes_the_next(cast):
    version, _key = frozen(cast.teacher_a)
    before = version.body
    saved = save(cast.teacher_a, version.question, body={**BODIES["multiple_choice"], "stem": "Khác"})
    assert saved.version.number == 2
    assert QuestionVersion.objects.get(pk=version.pk).body == before
    assert saved.key.number == 1
    assert key_in_force(version).key["answer"] == "o2"


def test_freezing_twice_gives_the_same(cast):
    version, key = frozen(cast.teacher_a)
    assert freeze_version(cast.teacher_a, question=version.question) == (version, key)


def test_the_key_of_an_unfrozen_version_is_edited_in_place(cast):
    row = question(cast.teacher_a)
    saved = save(cast.teacher_a, row, key={"answer": "o3"})
    assert (saved.version.number, saved.key.number, saved.key.key["answer"]) == (1, 1, "o3")


def test_a_frozen_versions_key_gets_the_next_number_with_a_reason(cast):
    version, key = frozen(cast.teacher_a)
    revised = revise_key(cast.teacher_a, version=version, key={"answer": "o3"}, reason="Đáp án sai")
    assert (revised.number, revised.reason) == (2, "Đáp án sai")
    key.refresh_from_db()
    assert key.key["answer"] == "o2"


@pytest.mark.parametrize(
    ("key", "reason", "code"),
    [
        ({"answer": "o3"}, " ", "reason_missing"),
        ({"answer": "o9"}, "sai", "invalid_key"),
        ({"answer": "o2", "solution": "Quy đồng mẫu số rồi cộng."}, "sai", "unchanged"),
    ],
)
def test_a_key_is_not_revised_without_a_reason_or_a_change(cast, key, reason, code):
    version, _key = frozen(cast.teacher_a)
    with pytest.raises(Refused) as refusal:
        revise_key(cast.teacher_a, version=version, key=key, reason=reason)
    assert refusal.value.code == code


def test_the_key_of_work_in_progress_is_not_revised(cast):
    row = question(cast.teacher_a)
    with pytest.raises(Refused):
        revise_key(cast.teacher_a, version=row.draft, key={"answer": "o3"}, reason="sai")


def test_classification_alone_makes_no_version_and_is_logged(cast):
    version, _key = frozen(cast.teacher_a)
    saved = save(cast.teacher_a, version.question, classification=classified(level="applying"))
    assert (saved.version, saved.question.level) == (version, "applying")
    logged = AuditEntry.objects.filter(verb="question.classify").latest("pk")
    assert logged.subject == saved.question.subject_key
    assert logged.details["fields"] == {"level": "applying"}


def test_hostile_input_is_kept_harmless(cast):
    row = create_question(cast.teacher_a, type_key="multiple_choice")
    hostile = {
        "stem": "a\x00b\ud800",
        "options": [{"id": float("nan"), "text": {"html": "<script>", "source": 5}}],
    }
    assert save(cast.teacher_a, row, body=hostile).problems
    for size in ("x" * 500_000, [[]]):
        deep = size
        for _step in range(200 if isinstance(size, list) else 0):
            deep = [deep]
        with pytest.raises(Refused):
            save(cast.teacher_a, row, body={"stem": deep})
    assert Question.objects.get(pk=row.pk).draft.work["body"]["stem"] == "ab"


def test_own_html_is_never_trusted(cast):
    row = create_question(cast.teacher_a, type_key="short_answer")
    body = {"stem": {"source": "Tính", "html": "<script>alert(1)</script>", "text": "x", "pictures": []}}
    saved = save(cast.teacher_a, row, body=body, key=KEYS["short_answer"])
    assert "script" not in str(saved.version.body)
