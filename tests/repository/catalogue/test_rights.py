"""Each right over a material, asked of those who have it and of those who nearly have it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from repository.catalogue.models import (
    Audience,
    FileRole,
    LearningMaterial,
    MaterialFile,
    MaterialState,
    MaterialVersion,
)
from repository.catalogue.policies import (
    may_delete,
    may_download,
    may_edit,
    may_share,
    may_watch,
    may_withdraw,
)
from repository.catalogue.vocabulary import Licence
from repository.organisations.models import Delegation, Membership, Role
from repository.organisations.policies import may_contribute
from tests.cast import as_viewer, staff
from tests.factories.catalogue import approved, complete_draft, fresh, ready_blob, shared, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(cast):
    return approved(cast.teacher_a, cast.head_a, cast.principal_a)


def leaves(person):
    """All roles of a person ended yesterday."""
    Membership.objects.filter(user=person).update(valid_to=timezone.localdate() - timedelta(days=1))


def delegates(giver, receiver, place, role):
    today = timezone.localdate()
    Delegation.objects.create(
        from_user=giver,
        to_user=receiver,
        unit=place,
        role=role,
        reason="đi công tác",
        valid_from=today,
        valid_to=today,
    )


def older_version_of(lesson):
    """A version before the one in force, with a file of its own."""
    version = MaterialVersion.objects.create(
        material=lesson, number=99, revision_id=1, metadata={}, digest="x", approved_at=timezone.now()
    )
    return MaterialFile.objects.create(
        version=version, entry_id="old", role=FileRole.ORIGINAL, name="cu.pdf", blob=ready_blob()
    )


def files_open_to(person):
    return set(MaterialFile.objects.visible_to(as_viewer(person)))


def test_files_of_an_older_version_are_for_its_author_and_those_who_watch(cast, lesson):
    shared(cast.librarian_a, lesson, Audience.PUBLIC)
    (current,) = lesson.current_version.files.all()
    old = older_version_of(lesson)
    for person in (cast.teacher_b, cast.pupil_b, None):
        assert files_open_to(person) == {current}
    for person in (cast.teacher_a, cast.head_a, cast.principal_a):
        assert files_open_to(person) == {current, old}


def test_the_teachers_sheet_of_answers_is_for_staff(cast, lesson):
    lesson.current_version.files.update(role=FileRole.ANSWER_SHEET)
    shared(cast.librarian_a, lesson, Audience.PUBLIC)
    assert [bool(files_open_to(person)) for person in (cast.teacher_b, cast.pupil_a, None)] == [
        True,
        False,
        False,
    ]


def test_the_author_edits_until_they_leave_and_nobody_else_does(cast):
    draft = complete_draft(cast.teacher_a)
    assert may_edit(as_viewer(cast.teacher_a), draft)
    for person in (cast.colleague_a, cast.head_a, cast.teacher_b, cast.pupil_a, None):
        assert not may_edit(as_viewer(person), draft)
    leaves(cast.teacher_a)
    assert not may_edit(as_viewer(cast.teacher_a), draft)


def test_an_author_who_went_to_another_school_leaves_the_work_behind(cast):
    draft = complete_draft(cast.teacher_a)
    leaves(cast.teacher_a)
    Membership.objects.create(
        user=cast.teacher_a, unit=cast.maths_b, role=Role.TEACHER, valid_from=timezone.localdate()
    )
    viewer = as_viewer(cast.teacher_a)
    assert viewer.is_staff
    assert not may_edit(viewer, draft) and not may_watch(viewer, draft) and not may_delete(viewer, draft)


@pytest.mark.parametrize("state", MaterialState.values)
def test_what_is_out_of_use_or_in_the_bin_is_not_edited(cast, state):
    draft = complete_draft(cast.teacher_a)
    draft.state = state
    assert may_edit(as_viewer(cast.teacher_a), draft) == (state not in {"withdrawn", "retired"})
    draft.deleted_at = timezone.now()
    assert not may_edit(as_viewer(cast.teacher_a), draft)


def test_drafts_are_watched_by_nobody_and_hand_ins_by_the_group_and_the_school(cast):
    draft = complete_draft(cast.teacher_a)
    watching = (cast.head_a, cast.deputy_head_a, cast.principal_a, cast.vice_principal_a)
    assert may_watch(as_viewer(cast.teacher_a), draft)
    assert not any(may_watch(as_viewer(person), draft) for person in watching)
    handed_in = submitted(cast.teacher_a)
    assert all(may_watch(as_viewer(person), handed_in) for person in watching)
    for person in (cast.colleague_a, cast.head_b, cast.principal_b, cast.pupil_a, None):
        assert not may_watch(as_viewer(person), handed_in)


def test_who_teaches_or_leads_contributes_and_a_delegate_does_not(cast):
    for person in (cast.teacher_a, cast.head_a, cast.principal_a, cast.librarian_a):
        assert may_contribute(as_viewer(person))
    for person in (cast.inspector, cast.city_officer, cast.administrator, cast.pupil_a, None):
        assert not may_contribute(as_viewer(person))
    clerk = staff("qt.a", "Quản Trị A", (cast.school_a, Role.ADMINISTRATOR))
    assert not may_contribute(as_viewer(clerk))
    delegates(cast.principal_a, clerk, cast.school_a, Role.PRINCIPAL)
    viewer = as_viewer(clerk)
    assert viewer.has_role(Role.PRINCIPAL)
    assert not may_contribute(viewer)


def test_the_author_bins_what_was_never_published(cast, lesson):
    draft = complete_draft(cast.teacher_a)
    assert may_delete(as_viewer(cast.teacher_a), draft)
    assert not may_delete(as_viewer(cast.head_a), draft)
    assert may_edit(as_viewer(cast.teacher_a), lesson)
    assert not may_delete(as_viewer(cast.teacher_a), lesson)


def test_the_schools_own_librarian_shares_and_its_keepers_withdraw_what_is_published(cast, lesson):
    handed_in = submitted(cast.teacher_a)
    everybody = {name: as_viewer(person) for name, person in cast.people.items()}
    sharing = {name for name, viewer in everybody.items() if may_share(viewer, lesson)}
    withdrawing = {name for name, viewer in everybody.items() if may_withdraw(viewer, lesson)}
    assert sharing == {"librarian_a"}
    assert withdrawing == {"librarian_a", "principal_a", "vice_principal_a"}
    assert not any(
        may_share(viewer, handed_in) or may_withdraw(viewer, handed_in) for viewer in everybody.values()
    )


def licensed(lesson, *, allows):
    """The lesson under a licence that lets others keep its files, or does not."""
    licence = Licence.objects.create(
        code=f"x{allows}", label_vi="Thử", label_en="Trial", allows_download=allows
    )
    LearningMaterial.objects.filter(pk=lesson.pk).update(licence=licence)
    return fresh(lesson)


def test_the_licence_decides_what_pupils_and_other_schools_keep(cast, lesson):
    shared(cast.librarian_a, lesson, Audience.PUBLIC, may_download=True)
    others = (cast.pupil_a, cast.teacher_b, None)
    closed = licensed(lesson, allows=False)
    assert not any(may_download(as_viewer(person), closed) for person in others)
    assert may_download(as_viewer(cast.teacher_a), closed) and may_download(
        as_viewer(cast.principal_a), closed
    )
    opened = licensed(lesson, allows=True)
    assert all(may_download(as_viewer(person), opened) for person in others)


def test_without_a_grant_that_says_so_another_school_keeps_nothing(cast, lesson):
    lesson = licensed(lesson, allows=True)
    viewer = as_viewer(cast.teacher_b)
    assert not may_download(viewer, lesson)
    grant = shared(cast.librarian_a, lesson, Audience.PUBLIC, may_download=False)
    assert not may_download(viewer, lesson)
    type(grant).objects.update(may_download=True)
    assert may_download(viewer, lesson)
    (row,) = LearningMaterial.objects.filter(pk=lesson.pk).with_download_for(viewer)
    assert row.download_granted
    type(grant).objects.update(ended_at=timezone.now())
    assert not may_download(viewer, lesson)
    (row,) = LearningMaterial.objects.filter(pk=lesson.pk).with_download_for(viewer)
    assert not row.download_granted
