"""The librarian shares with dates, stops sharing, and withdraws with a reason; nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.notices.models import Notice
from repository.catalogue.models import Audience, LearningMaterial, ShareGrant
from repository.catalogue.services.sharing import announce_dated_grants
from repository.curation import lifecycle
from tests.cast import as_viewer, client_of
from tests.factories.catalogue import approved, complete_draft, fresh, shared


@pytest.fixture
def lesson(cast):
    return approved(cast.teacher_a, cast.head_a, cast.principal_a)


def sees(person, material):
    return LearningMaterial.objects.visible_to(as_viewer(person)).filter(pk=material.pk).exists()


def share_form(cast, lesson, **changes):
    data = {
        "audience": f"below:{cast.city.public_id}",
        "valid_from": timezone.localdate().isoformat(),
        "may_download": "on",
    }
    return client_of(cast.librarian_a).post(
        reverse("share_material", args=[lesson.public_id]), data | changes
    )


def test_what_is_approved_waits_on_the_librarians_desk_until_it_is_shared(cast, lesson):
    desk = client_of(cast.librarian_a)
    assert lesson.title in desk.get(reverse("library_desk")).content.decode()
    assert share_form(cast, lesson).status_code == 302
    assert ShareGrant.objects.get().unit == cast.city
    assert sees(cast.teacher_b, lesson)
    assert Notice.objects.of(cast.teacher_a).filter(kind="material.shared").exists()


def test_sharing_twice_gives_one_grant(cast, lesson):
    share_form(cast, lesson)
    share_form(cast, lesson)
    assert ShareGrant.objects.count() == 1


def test_an_end_before_the_start_is_told_at_the_field_and_nothing_is_shared(cast, lesson):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    answer = share_form(cast, lesson, valid_until=yesterday)
    assert answer.status_code == 400
    assert "Ngày kết thúc sớm hơn ngày bắt đầu" in answer.content.decode()
    assert not ShareGrant.objects.exists()


def test_a_work_that_belongs_to_the_school_only_is_not_shared(cast):
    lesson = approved(cast.teacher_a, cast.head_a, cast.principal_a)
    licence = type(lesson.licence).objects.get(code="school-only")
    LearningMaterial.objects.filter(pk=lesson.pk).update(licence=licence)
    assert share_form(cast, lesson).status_code == 400
    assert not ShareGrant.objects.exists()


def test_a_grant_that_starts_later_opens_nothing_yet(cast, lesson):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    share_form(cast, lesson, valid_from=tomorrow)
    assert ShareGrant.objects.exists()
    assert not sees(cast.teacher_b, lesson)


def test_when_a_grant_runs_out_it_is_gone_at_once_and_the_sweep_tells_search(cast, lesson):
    grant = shared(
        cast.librarian_a, lesson, Audience.MEMBERS, valid_until=timezone.now() + timedelta(hours=1)
    )
    assert sees(cast.teacher_b, lesson)
    ShareGrant.objects.filter(pk=grant.pk).update(valid_until=timezone.now() - timedelta(seconds=1))
    assert not sees(cast.teacher_b, lesson)
    before = fresh(lesson).change_number
    assert announce_dated_grants() == 1
    assert announce_dated_grants() == 0
    assert fresh(lesson).change_number == before + 1


def test_ending_a_grant_closes_it_for_the_other_school(cast, lesson):
    grant = shared(cast.librarian_a, lesson)
    client_of(cast.librarian_a).post(reverse("end_sharing", args=[lesson.public_id, grant.public_id]))
    assert not sees(cast.teacher_b, lesson)
    assert sees(cast.colleague_a, lesson)


def test_a_grant_ended_by_mistake_holds_again_as_it_was(cast, lesson):
    grant = shared(cast.librarian_a, lesson)
    desk = client_of(cast.librarian_a)
    desk.post(reverse("end_sharing", args=[lesson.public_id, grant.public_id]))
    undo = reverse("resume_sharing", args=[lesson.public_id, grant.public_id])
    assert undo in desk.get(reverse("share_material", args=[lesson.public_id])).content.decode()
    assert client_of(cast.librarian_b).post(undo).status_code in {403, 404}
    assert not sees(cast.teacher_b, lesson)
    assert desk.post(undo).status_code == 302
    assert sees(cast.teacher_b, lesson)
    assert ShareGrant.objects.get(pk=grant.pk).valid_from == grant.valid_from


def test_a_librarian_of_another_school_shares_nothing_of_ours(cast, lesson):
    shared(cast.librarian_a, lesson)
    answer = client_of(cast.librarian_b).get(reverse("share_material", args=[lesson.public_id]))
    assert answer.status_code == 403


def test_withdrawing_needs_a_reason_and_leaves_a_tombstone(cast, lesson):
    shared(cast.librarian_a, lesson)
    desk, address = client_of(cast.librarian_a), reverse("withdraw_material", args=[lesson.public_id])
    assert desk.post(address, {"reason": "  "}).status_code == 400
    assert desk.post(address, {"reason": "Sai bản quyền hình", "show_title": "on"}).status_code == 302
    answer = client_of(cast.teacher_b).get(reverse("material", args=[lesson.public_id]))
    assert answer.status_code == 410
    assert "Sai bản quyền hình" in answer.content.decode()
    assert Notice.objects.of(cast.teacher_a).filter(kind="material.withdrawn").exists()


def test_a_preschool_hands_in_without_subject_and_grade(cast):
    type(cast.school_a).objects.filter(pk=cast.school_a.pk).update(education_levels=["preschool"])
    material = complete_draft(cast.teacher_a, subject=None, grades=[])
    lifecycle.submit(cast.teacher_a, work=material)
    assert fresh(material).state == "submitted"
