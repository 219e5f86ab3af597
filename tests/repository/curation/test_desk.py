"""The reviewer's desk and the inbox in the browser's words: what is shown, what a refusal keeps, where one goes next."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils import timezone

from config.notices.models import Notice
from repository.catalogue.services import authoring
from repository.curation.models import ReviewDecision
from tests.cast import client_of
from tests.factories.catalogue import described, fresh, round_of, submitted
from tests.factories.notices import told_before


def decide(person, review_round, **data):
    fields = {"verdict": "pass", "digest": review_round.digest, "note": ""} | data
    return client_of(person).post(reverse("review_decide", args=[review_round.public_id]), fields)


def test_the_head_finds_it_in_the_queue_and_in_the_inbox(cast):
    material = submitted(cast.teacher_a)
    head = client_of(cast.head_a)
    assert material.title in head.get(reverse("review_queue")).content.decode()
    inbox = head.get(reverse("inbox")).content.decode()
    assert material.title in inbox
    page = head.get(reverse("review", args=[round_of(material).public_id])).content.decode()
    assert "Thẩm định đạt, chuyển bước sau" in page
    assert not Notice.objects.of(cast.head_a).unread().exists()


def test_notes_on_a_field_and_on_a_page_reach_the_author(cast):
    material = submitted(cast.teacher_a, pages=["một", "hai", "ba"])
    answer = decide(
        cast.head_a,
        round_of(material),
        verdict="return",
        note="Sửa hai chỗ",
        note_target=["field:title", "page=3", "page=99"],
        note_text=["Viết gọn tên", "Sai đơn vị", "Chỗ không có"],
    )
    assert answer.status_code == 302
    [row] = ReviewDecision.objects.all()
    assert row.anchors == [
        {"target": "field:title", "note": "Viết gọn tên"},
        {"target": "page=3", "note": "Sai đơn vị"},
        {"target": "", "note": "Chỗ không có"},
    ]
    page = client_of(cast.teacher_a).get(reverse("material", args=[material.public_id])).content.decode()
    assert "Sai đơn vị" in page
    assert "trang 3" in page


def test_returning_without_a_word_is_refused_and_typed_notes_stay(cast):
    review_round = round_of(submitted(cast.teacher_a))
    answer = decide(cast.head_a, review_round, verdict="return")
    assert answer.status_code == 409
    assert "ghi cần sửa gì" in answer.content.decode()
    assert not ReviewDecision.objects.exists()


def test_enter_inside_a_note_decides_nothing(cast):
    review_round = round_of(submitted(cast.teacher_a))
    answer = decide(cast.head_a, review_round, verdict="", note_target=[""], note_text=["đang viết dở"])
    assert answer.status_code == 400
    assert "đang viết dở" in answer.content.decode()
    assert not ReviewDecision.objects.exists()


def test_a_decision_over_what_has_been_edited_meanwhile_is_refused_in_plain_words(cast):
    material = submitted(cast.teacher_a)
    review_round = round_of(material)
    authoring.describe(cast.teacher_a, material=fresh(material), description=described(title="Tên khác"))
    answer = decide(cast.head_a, review_round)
    assert answer.status_code in {404, 409}
    assert not ReviewDecision.objects.exists()


def test_after_deciding_the_next_one_comes_and_at_the_end_the_empty_queue(cast):
    first, second = submitted(cast.teacher_a), submitted(cast.teacher_a)
    answer = decide(cast.head_a, round_of(first))
    assert answer["Location"] == reverse("review", args=[round_of(second).public_id])
    answer = decide(cast.head_a, round_of(second))
    assert answer["Location"] == reverse("review_queue")
    assert "Không có việc nào chờ" in client_of(cast.head_a).get(reverse("review_queue")).content.decode()


def test_pressing_twice_says_so_and_decides_once(cast):
    review_round = round_of(submitted(cast.teacher_a))
    decide(cast.head_a, review_round)
    answer = decide(cast.head_a, review_round)
    assert answer.status_code == 409
    assert "Không có gì bị làm hai lần" in answer.content.decode()
    assert ReviewDecision.objects.count() == 1


def test_the_author_takes_it_back(cast):
    material = submitted(cast.teacher_a)
    client_of(cast.teacher_a).post(reverse("review_withdraw", args=[round_of(material).public_id]))
    assert fresh(material).state == "draft"


def test_the_queue_costs_the_same_for_one_and_for_many(cast, django_assert_max_num_queries):
    for _number in range(8):
        submitted(cast.teacher_a)
    head = client_of(cast.head_a)
    head.get(reverse("review_queue"))
    with django_assert_max_num_queries(12):
        head.get(reverse("review_queue"))


def test_the_inbox_shows_new_things_first_and_holds_everything_ever_told(cast):
    for number in range(60):
        told_before(cast.head_a, f"Việc số {number}.")
    Notice.objects.filter(text__in=["Việc số 59.", "Việc số 0."]).update(read_at=timezone.now())
    client = client_of(cast.head_a)
    first, second = (client.get(reverse("inbox"), {"trang": page}).content.decode() for page in (1, 2))
    order = re.findall(r"Việc số (\d+)\.", first + second)
    assert order == [*(str(number) for number in range(58, 0, -1)), "59", "0"]
    assert 'rel="next"' in first and 'rel="prev"' in second


def test_nobody_reads_the_inbox_of_another(cast):
    submitted(cast.teacher_a)
    notice = Notice.objects.of(cast.head_a)[0]
    assert (
        client_of(cast.deputy_head_a).get(reverse("inbox_open", args=[notice.public_id])).status_code == 404
    )
