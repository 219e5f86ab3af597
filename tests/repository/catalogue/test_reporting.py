"""The education office counts per school; an inspection reads a school as of a day and changes nothing."""

from __future__ import annotations

import io
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from repository.catalogue.models import LearningMaterial, MaterialVersion
from repository.catalogue.services import authoring
from repository.catalogue.statistics import counts_per_school, versions_as_of
from repository.curation import lifecycle
from repository.curation.models import Verdict
from repository.organisations.models import OrgUnit
from tests.cast import client_of
from tests.factories.catalogue import approved, complete_draft, described, fresh, judge, shared, submitted


def counts(school):
    [row] = [row for row in counts_per_school(OrgUnit.objects.schools()) if row.school == school]
    return row


def test_the_officer_sees_what_each_school_has_done(cast):
    lesson = approved(cast.teacher_a, cast.head_a, cast.principal_a)
    shared(cast.librarian_a, lesson)
    submitted(cast.teacher_a)
    complete_draft(cast.teacher_a)
    row = counts(cast.school_a)
    assert (row.approved, row.shared, row.in_review, row.authors, row.teachers) == (1, 1, 1, 1, 4)
    page = client_of(cast.city_officer).get(reverse("statistics")).content.decode()
    assert cast.school_a.name in page
    assert cast.school_b.name in page


def test_the_number_of_queries_does_not_grow_with_the_schools(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        counts_per_school(OrgUnit.objects.schools().select_related("parent"))


def test_the_counts_leave_as_a_spreadsheet_in_which_no_formula_runs(cast):
    OrgUnit.objects.filter(pk=cast.school_a.pk).update(name='=HYPERLINK("http://x")')
    answer = client_of(cast.city_officer).get(reverse("statistics"), {"tep": "xlsx"})
    cells = [cell for row in load_workbook(io.BytesIO(answer.content)).active for cell in row]
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_the_inspection_reads_versions_and_decisions_of_a_day(cast):
    lesson = approved(cast.teacher_a, cast.head_a, cast.principal_a, title="Bài cho đoàn")
    address = reverse("inspect_school", args=[cast.school_a.public_id])
    today = client_of(cast.inspector).get(address).content.decode()
    assert "Bài cho đoàn" in today
    assert cast.head_a.display_name in today
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    before = client_of(cast.inspector).get(address, {"ngay": yesterday}).content.decode()
    assert "Bài cho đoàn" not in before
    assert cast.head_a.display_name not in before
    assert lesson.current_version is not None


def test_of_several_versions_the_one_that_stood_on_the_day_counts(cast):
    lesson = approved(cast.teacher_a, cast.head_a, cast.principal_a, title="Bản một")
    long_ago = timezone.now() - timedelta(days=10)
    MaterialVersion.objects.filter(material=lesson).update(approved_at=long_ago)
    again = _approve_correction(cast, lesson)
    today = timezone.localdate()
    assert [version.number for version in versions_as_of(cast.school_a, today)] == [2]
    assert [version.number for version in versions_as_of(cast.school_a, today - timedelta(days=5))] == [1]
    lifecycle.retire(cast.librarian_a, work=again, reason="Lỗi")
    assert not versions_as_of(cast.school_a, today).exists()


def test_nonsense_as_a_day_means_today(cast):
    address = reverse("inspect_school", args=[cast.school_a.public_id])
    assert client_of(cast.inspector).get(address, {"ngay": "32/13/2026"}).status_code == 200


def test_the_inspector_changes_nothing(cast):
    lesson = submitted(cast.teacher_a)
    inspector = client_of(cast.inspector)
    for name in ("edit_material", "submit_material", "withdraw_material", "share_material", "put_in_bin"):
        assert inspector.post(reverse(name, args=[lesson.public_id])).status_code in {403, 404, 409}
    assert fresh(lesson).state == lesson.state
    assert LearningMaterial.objects.count() == 1


def _approve_correction(cast, lesson):
    authoring.describe(cast.teacher_a, material=fresh(lesson), description=described(title="Bản hai"))
    lifecycle.submit(cast.teacher_a, work=fresh(lesson))
    judge(cast.head_a, fresh(lesson), Verdict.APPRAISE)
    return judge(cast.principal_a, fresh(lesson), Verdict.APPROVE)
