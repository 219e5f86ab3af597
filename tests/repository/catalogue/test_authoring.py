"""From a file that has arrived to a draft that is sent for review."""

from __future__ import annotations

import pytest

from config.errors import NotAllowed, Refused
from repository.catalogue.models import LearningMaterial, MaterialState
from repository.catalogue.services import authoring, manifest
from repository.curation import lifecycle
from repository.curation.models import ReviewRound, RoundState
from repository.curriculum.models import Subject
from tests.factories.catalogue import (
    complete_draft,
    described,
    fresh,
    new_draft,
    ready_upload,
    round_of,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_a_file_that_has_arrived_becomes_a_draft_with_guesses(cast):
    material = new_draft(cast.teacher_a, "Toan 6 - Bai 23 Phan so.pdf")

    draft = fresh(material).draft
    assert draft.state == MaterialState.DRAFT
    assert draft.owner_org == cast.school_a
    assert draft.subject_group == cast.maths_a
    assert draft.subject.code == "TOAN"
    assert [grade.code for grade in draft.grades.all()] == ["6"]
    assert {"title", "subject", "grades", "licence"} <= set(draft.guessed_fields)
    assert [entry.name for entry in draft.manifest.all()] == ["Toan 6 - Bai 23 Phan so.pdf"]
    assert not fresh(material).live


def test_the_same_upload_asked_for_twice_gives_one_draft(cast):
    upload = ready_upload(cast.teacher_a)
    ask = {"organisation": cast.school_a, "subject_group": cast.maths_a, "upload_ids": [upload.public_id]}

    [first] = authoring.start_materials(cast.teacher_a, **ask)
    [second] = authoring.start_materials(cast.teacher_a, **ask)

    assert first.pk == second.pk
    assert LearningMaterial.objects.count() == 1


def test_nobody_adds_materials_to_another_school(cast):
    upload = ready_upload(cast.teacher_a)
    with pytest.raises(NotAllowed):
        authoring.start_materials(
            cast.teacher_a,
            organisation=cast.school_b,
            subject_group=cast.maths_b,
            upload_ids=[upload.public_id],
        )


@pytest.mark.parametrize("part", ["pupil_a", "inspector", "city_officer", "administrator"])
def test_those_who_do_not_teach_add_nothing(cast, part):
    person = cast.people[part]
    with pytest.raises(NotAllowed):
        authoring.start_materials(person, organisation=cast.school_a, subject_group=None, upload_ids=[])


def test_another_persons_upload_cannot_be_taken(cast):
    upload = ready_upload(cast.colleague_a)
    with pytest.raises(Refused):
        authoring.start_materials(
            cast.teacher_a,
            organisation=cast.school_a,
            subject_group=cast.maths_a,
            upload_ids=[upload.public_id],
        )
    assert not LearningMaterial.objects.exists()


def test_a_confirmed_field_is_no_guess_any_more(cast):
    material = new_draft(cast.teacher_a)
    authoring.describe(
        cast.teacher_a, material=material, description=described(), still_guessed=["material_type", "title"]
    )
    # The title was changed by hand, so it is no guess whatever the form says.
    assert "title" not in fresh(material).draft.guessed_fields


def test_typing_on_keeps_one_revision_but_a_hand_in_is_never_written_over(cast):
    material = complete_draft(cast.teacher_a)
    count = material.revisions.count()
    for title in ("A", "AB", "ABC"):
        authoring.describe(cast.teacher_a, material=material, description=described(title=title))
    assert material.revisions.count() == count

    review_round = lifecycle.submit(cast.teacher_a, work=material)
    authoring.describe(cast.teacher_a, material=material, description=described(title="Đổi sau khi gửi"))

    frozen = material.revisions.get(pk=review_round.frozen["revision"])
    assert frozen.content["title"] == "ABC"
    assert fresh(material).draft.title == "Đổi sau khi gửi"


def test_saving_the_same_again_takes_no_hand_in_back(cast):
    material = submitted(cast.teacher_a)
    authoring.describe(cast.teacher_a, material=material, description=described())
    assert fresh(material).state == MaterialState.SUBMITTED


def test_an_edit_after_handing_in_takes_it_back(cast):
    material = submitted(cast.teacher_a)
    authoring.describe(cast.teacher_a, material=material, description=described(title="Tên mới"))
    assert fresh(material).state == MaterialState.DRAFT
    assert round_of(material).state == RoundState.WITHDRAWN


def test_two_clicks_on_send_open_one_round(cast):
    material = complete_draft(cast.teacher_a)
    first = lifecycle.submit(cast.teacher_a, work=material)
    second = lifecycle.submit(cast.teacher_a, work=material)
    assert first.pk == second.pk
    assert ReviewRound.objects.filter(subject_id=material.public_id).count() == 1


def test_an_incomplete_draft_is_not_handed_in_and_says_what_is_missing(cast):
    material = new_draft(cast.teacher_a, "tep khong ten.pdf")
    with pytest.raises(Refused) as refusal:
        lifecycle.submit(cast.teacher_a, work=material)
    assert refusal.value.code == "incomplete"
    assert "rights_statement" in authoring.missing_fields(fresh(material).draft)
    assert fresh(material).state == MaterialState.DRAFT


@pytest.mark.parametrize(
    ("rights", "note", "missing"),
    [
        ("unsure", "", "rights_statement"),
        ("permitted", "", "rights_note"),
        ("permitted", "NXB Giáo dục", None),
    ],
)
def test_rights_gate_the_hand_in(cast, rights, note, missing):
    material = complete_draft(cast.teacher_a, rights_statement=rights, rights_note=note)
    found = set(authoring.missing_fields(material.draft))
    assert found == ({missing} if missing else set())


def test_copying_a_description_leaves_titles_and_can_be_undone(cast):
    source = complete_draft(cast.teacher_a)
    target = new_draft(cast.teacher_a, "Ngu van 8.pdf")
    before = fresh(target).draft

    authoring.copy_description(cast.teacher_a, source=source, targets=[target])
    copied = fresh(target).draft
    assert copied.subject.code == "TOAN"
    assert copied.rights_statement == "own"
    assert copied.title == before.title

    authoring.undo_last_edit(cast.teacher_a, material=target)
    assert fresh(target).draft.subject_id == before.subject_id


def test_files_are_added_replaced_and_taken_out(cast):
    material = complete_draft(cast.teacher_a)
    [entry] = material.draft.manifest.all()
    manifest.add_files(
        cast.teacher_a, material=material, upload_ids=[ready_upload(cast.teacher_a, "phieu.pdf").public_id]
    )
    newer = ready_upload(cast.teacher_a, "ban moi.pdf")
    manifest.replace_file(
        cast.teacher_a, material=fresh(material), entry_id=entry.public_id, upload_id=newer.public_id
    )
    names = {row.public_id: row.name for row in fresh(material).draft.manifest.all()}
    assert names[entry.public_id] == "ban moi.pdf"
    assert len(names) == 2

    manifest.remove_file(cast.teacher_a, material=fresh(material), entry_id=entry.public_id)
    assert [row.name for row in fresh(material).draft.manifest.all()] == ["phieu.pdf"]
    with pytest.raises(Refused):
        last = fresh(material).draft.manifest.all()[0]
        manifest.remove_file(cast.teacher_a, material=fresh(material), entry_id=last.public_id)


def test_only_the_author_edits(cast):
    material = complete_draft(cast.teacher_a)
    for person in (cast.colleague_a, cast.head_a, cast.teacher_b, cast.librarian_a):
        with pytest.raises(NotAllowed):
            authoring.describe(person, material=material, description=described(title="Của người khác"))


def test_a_teacher_of_another_subject_field_keeps_the_description_whole(cast):
    material = complete_draft(
        cast.teacher_a, subject=Subject.objects.get(code="NV"), keywords="thơ, đọc hiểu"
    )
    draft = fresh(material).draft
    assert (draft.subject.code, draft.keywords) == ("NV", "thơ, đọc hiểu")
