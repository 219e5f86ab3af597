"""Composing through the page: everything is saved together, moved, shared out; the second tab is told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from config.errors import Conflict, NotAllowed, Refused
from questionbank.papers.models import PaperPart, PaperSlot
from questionbank.papers.services import arranging
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.services.composing import PartEdit, Settings, save_composition
from questionbank.quizzes.services.copying import copy_quiz
from repository.curation import lifecycle
from tests.cast import client_of
from tests.factories.quizzes import draft_quiz, published_quiz, ready_question

SCRIPT = {"HTTP_ACCEPT": "application/json"}


def page_of(quiz, **changes):
    """What the composer sends when nothing is touched; `changes` replace fields (None leaves one out)."""
    quiz = Quiz.objects.get(pk=quiz.pk)
    data = {
        "edit_number": str(quiz.paper.edit_number),
        "title": quiz.title,
        "class_groups": [one.public_id for one in quiz.class_groups.all()],
        "minutes": str(quiz.minutes),
        "opens_at": "",
        "closes_at": "",
        "shuffle_options": "on" if quiz.paper.shuffle_options else None,
        "shuffle_questions": "on" if quiz.paper.shuffle_questions else None,
        "forms_count": str(quiz.paper.forms_count),
        "show_score": quiz.show_score,
        "show_answers": quiz.show_answers,
        "guests": quiz.guests,
        "place": [],
    }
    for part in quiz.paper.parts.order_by("order"):
        data[f"part-{part.pk}-title"] = part.title
        data[f"part-{part.pk}-instruction"] = part.instruction
        data["place"].append(f"part:{part.pk}")
        for slot in part.slots.order_by("order"):
            data["place"].append(f"slot:{slot.public_id}")
            data[f"slot-{slot.public_id}-points"] = str(slot.points)
    return {name: value for name, value in (data | changes).items() if value is not None}


def slots_of(quiz):
    return list(PaperSlot.objects.filter(part__paper__quizzes=quiz).order_by("part__order", "order"))


@pytest.fixture
def quiz(cast):
    return draft_quiz(cast.teacher_a, [cast.class_a])


@pytest.fixture
def send(cast, quiz):
    """Posts the composer's form as its author; keyword arguments as for `page_of`."""

    def post(do="save", *, script=False, **changes):
        url = reverse("compose_quiz", args=[quiz.public_id])
        extra = SCRIPT if script else {}
        return client_of(cast.teacher_a).post(url, page_of(quiz, do=do, **changes), **extra)

    return post


def test_typing_is_saved_and_the_answer_brings_the_next_number(quiz, send):
    answer = send(script=True, title="Phân số  mới", minutes="20", closes_at="2030-01-02T10:30")
    assert answer.status_code == 200 and answer.json()["edit_number"] == quiz.paper.edit_number + 1
    quiz.refresh_from_db()
    assert (quiz.title, quiz.minutes) == ("Phân số mới", 20)
    assert quiz.closes_at.isoformat() == "2030-01-02T03:30:00+00:00"


def test_nothing_changed_writes_nothing(quiz, send):
    assert send(script=True).json()["edit_number"] == quiz.paper.edit_number
    quiz.refresh_from_db()
    assert quiz.paper.edit_number == 1


def test_second_tab_is_told_and_overwrites_nothing(quiz, send):
    send(script=True, minutes="20")
    late = send(script=True, edit_number="1", minutes="30")
    assert late.status_code == 409 and late.json()["conflict"]
    page = send(edit_number="1", minutes="30")
    assert page.status_code == 409 and 'value="30"' in page.content.decode()
    quiz.refresh_from_db()
    assert quiz.minutes == 20


def test_points_take_a_comma_and_wrong_ones_are_named(quiz, send):
    slot = slots_of(quiz)[0]
    field = f"slot-{slot.public_id}-points"
    answer = send(script=True, **{field: "0,25"})
    assert answer.json()["totals"][""] == "2,25"
    for wrong in ("abc", "-1", "1e9", "0,125", ""):
        answer = send(script=True, **{field: wrong})
        assert answer.status_code == 422 and f"id_{field}" in answer.json()["fields"]
    slot.refresh_from_db()
    assert slot.points == Decimal("0.25")


def test_rows_are_saved_in_the_order_of_the_page_across_parts(quiz, send):
    second = PaperPart.objects.create(paper=quiz.paper, order=2, title="Phần II")
    first = quiz.paper.parts.get(order=1)
    a, b, c = (slot.public_id for slot in slots_of(quiz))
    place = [f"part:{first.pk}", f"slot:{c}", f"part:{second.pk}", f"slot:{b}", f"slot:{a}"]
    assert send(script=True, place=place).status_code == 200
    assert [slot.public_id for slot in slots_of(quiz)] == [c, b, a]
    assert [slot.part_id for slot in slots_of(quiz)] == [first.pk, second.pk, second.pk]


def test_hostile_places_change_nothing(cast, quiz, send):
    other = slots_of(draft_quiz(cast.teacher_a))[0]
    part = quiz.paper.parts.get()
    before = [slot.public_id for slot in slots_of(quiz)]
    for place in (
        [f"slot:{other.public_id}"],
        [f"part:{part.pk}", f"slot:{other.public_id}"],
        ["part:9999"],
        [],
    ):
        assert send(script=True, place=place).status_code == 200
    assert [slot.public_id for slot in slots_of(quiz)] == before
    other.refresh_from_db()
    assert other.part.paper_id != quiz.paper_id


def test_rules_of_a_part_are_kept_by_type(quiz, send):
    part = quiz.paper.parts.get()
    prefix = f"part-{part.pk}"
    assert send(script=True, **{f"{prefix}-rule-true_false_group": "linear"}).status_code == 200
    part.refresh_from_db()
    assert part.scoring_rules == {"true_false_group": "linear"}
    table = {
        f"{prefix}-rule-true_false_group": "table",
        f"{prefix}-table-true_false_group": "0; 0,1 0,25 0,5 1",
    }
    send(script=True, **table)
    part.refresh_from_db()
    rule = {"key": "table", "table": ["0", "0.1", "0.25", "0.5", "1"]}
    assert part.scoring_rules == {"true_false_group": rule}
    table[f"{prefix}-table-true_false_group"] = "0; 0,5; 0,25; 1"
    assert send(script=True, **table).status_code == 422
    send(script=True, **{f"{prefix}-rule-true_false_group": ""})
    part.refresh_from_db()
    assert part.scoring_rules == {}


def test_buttons_move_within_and_across_parts(quiz, send):
    PaperPart.objects.create(paper=quiz.paper, order=2, title="Phần II")
    a, b, c = (slot.public_id for slot in slots_of(quiz))
    send(f"up:{b}")
    assert [slot.public_id for slot in slots_of(quiz)] == [b, a, c]
    send(f"down:{c}")
    assert PaperSlot.objects.get(public_id=c).part.order == 2
    send(f"up:{c}")
    assert PaperSlot.objects.get(public_id=c).part.order == 1
    assert [slot.public_id for slot in slots_of(quiz)] == [b, a, c]
    send(f"up:{b}")
    assert [slot.public_id for slot in slots_of(quiz)] == [b, a, c]


def test_removed_question_comes_back_to_its_place(cast, quiz, send):
    a, b, c = slots_of(quiz)
    PaperSlot.objects.filter(pk=b.pk).update(points=Decimal("2.5"))
    answer = send(f"remove:{b.public_id}")
    assert answer.status_code == 302 and len(slots_of(quiz)) == 2
    page = client_of(cast.teacher_a)
    token = arranging.remove_slot(
        cast.teacher_a, slot=a, edit_number=Quiz.objects.get(pk=quiz.pk).paper.edit_number
    )
    assert page.post(reverse("restore_slot_question", args=[token])).status_code == 302
    assert [slot.question_id for slot in slots_of(quiz)] == [a.question_id, c.question_id]
    assert page.post(reverse("restore_slot_question", args=["gia-mao"])).status_code == 409
    stranger = client_of(cast.colleague_a)
    assert stranger.post(reverse("restore_slot_question", args=[token])).status_code == 409


def test_points_are_given_to_a_part_and_shared_out_over_all(quiz, send):
    part = quiz.paper.parts.get()
    send(f"part-points:{part.pk}", **{f"part-{part.pk}-all_points": "0,5"})
    assert {slot.points for slot in slots_of(quiz)} == {Decimal("0.5")}
    send("spread", total="8,5")
    assert sum(slot.points for slot in slots_of(quiz)) == Decimal("8.5")
    refused = send("spread", total="mười")
    assert refused.status_code == 409 and "từ 0 đến 100" in refused.content.decode()
    assert sum(slot.points for slot in slots_of(quiz)) == Decimal("8.5")
    send("spread", total="")
    assert sum(slot.points for slot in slots_of(quiz)) == 10


@pytest.mark.parametrize("weights", [[1, 1, 1], [1] * 40, [0, 0, 0, 0], [1, 2, 3, 4], [5] * 7], ids=str)
def test_shared_out_points_always_make_the_scale(weights):
    shared = arranging.shares([Decimal(one) for one in weights], Decimal(10))
    assert sum(shared) == 10 and all(one == round(one, 2) for one in shared)


def test_parts_are_added_moved_and_removed_only_when_empty(quiz, send):
    send("add-part")
    first, second = quiz.paper.parts.order_by("order")
    send(f"part-up:{second.pk}")
    assert [part.pk for part in quiz.paper.parts.order_by("order")] == [second.pk, first.pk]
    assert send(f"part-remove:{first.pk}").status_code == 409
    send(f"part-remove:{second.pk}")
    assert quiz.paper.parts.get().pk == first.pk
    assert send(f"part-remove:{first.pk}").status_code == 409
    assert send("part-remove:99999").status_code == 404


def test_picker_finds_without_accents_and_adds_many(cast, quiz):
    wanted = [ready_question(cast.teacher_a, stem=f"Vận tốc của chiếc xe {number}") for number in range(3)]
    hidden = ready_question(cast.colleague_a, stem="Vận tốc của người khác")
    client = client_of(cast.teacher_a)
    url = reverse("choose_questions", args=[quiz.public_id])
    page = client.get(url, {"q": "van toc"}).content.decode()
    assert all(one.public_id in page for one in wanted) and hidden.public_id not in page
    ids = [one.public_id for one in (*wanted, hidden)]
    assert client.post(url, {"phan": "1", "chon": [*ids, ids[0]]}).status_code == 302
    assert [slot.question_id for slot in slots_of(quiz)[3:]] == [one.pk for one in wanted]
    client.post(url, {"phan": "1", "chon": ids})
    assert len(slots_of(quiz)) == 6


def test_question_of_somebody_else_is_not_taken(cast, quiz):
    hidden = ready_question(cast.colleague_a)
    with pytest.raises(NotAllowed):
        arranging.add_questions(
            cast.teacher_a,
            part=quiz.paper.parts.get(),
            edit_number=quiz.paper.edit_number,
            questions=[hidden],
        )


def test_deleted_question_stays_visible_as_not_complete(cast, quiz, send):
    question = slots_of(quiz)[0].question
    lifecycle.move_to_bin(cast.teacher_a, work=question)
    assert send().status_code == 302
    page = client_of(cast.teacher_a).get(reverse("publish_quiz", args=[quiz.public_id])).content.decode()
    assert "notice--error" in page


def test_published_quiz_is_not_composed_any_more(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    client = client_of(cast.teacher_a)
    url = reverse("compose_quiz", args=[quiz.public_id])
    assert client.get(url).status_code == 302
    assert client.post(url, page_of(quiz, title="Khác")).status_code == 409
    slot, part = slots_of(quiz)[0], quiz.paper.parts.get()
    number = quiz.paper.edit_number
    for change in (
        lambda: arranging.add_part(cast.teacher_a, paper=quiz.paper, edit_number=number),
        lambda: arranging.remove_slot(cast.teacher_a, slot=slot, edit_number=number),
        lambda: arranging.set_points(cast.teacher_a, part=part, edit_number=number, points=Decimal(2)),
        lambda: arranging.move_slot(cast.teacher_a, slot=slot, edit_number=number, up=False),
        lambda: arranging.spread_points(cast.teacher_a, paper=quiz.paper, edit_number=number),
    ):
        with pytest.raises(Refused):
            change()
    quiz.refresh_from_db()
    assert quiz.title != "Khác" and quiz.paper.edit_number == number


def test_only_classes_taught_are_given(cast, send):
    draft = draft_quiz(cast.colleague_a, questions=0)
    parts = [PartEdit(draft.paper.parts.get().pk, "Phần I")]
    settings = Settings(title="x", class_groups=(cast.class_a,))
    with pytest.raises(NotAllowed):
        save_composition(
            cast.colleague_a, quiz=draft, edit_number=draft.paper.edit_number, settings=settings, parts=parts
        )
    assert send(script=True, class_groups=["khongphailop1"]).status_code == 422


def test_rows_that_do_not_match_are_a_conflict(cast, quiz):
    with pytest.raises(Conflict):
        save_composition(
            cast.teacher_a,
            quiz=quiz,
            edit_number=quiz.paper.edit_number,
            settings=Settings(title="x"),
            parts=[],
        )


def test_new_edition_holds_the_same_questions_and_nothing_frozen(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    copy = copy_quiz(cast.teacher_a, quiz=quiz)
    assert copy.state == "draft" and copy.join_code != quiz.join_code and not copy.paper.forms.exists()
    assert [slot.question_id for slot in slots_of(copy)] == [slot.question_id for slot in slots_of(quiz)]
    assert all(slot.version_id is None for slot in slots_of(copy))
    assert list(copy.class_groups.all()) == [cast.class_a]
    with pytest.raises(NotAllowed):
        copy_quiz(cast.colleague_a, quiz=quiz)
