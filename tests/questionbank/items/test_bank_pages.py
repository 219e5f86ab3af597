"""The bank's pages: lists, filters, words, the question's page, deeds; within their queries and for the right people."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from config.caches import remembered
from questionbank.items.models import Question
from tests.cast import client_of
from tests.factories.questions import (
    BODIES,
    fresh,
    question,
    round_of,
    save,
)

BANK = "/ngan-hang-cau-hoi/"


def worded(author, words, **changes):
    return question(author, body={**BODIES["multiple_choice"], "stem": words}, **changes)


def seen(client, **asked):
    """Ids of the questions that a page of the list shows."""
    return re.findall(
        r'href="/cau-hoi/([a-z0-9]{12})/[^"]*" data-row-link', client.get(BANK, asked).content.decode()
    )


def test_own_questions_and_the_schools_bank_are_two_lists(cast, in_bank):
    mine = worded(cast.colleague_a, "Câu của đồng nghiệp")
    client = client_of(cast.colleague_a)
    assert mine.public_id in seen(client)
    assert in_bank.public_id not in seen(client)
    school = seen(client, kho=cast.school_a.public_id)
    assert in_bank.public_id in school
    assert mine.public_id not in school


def test_whoever_writes_nothing_reads_the_banks_of_the_schools_they_inspect(cast, in_bank):
    page = client_of(cast.inspector).get(BANK).content.decode()
    assert cast.school_a.public_id in page
    assert "question-row__tick" not in page
    assert in_bank.public_id in seen(client_of(cast.inspector), kho=cast.school_a.public_id)
    assert client_of(cast.city_officer).get(BANK).status_code == 200


def test_another_schools_bank_stays_closed(cast, in_bank):
    client = client_of(cast.teacher_b)
    assert in_bank.public_id not in seen(client, kho=cast.school_a.public_id)
    assert client.get(reverse("question", args=[in_bank.public_id])).status_code == 404


def test_pupils_have_no_bank(cast, in_bank):
    assert client_of(cast.pupil_a).get(BANK).status_code == 403
    assert client_of(cast.pupil_a).get(reverse("question", args=[in_bank.public_id])).status_code == 403


def test_words_are_found_without_accents_and_in_any_order(cast):
    found = worded(cast.teacher_a, "Rút gọn phân số $\\frac{12}{18}$")
    other = worded(cast.teacher_a, "Tính chu vi hình vuông")
    client = client_of(cast.teacher_a)
    for words in ("phan so", "số PHÂN rut", "\\frac{12}"):
        page = seen(client, q=words)
        assert found.public_id in page
        assert other.public_id not in page


@pytest.mark.parametrize(
    ("name", "value", "is_found"),
    [
        ("mon", "TOAN", True),
        ("lop", "6", True),
        ("lop", "7", False),
        ("muc-do", "understanding", True),
        ("muc-do", "applying", False),
        ("dang", "multiple_choice", True),
        ("dang", "short_answer", False),
        ("trang-thai", "nhap", True),
        ("trang-thai", "da-duyet", False),
        ("mon", "nonsense", True),
    ],
)
def test_every_filter_narrows_the_list(cast, name, value, is_found):
    row = question(cast.teacher_a)
    assert (row.public_id in seen(client_of(cast.teacher_a), **{name: value})) is is_found


def test_a_long_list_is_read_page_by_page(cast):
    rows = [worded(cast.teacher_a, f"Câu số {number}") for number in range(25)]
    client = client_of(cast.teacher_a)
    first = seen(client)
    assert rows[-1].public_id in first
    assert rows[0].public_id not in first
    last_shown = rows[5]
    second = seen(client, sau=last_shown.public_id)
    assert rows[4].public_id in second
    assert last_shown.public_id not in second
    back = seen(client, truoc=rows[4].public_id)
    assert rows[5].public_id in back


def test_a_place_that_has_left_the_list_leads_to_its_beginning(cast):
    row = question(cast.teacher_a)
    assert row.public_id in seen(client_of(cast.teacher_a), sau="k7m2x9qd4hvr")


def test_the_list_costs_the_same_with_ten_times_the_rows(cast, in_bank, django_assert_max_num_queries):
    client = client_of(cast.teacher_a)
    addresses = [
        {},
        {"mon": "TOAN", "lop": "6", "q": "gia tri"},
        {"kho": cast.school_a.public_id},
        {"kho": cast.school_a.public_id, "q": "gia tri"},
        {"q": "gia tri", "sau": question(cast.teacher_a).public_id},
    ]
    for more in (2, 20):
        for _each in range(more):
            question(cast.teacher_a)
        remembered.clear()
        for asked in addresses:
            client.get(BANK, asked)
            with django_assert_max_num_queries(8):
                assert client.get(BANK, asked).status_code == 200


def test_empty_lists_say_what_to_do(cast):
    client = client_of(cast.teacher_a)
    for asked in ({}, {"q": "khong co"}, {"kho": cast.school_a.public_id}):
        page = client.get(BANK, asked)
        assert page.status_code == 200
        assert b"empty__title" in page.content


def test_the_page_shows_the_question_the_key_and_the_history(cast, in_bank):
    page = client_of(cast.teacher_a).get(reverse("question", args=[in_bank.public_id])).content.decode()
    assert "<math" in page
    assert "Quy đồng mẫu số rồi cộng." in page
    assert reverse("edit_question", args=[in_bank.public_id]) in page


def test_colleagues_read_the_approved_text_and_never_the_draft(cast, in_bank):
    save(cast.teacher_a, in_bank, body={**BODIES["multiple_choice"], "stem": "Bản đang viết dở"})
    client = client_of(cast.colleague_a)
    address = reverse("question", args=[in_bank.public_id])
    for asked in ("", "?ban=duyet", "?ban=nhap"):
        page = client.get(address + asked).content.decode()
        assert "Bản đang viết dở" not in page
        assert "<math" in page
    assert client.get(reverse("question_version", args=[in_bank.public_id, 2])).status_code == 404
    school = client.get(BANK, {"kho": cast.school_a.public_id})
    assert "Bản đang viết dở" not in school.content.decode()
    assert "Bản đang viết dở" in client_of(cast.teacher_a).get(address).content.decode()


def test_a_retired_question_does_not_open_its_unfinished_draft(cast, in_bank):
    save(cast.teacher_a, in_bank, body={**BODIES["multiple_choice"], "stem": "Bản đang viết dở"})
    client = client_of(cast.librarian_a)
    client.post(reverse("retire_question", args=[in_bank.public_id]), {"reason": "Chương trình đã đổi"})
    page = client.get(reverse("question", args=[in_bank.public_id]))
    assert page.status_code == 200
    assert "Bản đang viết dở" not in page.content.decode()


def test_an_older_version_can_be_read_by_its_author(cast, in_bank):
    save(cast.teacher_a, in_bank, body={**BODIES["multiple_choice"], "stem": "Bản mới"})
    page = client_of(cast.teacher_a).get(reverse("question_version", args=[in_bank.public_id, 1]))
    assert page.status_code == 200
    assert "Bản mới" not in page.content.decode()


def test_several_are_sent_for_review_at_once_and_each_refusal_is_told(cast):
    ready, half = question(cast.teacher_a), worded(cast.teacher_a, "Thiếu mức độ", level="")
    client = client_of(cast.teacher_a)
    answer = client.post(
        reverse("offer_several"), {"cau-hoi": [ready.public_id, half.public_id]}, follow=True
    )
    assert (fresh(ready).state, fresh(half).state) == ("submitted", "draft")
    assert "Thiếu mức độ" in answer.content.decode()


def test_nothing_ticked_and_foreign_ids_do_nothing(cast):
    foreign = question(cast.colleague_a)
    client = client_of(cast.teacher_a)
    client.post(reverse("offer_several"), {})
    client.post(reverse("offer_several"), {"cau-hoi": [foreign.public_id]})
    assert fresh(foreign).state == "draft"
    assert client.post(reverse("offer_several"), {"truong": "k7m2x9qd4hvr"}).status_code == 404


def test_offering_by_the_page_and_taking_back(cast):
    row = question(cast.teacher_a)
    client = client_of(cast.teacher_a)
    address = reverse("offer_question", args=[row.public_id])
    assert client.get(address).status_code == 200
    client.post(address, {"school": cast.school_a.public_id, "message": "Nhờ thầy xem giúp"})
    assert fresh(row).state == "submitted"
    assert round_of(row).message == "Nhờ thầy xem giúp"
    client.post(reverse("take_back_question", args=[row.public_id]))
    assert (fresh(row).state, fresh(row).offered_to) == ("draft", None)


def test_an_incomplete_question_is_refused_on_the_page_in_words(cast):
    row = question(cast.teacher_a, key={"solution": ""})
    answer = client_of(cast.teacher_a).post(
        reverse("offer_question", args=[row.public_id]), {"school": cast.school_a.public_id}
    )
    assert answer.status_code == 409
    assert fresh(row).state == "draft"


def test_the_bin_and_back(cast):
    row = question(cast.teacher_a)
    client = client_of(cast.teacher_a)
    client.post(reverse("bin_question", args=[row.public_id]))
    assert row.public_id not in seen(client)
    assert row.public_id in client.get(reverse("question_bin")).content.decode()
    assert client.get(reverse("question", args=[row.public_id])).status_code == 404
    client.post(reverse("restore_question", args=[row.public_id]))
    assert row.public_id in seen(client)


def test_out_of_use_and_back(cast, in_bank):
    client = client_of(cast.librarian_a)
    address = reverse("retire_question", args=[in_bank.public_id])
    assert client.post(address, {"reason": ""}).status_code == 400
    client.post(address, {"reason": "Chương trình đã đổi"})
    assert fresh(in_bank).state == "retired"
    assert in_bank.public_id not in seen(client, kho=cast.school_a.public_id)
    assert in_bank.public_id in seen(client, **{"kho": cast.school_a.public_id, "trang-thai": "thoi-dung"})
    client.post(reverse("reinstate_question", args=[in_bank.public_id]))
    assert fresh(in_bank).state == "approved"
    assert client_of(cast.colleague_a).get(address).status_code == 404


def test_hostile_addresses_are_harmless(cast):
    client = client_of(cast.teacher_a)
    for asked in ({"q": "%_\\' --"}, {"q": "x" * 5000}, {"kho": "'; --"}, {"sau": "☃", "truoc": "\x01"}):
        assert client.get(BANK, asked).status_code == 200
    row = worded(cast.teacher_a, "<script>alert(1)</script> Tính & so sánh")
    page = client.get(reverse("question", args=[row.public_id])).content.decode()
    assert "<script>alert" not in page


def test_a_half_written_question_has_a_page(cast):
    row = question(cast.teacher_a, body={"stem": "Tính $\\frac{1}$"}, key={})
    page = client_of(cast.teacher_a).get(reverse("question", args=[row.public_id]))
    assert page.status_code == 200
    assert Question.objects.get(pk=row.pk).draft.body == {}


@pytest.mark.parametrize("type_key", sorted(BODIES))
def test_every_type_is_drawn_with_its_key(cast, type_key):
    row = question(cast.teacher_a, type_key)
    page = client_of(cast.teacher_a).get(reverse("question", args=[row.public_id])).content.decode()
    assert "drawn--key" in page
