"""The page of a work, its files and versions: who opens what, and what is said to whom."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from repository.catalogue.models import Audience, MaterialEvent, MaterialFile
from repository.catalogue.services import authoring, sharing
from repository.curation import lifecycle
from repository.curation.models import Verdict
from tests.cast import client_of
from tests.factories.catalogue import (
    approved,
    complete_draft,
    described,
    fresh,
    judge,
    shared,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(cast):
    """A work of school A, approved and not yet shared."""
    return approved(cast.teacher_a, cast.head_a, cast.principal_a)


def page_of(person, material, **query):
    return client_of(person).get(reverse("material", args=[material.public_id]), query)


def file_of(material):
    return MaterialFile.objects.get(version=fresh(material).current_version)


def test_own_school_opens_an_approved_work_others_cannot_guess_it(cast, published):
    for person in (cast.teacher_a, cast.colleague_a, cast.librarian_a, cast.principal_a, cast.inspector):
        assert page_of(person, published).status_code == 200
    for person in (cast.teacher_b, cast.librarian_b, cast.pupil_a, cast.city_officer, None):
        assert page_of(person, published).status_code == 404
        client = client_of(person)
        file = file_of(published)
        for name in ("material_file", "download_file"):
            assert client.get(reverse(name, args=[file.public_id])).status_code == 404
        assert client.get(reverse("material_cover", args=[published.public_id])).status_code == 404
        assert published.title not in client.get(reverse("catalogue")).content.decode()


def test_what_is_public_is_public_for_children_who_sign_in_too(cast, published):
    shared(cast.librarian_a, published, Audience.PUBLIC)
    for person in (None, cast.pupil_a, cast.pupil_b, cast.teacher_b):
        assert page_of(person, published).status_code == 200
        assert published.title in client_of(person).get(reverse("catalogue")).content.decode()


@pytest.mark.parametrize("part", [None, "pupil_b", "teacher_b"])
def test_a_page_that_is_not_there_keeps_the_frame_and_offers_to_sign_in_to_who_is_signed_out(
    cast, published, part
):
    person = getattr(cast, part) if part else None
    address = reverse("material", args=[published.public_id])
    page = client_of(person).get(address, headers={"Accept": "text/html,*/*"})
    assert page.status_code == 404
    text = page.content.decode()
    assert "site-header" in text
    for door in ("account_login", "pupil_sign_in"):
        link = f"{reverse(door)}?next={address}"
        assert (f'class="button" href="{link}"' in text) == (person is None), door


def test_once_shared_the_other_school_reads_lists_and_downloads_it(cast, published):
    shared(cast.librarian_a, published, Audience.MEMBERS)
    client = client_of(cast.teacher_b)
    page = client.get(reverse("material", args=[published.public_id])).content.decode()
    assert published.title in page
    assert cast.school_a.name in page
    assert published.title in client.get(reverse("catalogue"), {"mon": "TOAN", "lop": "6"}).content.decode()
    assert published.title not in client.get(reverse("catalogue"), {"mon": "NV"}).content.decode()
    answer = client.get(reverse("download_file", args=[file_of(published).public_id]))
    assert answer.status_code == 302
    assert "private" in answer["Cache-Control"]
    assert MaterialEvent.objects.filter(material=published, kind="downloaded").count() == 1


def test_a_grant_without_download_shows_but_does_not_hand_over(cast, published):
    shared(cast.librarian_a, published, Audience.MEMBERS, may_download=False)
    client = client_of(cast.teacher_b)
    file = file_of(published)
    page = client.get(reverse("material", args=[published.public_id])).content.decode()
    assert reverse("download_file", args=[file.public_id]) not in page
    assert client.get(reverse("download_file", args=[file.public_id])).status_code == 404
    assert client.get(reverse("material_file", args=[file.public_id])).status_code == 302


def test_when_the_grant_ends_the_page_is_gone_at_once(cast, published):
    grant = shared(cast.librarian_a, published, Audience.MEMBERS)
    assert page_of(cast.teacher_b, published).status_code == 200
    sharing.end_grant(cast.librarian_a, grant=grant)
    assert page_of(cast.teacher_b, published).status_code == 404


def test_a_public_work_opens_without_signing_in(cast, published):
    shared(cast.librarian_a, published, Audience.PUBLIC)
    assert page_of(None, published).status_code == 200
    assert published.title in client_of(None).get(reverse("catalogue")).content.decode()


def test_a_draft_is_read_by_its_author_only_until_it_is_handed_in(cast):
    material = complete_draft(cast.teacher_a)
    assert page_of(cast.teacher_a, material, ban="nhap").status_code == 200
    assert page_of(cast.head_a, material, ban="nhap").status_code == 404
    lifecycle.submit(cast.teacher_a, work=material)
    for person in (cast.head_a, cast.principal_a, cast.librarian_a, cast.inspector):
        assert page_of(person, material, ban="nhap").status_code == 200
    for person in (cast.teacher_b, cast.head_b, cast.colleague_a, cast.pupil_a, None):
        assert page_of(person, material, ban="nhap").status_code == 404
    [entry] = material.draft.manifest.all()
    address = reverse("draft_file", args=[material.public_id, entry.public_id])
    assert client_of(cast.head_a).get(address).status_code == 302
    assert client_of(cast.teacher_b).get(address).status_code == 404


def test_the_author_sees_the_notes_of_a_return_where_they_belong(cast):
    material = submitted(cast.teacher_a)
    anchors = [
        {"target": "field:title", "note": "Ghi rõ tiết mấy"},
        {"target": "page=3", "note": "Hình chưa có nguồn"},
    ]
    judge(cast.head_a, material, Verdict.RETURN, "Cần sửa hai chỗ", anchors=anchors)
    client = client_of(cast.teacher_a)
    for address in (
        reverse("material", args=[material.public_id]),
        reverse("edit_material", args=[material.public_id]),
    ):
        page = client.get(address).content.decode()
        for words in ("Cần sửa hai chỗ", "Ghi rõ tiết mấy", "Hình chưa có nguồn"):
            assert words in page
    assert "Cần sửa hai chỗ" in client.get(reverse("my_materials")).content.decode()


def test_the_old_version_stays_until_the_new_one_is_approved(cast, published):
    shared(cast.librarian_a, published, Audience.MEMBERS)
    authoring.describe(cast.teacher_a, material=published, description=described(title="Bản sửa lỗi"))
    assert "Bản sửa lỗi" not in page_of(cast.teacher_b, published).content.decode()
    assert "Bản sửa lỗi" in page_of(cast.teacher_a, published, ban="nhap").content.decode()

    lifecycle.submit(cast.teacher_a, work=fresh(published), message="Sửa đáp án câu 3")
    judge(cast.head_a, published, Verdict.APPRAISE)
    judge(cast.principal_a, published, Verdict.APPROVE)
    page = page_of(cast.teacher_b, published).content.decode()
    assert "Bản sửa lỗi" in page
    assert "Sửa đáp án câu 3" in page


def test_an_older_version_opens_for_its_author_others_are_led_to_the_current_one(cast, published):
    shared(cast.librarian_a, published, Audience.MEMBERS)
    authoring.describe(cast.teacher_a, material=published, description=described(title="Bản sửa lỗi"))
    lifecycle.submit(cast.teacher_a, work=fresh(published))
    judge(cast.head_a, published, Verdict.APPRAISE)
    judge(cast.principal_a, published, Verdict.APPROVE)
    address = reverse("material_version", args=[published.public_id, 1])

    assert client_of(cast.teacher_a).get(address).status_code == 200
    answer = client_of(cast.teacher_b).get(address)
    assert answer.status_code == 302
    assert reverse("material", args=[published.public_id]) in answer["Location"]
    assert client_of(None).get(address).status_code == 404


def test_a_withdrawn_work_answers_410_to_those_who_knew_it_and_404_to_others(cast, published):
    shared(cast.librarian_a, published, Audience.MEMBERS)
    file = file_of(published)
    lifecycle.retire(cast.librarian_a, work=published, reason="Hình ảnh chưa rõ nguồn")

    answer = page_of(cast.teacher_b, published)
    assert answer.status_code == 410
    assert "Hình ảnh chưa rõ nguồn" in answer.content.decode()
    assert page_of(None, published).status_code == 404
    assert client_of(cast.teacher_b).get(reverse("material_file", args=[file.public_id])).status_code == 410
    assert client_of(None).get(reverse("material_file", args=[file.public_id])).status_code == 404
    assert published.title not in client_of(cast.teacher_b).get(reverse("catalogue")).content.decode()


def test_withdrawal_needs_a_reason_and_the_right_person(cast, published):
    for person in (cast.teacher_a, cast.head_a, cast.librarian_b):
        with pytest.raises(Exception, match=r".+"):
            lifecycle.retire(person, work=published, reason="không có quyền")
    assert page_of(cast.teacher_a, published).status_code == 200


def test_pupils_see_only_what_is_open_to_pupils_and_never_the_answers(cast):
    material = complete_draft(cast.teacher_a, for_pupils=True)
    draft = material.draft
    entry = draft.manifest.all()[0]
    entry.role = "answer_sheet"
    entry.save()
    lifecycle.submit(cast.teacher_a, work=fresh(material))
    judge(cast.head_a, material, Verdict.APPRAISE)
    judge(cast.principal_a, material, Verdict.APPROVE)
    assert page_of(cast.pupil_a, material).status_code == 200
    assert (
        client_of(cast.pupil_a).get(reverse("material_file", args=[file_of(material).public_id])).status_code
        == 404
    )
    assert page_of(cast.pupil_b, material).status_code == 404


def test_the_list_and_the_page_stay_within_their_queries(cast, published, django_assert_max_num_queries):
    shared(cast.librarian_a, published, Audience.MEMBERS)
    for _number in range(3):
        other = approved(cast.teacher_a, cast.head_a, cast.principal_a)
        shared(cast.librarian_a, other, Audience.MEMBERS)
    client = client_of(cast.teacher_b)
    client.get(reverse("catalogue"))
    client.get(reverse("material", args=[published.public_id]))
    with django_assert_max_num_queries(12):
        client.get(reverse("catalogue"))
    with django_assert_max_num_queries(12):
        client.get(reverse("material", args=[published.public_id]))


def test_the_bin_is_emptied_after_its_days(cast):
    material = complete_draft(cast.teacher_a)
    lifecycle.move_to_bin(cast.teacher_a, work=material)
    assert lifecycle.empty_bin("material") == 0
    type(material).objects.filter(pk=material.pk).update(
        deleted_at=timezone.now() - timezone.timedelta(days=31)
    )
    assert lifecycle.empty_bin("material") == 1
    assert not type(material).objects.filter(pk=material.pk).exists()


def test_reading_is_counted_once_and_never_for_the_author(cast, published):
    shared(cast.librarian_a, published, Audience.MEMBERS)
    address = reverse("material_seen", args=[published.public_id])
    client = client_of(cast.teacher_b)
    for _click in range(2):
        assert client.post(address).status_code == 204
    client_of(cast.teacher_a).post(address)
    assert client_of(cast.pupil_b).post(address).status_code == 404
    assert fresh(published).use_count == 1
    assert MaterialEvent.objects.filter(material=published, kind="viewed").count() == 1


def test_what_was_written_to_the_reviewers_of_a_first_version_is_not_shown_to_readers(cast):
    material = complete_draft(cast.teacher_a)
    lifecycle.submit(cast.teacher_a, work=material, message="Nhờ chị xem giúp trước thứ Sáu")
    judge(cast.head_a, material, Verdict.APPRAISE)
    judge(cast.principal_a, material, Verdict.APPROVE)
    shared(cast.librarian_a, fresh(material), Audience.MEMBERS)
    assert "thứ Sáu" not in page_of(cast.teacher_b, material).content.decode()
