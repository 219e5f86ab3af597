"""Somebody leaves a school: rights end with the day, what hung on the role gets new hands, a return brings nothing back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.errors import NotAllowed
from config.notices.models import Notice
from questionbank.quizzes.models import Quiz
from repository.catalogue.models import LearningMaterial
from repository.organisations import services
from repository.organisations.cards import issue_cards
from repository.organisations.endings import let_leavers_go
from repository.organisations.models import Delegation, Membership, Role
from repository.organisations.viewer import viewer_for
from tests.cast import client_of
from tests.factories.quizzes import published_quiz

pytestmark = pytest.mark.django_db


def left(user, days=1):
    """All roles of the person ended that many days ago."""
    last = timezone.localdate() - timedelta(days=days)
    Membership.objects.filter(user=user).update(valid_to=last)


def role_of(user):
    return Membership.objects.get(user=user)


def test_a_teacher_whose_role_ended_opens_no_class_prints_no_cards_reads_no_results(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    left(cast.teacher_a)
    Membership.objects.create(
        user=cast.teacher_a, unit=cast.maths_b, role=Role.TEACHER, valid_from=timezone.localdate()
    )
    client = client_of(cast.teacher_a)
    assert client.get(reverse("class_detail", args=[cast.class_a.public_id])).status_code == 404
    assert client.get(reverse("quiz_results", args=[quiz.public_id])).status_code == 404
    with pytest.raises(NotAllowed):
        issue_cards(cast.teacher_a, class_group=cast.class_a)
    assert not Quiz.objects.run_by(viewer_for(cast.teacher_a)).exists()


def test_ending_the_last_role_asks_who_takes_over_and_hands_over(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    address = reverse("role_end", args=[role_of(cast.teacher_a).public_id])
    client, today = client_of(cast.administrator), timezone.localdate()
    asked = client.post(address, {"last_day": today.isoformat()})
    assert quiz.title in asked.content.decode() and "6A1" in asked.content.decode()
    assert role_of(cast.teacher_a).valid_to is None, "asking ends nothing"
    chosen = {
        f"class:{cast.class_a.public_id}": cast.colleague_a.public_id,
        quiz.subject_key: cast.colleague_a.public_id,
    }
    client.post(address, {"last_day": today.isoformat(), "confirmed": "1", **chosen})
    assert role_of(cast.teacher_a).valid_to == today
    assert cast.colleague_a in cast.class_a.teachers.all()
    assert Quiz.objects.editable_by(viewer_for(cast.colleague_a)).filter(pk=quiz.pk).exists()


def test_the_head_of_the_group_is_proposed_for_an_open_test(cast):
    published_quiz(cast.teacher_a, [cast.class_a])
    address = reverse("role_end", args=[role_of(cast.teacher_a).public_id])
    page = client_of(cast.administrator).post(address, {"last_day": timezone.localdate().isoformat()})
    assert f'<option value="{cast.head_a.public_id}" selected>' in page.content.decode()


def test_nobody_of_another_school_takes_over(cast):
    published_quiz(cast.teacher_a, [cast.class_a])
    address = reverse("role_end", args=[role_of(cast.teacher_a).public_id])
    wanted = {
        "last_day": timezone.localdate().isoformat(),
        "confirmed": "1",
        f"class:{cast.class_a.public_id}": cast.teacher_b.public_id,
    }
    client_of(cast.administrator).post(address, wanted)
    assert cast.teacher_b not in cast.class_a.teachers.all()
    assert role_of(cast.teacher_a).valid_to is None


def test_a_role_that_ran_out_is_tidied_and_the_administrators_are_told_once(cast):
    left(cast.teacher_a)
    assert let_leavers_go() == 1 and let_leavers_go() == 0
    assert cast.teacher_a not in cast.class_a.teachers.all()
    assert Notice.objects.filter(recipient=cast.administrator, kind="role.left").count() == 1


def test_coming_back_brings_no_class_back(cast):
    left(cast.teacher_a)
    let_leavers_go()
    today = timezone.localdate()
    services.grant_role(
        cast.administrator, user=cast.teacher_a, unit=cast.maths_a, role=Role.TEACHER, valid_from=today
    )
    client = client_of(cast.teacher_a)
    assert client.get(reverse("class_detail", args=[cast.class_a.public_id])).status_code == 404


def test_what_runs_on_after_a_role_ran_out_waits_on_the_persons_page(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    left(cast.teacher_a)
    let_leavers_go()
    client = client_of(cast.administrator)
    address = reverse("role_hand_over", args=[role_of(cast.teacher_a).public_id])
    assert address in client.get(reverse("person_detail", args=[cast.teacher_a.public_id])).content.decode()
    client.post(address, {quiz.subject_key: cast.head_a.public_id})
    assert Quiz.objects.get(pk=quiz.pk).author == cast.head_a


def test_a_delegate_who_left_the_school_acts_for_nobody_there(cast):
    today = timezone.localdate()
    Delegation.objects.create(
        from_user=cast.principal_a,
        to_user=cast.colleague_a,
        unit=cast.school_a,
        role=Role.PRINCIPAL,
        reason="đi công tác",
        valid_from=today,
        valid_to=today + timedelta(days=9),
    )
    assert viewer_for(cast.colleague_a).has_role(Role.PRINCIPAL)
    left(cast.colleague_a)
    assert not viewer_for(cast.colleague_a).has_role(Role.PRINCIPAL)
    let_leavers_go()
    assert Delegation.objects.get().ended_at is not None


def test_an_author_who_left_sees_what_a_stranger_sees(cast):
    work = LearningMaterial.objects.create(
        title="Bài nháp", owner_org=cast.school_a, subject_group=cast.maths_a, created_by=cast.teacher_a
    )
    assert LearningMaterial.objects.visible_to(viewer_for(cast.teacher_a)).filter(pk=work.pk).exists()
    left(cast.teacher_a)
    assert not LearningMaterial.objects.visible_to(viewer_for(cast.teacher_a)).exists()
    client = client_of(cast.teacher_a)
    assert client.get(reverse("material", args=[work.public_id])).status_code == 404
