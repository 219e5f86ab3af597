"""Publishing freezes: forms are key-free, repeatable, sealed, and nothing changes afterwards."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from config.audit.models import AuditEntry
from config.errors import Conflict, NotAllowed, Refused
from questionbank.items.models import Question
from questionbank.items.reading import typed_question
from questionbank.items.services.writing import save_draft
from questionbank.papers.contents import meant_contents, parts_of, read_plan
from questionbank.papers.models import Paper, PaperPart, PaperSlot
from questionbank.papers.packages import build_form, seal, unseal
from questionbank.papers.services import freezing
from questionbank.papers.services.freezing import NotReady, preview_package
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.services import publishing
from questionbank.quizzes.services.composing import create_quiz
from questionbank.quizzes.services.publishing import publish_quiz
from questionbank.quizzes.signals import quiz_published
from questionbank.types.base import Prepared
from tests.factories.questions import in_school_bank
from tests.factories.quizzes import (
    RIGHT,
    SOLUTION_CANARY,
    draft_quiz,
    published_quiz,
    ready_question,
)


def content_of(quiz):
    parts = parts_of(quiz.paper)
    plan = read_plan(parts, meant_contents(quiz.paper, parts))
    return plan.content(quiz.paper, title=quiz.title, minutes=quiz.minutes)


def slots_of(quiz):
    return list(PaperSlot.objects.filter(part__paper__quizzes=quiz))


def test_publishing_freezes_versions_and_keys_and_makes_forms(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], forms_count=3)
    assert quiz.state == QuizState.PUBLISHED and quiz.published_at
    assert [form.code for form in quiz.paper.forms.all()] == ["101", "102", "103"]
    for slot in slots_of(quiz):
        assert slot.version.is_frozen and slot.answer_key.version_id == slot.version_id
        assert slot.version_id == slot.question.draft_id
    assert AuditEntry.objects.get(verb="quiz.publish").subject == quiz.subject_key


def test_package_has_the_shape_of_the_protocol(cast):
    package = (
        published_quiz(cast.teacher_a, [cast.class_a], title="Phân số", minutes=15).paper.forms.get().package
    )
    assert package["quiz"] == {"title": "Phân số", "minutes": 15, "form": "101"}
    assert set(package) == {"quiz", "parts", "items", "order", "pictures"}
    [part] = package["parts"]
    assert set(part) == {"title", "instruction", "points", "rules", "items"}
    assert part["points"] == "3" and part["items"] == package["order"] and len(part["rules"]) == 3
    first = package["items"][package["order"][0]]
    assert set(first) == {"number", "part", "points", "type", "component", "properties"}
    assert (first["number"], first["part"], first["points"], first["component"]) == (
        1,
        0,
        "1",
        "multiple-choice",
    )
    assert [package["items"][slot]["number"] for slot in package["order"]] == [1, 2, 3]


def test_no_byte_of_a_package_tells_a_key_or_a_solution(cast):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a], forms_count=2)
    keys = [slot.question.draft.keys.get() for slot in slots_of(quiz)]
    quiz = publish_quiz(cast.teacher_a, quiz=quiz)
    for form in quiz.paper.forms.all():
        seen = json.dumps([form.package, form.prepared], ensure_ascii=False) + str(bytes(form.sealed))
        assert SOLUTION_CANARY not in seen
        for word in ('"answer"', '"answers"', '"weights"', '"accepted"', '"solution"'):
            assert word not in seen
        for item in form.package["items"].values():
            assert not {"key", "answer", "solution", "weights", "accepted"} & set(item["properties"])
        assert "2,7" not in json.dumps(form.package["items"], ensure_ascii=False)
    assert any("2,7" in json.dumps(key.key, ensure_ascii=False) for key in keys)


def test_sealed_package_opens_with_its_own_key_only(cast):
    first, second = published_quiz(cast.teacher_a, [cast.class_a], forms_count=2).paper.forms.all()
    assert unseal(bytes(first.sealed), first.package_key) == first.package
    with pytest.raises(InvalidTag):
        unseal(bytes(first.sealed), second.package_key)
    again = seal(first.package)
    assert (again.key, again.sealed) != (first.package_key, bytes(first.sealed))
    assert "Phân số".encode() not in bytes(first.sealed)


def test_same_seed_gives_the_same_form_and_another_seed_another(cast):
    content = content_of(draft_quiz(cast.teacher_a, questions=9, shuffle_questions=True))
    assert build_form(content, code="101", seed=7) == build_form(content, code="101", seed=7)
    orders = {tuple(build_form(content, code="101", seed=seed).package["order"]) for seed in range(8)}
    assert len(orders) > 4
    assert {frozenset(order) for order in orders} == {frozenset(next(iter(orders)))}


def test_questions_keep_their_part_when_shuffled(cast):
    quiz = draft_quiz(cast.teacher_a, questions=6, shuffle_questions=True)
    part = PaperPart.objects.create(paper=quiz.paper, order=2, title="Phần II")
    for slot in slots_of(quiz)[3:]:
        slot.part = part
        slot.save()
    package = build_form(content_of(quiz), code="101", seed=3).package
    assert [package["items"][slot]["part"] for slot in package["order"]] == [0, 0, 0, 1, 1, 1]


def test_shuffled_options_never_change_a_mark(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], forms_count=12)
    slots = {slot.public_id: slot for slot in slots_of(quiz)}
    orders = set()
    for form in quiz.paper.forms.all():
        for public_id, slot in slots.items():
            typed = typed_question(
                slot.version, slot.answer_key, slot.part.scoring_rules.get(slot.question.type_key)
            )
            prepared = Prepared.from_json(form.prepared[public_id])
            parsed = typed.kind.parse(prepared, RIGHT[slot.question.type_key])
            assert typed.kind.grade(parsed, prepared, typed.body, typed.key, typed.rule).fraction == 1
            orders.add(prepared.order.get("options"))
    assert len(orders) > 3


def test_pupils_form_is_in_vietnamese_whatever_language_the_author_reads(cast):
    with translation.override("en"):
        package = published_quiz(cast.teacher_a, [cast.class_a]).paper.forms.get().package
    assert package["parts"][0]["rules"][0].startswith("Nhiều lựa chọn")


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda quiz: quiz.paper.parts.get().slots.all().delete(), ""),
        (lambda quiz: PaperPart.objects.create(paper=quiz.paper, order=2, title="Phần trống"), "Phần trống"),
        (lambda quiz: quiz.paper.parts.get().slots.update(points=0), ""),
        (
            lambda quiz: Quiz.objects.filter(pk=quiz.pk).update(
                closes_at=timezone.now() - timedelta(hours=1)
            ),
            "",
        ),
        (lambda quiz: quiz.class_groups.clear(), ""),
        (lambda quiz: Question.objects.update(deleted_at=timezone.now()), ""),
    ],
    ids=["no questions", "empty part", "no points", "over already", "nobody", "deleted"],
)
def test_what_is_missing_is_said_in_words_and_nothing_is_frozen(cast, spoil, word):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    spoil(quiz)
    with pytest.raises(NotReady) as refusal:
        publish_quiz(cast.teacher_a, quiz=quiz)
    assert refusal.value.problems and word in " ".join(refusal.value.problems)
    quiz.refresh_from_db()
    assert quiz.state == QuizState.DRAFT and not quiz.paper.forms.exists()
    assert not Question.objects.filter(draft__frozen_at__isnull=False).exists()


def test_rule_that_does_not_fit_a_question_names_its_place(cast):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a], questions=2)
    quiz.paper.parts.update(scoring_rules={"true_false_group": {"key": "table", "table": ["0", "1"]}})
    with pytest.raises(NotReady) as refusal:
        publish_quiz(cast.teacher_a, quiz=quiz)
    assert len(refusal.value.problems) == 1 and "2 (" in refusal.value.problems[0]


def test_half_written_question_is_refused(cast):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a], questions=1)
    version = slots_of(quiz)[0].question.draft
    version.keys.all().delete()
    with pytest.raises(NotReady):
        publish_quiz(cast.teacher_a, quiz=quiz)


def test_only_the_author_publishes_and_only_once(cast):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    with pytest.raises(NotAllowed):
        publish_quiz(cast.colleague_a, quiz=quiz)
    publish_quiz(cast.teacher_a, quiz=quiz)
    with pytest.raises(Refused):
        publish_quiz(cast.teacher_a, quiz=quiz)


def test_change_between_reading_and_writing_is_a_conflict(cast, monkeypatch):
    quiz = draft_quiz(cast.teacher_a, [cast.class_a])
    real = freezing.make_forms

    def slow(*args):
        Paper.objects.filter(pk=quiz.paper_id).update(edit_number=9)
        return real(*args)

    monkeypatch.setattr(freezing, "make_forms", slow)
    with pytest.raises(Conflict):
        publish_quiz(cast.teacher_a, quiz=quiz)
    assert not quiz.paper.forms.exists()


def test_later_edits_of_a_question_do_not_reach_a_published_quiz(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], questions=1)
    slot = slots_of(quiz)[0]
    before = json.dumps(quiz.paper.forms.get().package)
    body = {**slot.version.body, "stem": "Câu hỏi đã sửa"}
    save_draft(cast.teacher_a, question=slot.question, edit_number=slot.question.edit_number, body=body)
    slot.refresh_from_db()
    assert slot.question.draft_id != slot.version_id
    assert json.dumps(quiz.paper.forms.get().package) == before
    assert "đã sửa" not in json.dumps(
        preview_package(quiz.paper, title=quiz.title, minutes=quiz.minutes), ensure_ascii=False
    )


def test_signal_carries_the_published_quiz_inside_the_transaction(cast):
    heard = []
    receiver = lambda sender, quiz, **kwargs: heard.append((quiz.state, quiz.paper.forms.count()))  # noqa: E731
    quiz_published.connect(receiver)
    try:
        published_quiz(cast.teacher_a, [cast.class_a], forms_count=2)
    finally:
        quiz_published.disconnect(receiver)
    assert heard == [("published", 2)]


def test_writing_needs_as_many_statements_for_forty_questions_as_for_three(cast, monkeypatch):
    counts = []
    real = publishing._write

    def counted(*args):
        with CaptureQueriesContext(connection) as seen:
            made = real(*args)
        counts.append(len(seen))
        return made

    monkeypatch.setattr(publishing, "_write", counted)
    published_quiz(cast.teacher_a, [cast.class_a], questions=3)
    published_quiz(cast.teacher_a, [cast.class_a], questions=40)
    assert counts[0] == counts[1]


def test_school_questions_of_others_are_asked_as_approved(cast):
    author, colleague = cast.teacher_a, cast.colleague_a
    quiz = draft_quiz(author, [cast.class_a], questions=1)
    slot = slots_of(quiz)[0]
    slot.question = ready_question(colleague)
    slot.save()
    with pytest.raises(NotReady):
        publish_quiz(author, quiz=quiz)
    slot.question = in_school_bank(colleague, cast.head_a, cast.principal_a, cast.school_a)
    slot.save()
    publish_quiz(author, quiz=quiz)
    slot.refresh_from_db()
    assert slot.version_id == slot.question.published_id


def test_new_quiz_has_a_part_and_a_code(cast):
    quiz = create_quiz(cast.teacher_a, title=" Kiểm tra ")
    assert quiz.title == "Kiểm tra" and quiz.organisation == cast.school_a
    assert quiz.paper.parts.count() == 1 and len(quiz.join_code) == 8
    with pytest.raises(NotAllowed):
        create_quiz(cast.inspector, title="x")
    assert slots_of(quiz) == []
