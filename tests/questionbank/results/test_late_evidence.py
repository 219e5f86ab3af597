"""Late answers are judged by what is known: contact, the device's own clock, what had been seen and handed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questionbank.attempts.late_answers import undecided_late_answers
from questionbank.attempts.models import Attempt, AttemptEvent
from questionbank.attempts.services.running import decide_late
from questionbank.results.evidence import sentences
from tests.cast import client_of
from tests.factories.attempts import attempt_of

pytestmark = pytest.mark.django_db


def late_of(school_class, player):
    attempt = attempt_of(player)
    return undecided_late_answers(school_class.quiz, [attempt])[attempt.pk]


def said(school_class, player) -> str:
    return " ".join(sentences(late_of(school_class, player)))


def page_of(school_class, player) -> str:
    attempt = attempt_of(player)
    address = reverse("attempt_page", args=[attempt.public_id])
    return client_of(attempt.pupil).get(address).content.decode()


def last_heard(player, **ago):
    Attempt.objects.filter(pk=attempt_of(player).pk).update(last_contact=timezone.now() - timedelta(**ago))


def test_online_handed_in_and_the_key_seen_is_what_the_teacher_reads(school_class):
    player = school_class.handed_in("o1")
    now = timezone.now()
    Attempt.objects.filter(pk=attempt_of(player).pk).update(score_shown_at=now, key_shown_at=now)
    player.answer(school_class.slots[0], "o2")
    words = said(school_class, player)
    assert "Em đã xem đáp án lúc" in words
    assert "Em đã nộp bài lúc" in words
    assert "vẫn liên lạc với trường" in words
    table = client_of(school_class.cast.teacher_a).get(
        reverse("class_table", args=[school_class.quiz.public_id])
    )
    assert "Em đã xem đáp án lúc" in table.content.decode()
    assert "mất mạng" not in table.content.decode()


def test_a_phone_that_was_off_the_line_is_said_to_have_been_silent(school_class):
    player = school_class.handed_in("o1")
    last_heard(player, minutes=13)
    player.answer(school_class.slots[1], school_class.right(1))
    words = said(school_class, player)
    assert "không nghe thấy máy của em" in words and "13:0" in words
    assert "xem đáp án" not in words and "xem điểm" not in words


def test_the_clock_of_the_device_is_called_its_own(school_class):
    player = school_class.handed_in("o1")
    player.write(school_class.slots[1], school_class.right(1), elapsed_ms=60_000)
    player.send()
    assert "Đồng hồ của máy ghi" in said(school_class, player)
    assert "không kiểm chứng được" in said(school_class, player)


def test_what_was_seen_only_afterwards_does_not_speak_against_the_pupil(school_class):
    player = school_class.handed_in("o1")
    player.answer(school_class.slots[1], school_class.right(1))
    later = timezone.now() + timedelta(minutes=1)
    Attempt.objects.filter(pk=attempt_of(player).pk).update(score_shown_at=later, key_shown_at=later)
    assert "xem đáp án" not in said(school_class, player)


def test_four_taps_in_one_cluster_are_one_answer(school_class):
    player = school_class.handed_in("o1")
    for statements in ({"s1": True}, {"s1": True, "s2": False}, {"s1": False}, {"s1": True, "s3": True}):
        player.answer(school_class.slots[1], statements)
    late = late_of(school_class, player)
    assert (late.count, len(late.event_ids)) == (1, 4)


def test_answers_in_time_keep_no_evidence_and_cost_nothing(school_class):
    school_class.player().answer(school_class.slots[0], "o1")
    assert not AttemptEvent.objects.filter(heard_before__isnull=False).exists()


def test_the_receipt_names_late_answers_and_what_became_of_them(school_class):
    player = school_class.handed_in("o1")
    assert "đến sau khi thu bài" not in page_of(school_class, player)
    player.answer(school_class.slots[1], school_class.right(1))
    assert "Câu trả lời 2 đến sau khi thu bài" in page_of(school_class, player)
    decide_late(school_class.cast.teacher_a, attempt=attempt_of(player), accept=True)
    assert "được tính: câu 2" in page_of(school_class, player)
    player.answer(school_class.slots[2], "2,7")
    decide_late(school_class.cast.teacher_a, attempt=attempt_of(player), accept=False, reason="Nộp rồi")
    html = page_of(school_class, player)
    assert "được tính: câu 2" in html and "không được tính: câu 3" in html
