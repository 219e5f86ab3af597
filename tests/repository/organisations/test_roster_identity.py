"""A roster never changes in silence who somebody is: doubts are asked, ticks are needed, every import can be taken back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from config.accounts.models import User
from questionbank.attempts.models import Attempt
from questionbank.attempts.services.joining import listed_names
from questionbank.results.class_table import read_class_table
from questionbank.results.scores import read_results
from repository.organisations.cards import issue_cards
from repository.organisations.models import ClassGroup, Enrolment, Membership, Role, RosterRun, StaffRecord
from repository.organisations.people import told_apart
from repository.organisations.roster import commit_roster, revert_roster, start_roster
from repository.organisations.roster_check import plan_roster
from repository.organisations.roster_columns import PUPIL_SHEET
from repository.organisations.roster_sheet import read_roster
from tests.cast import client_of
from tests.factories.attempts import player_of
from tests.factories.organisations import MembershipFactory, roster_file
from tests.factories.quizzes import published_quiz

pytestmark = pytest.mark.django_db

CODED = [("Nguyễn Thị Hoa", "6A1", "H1"), ("Nguyễn Thị Hoa", "6A1", "H2"), ("Trần Văn Khôi", "6A1", "H3")]
SHIFTED = [
    ("Nguyễn Thị Hoa", "6A1", "H1"),
    ("Trần Văn Khôi", "6A1", "H2"),
    ("Nguyễn Thị Hoa", "6A1", "H3"),
    ("Lê Thị Mới", "6A1", "H4"),
]


@pytest.fixture
def office(cast, school_admin, tmp_path):
    """Reads, plans and imports as the school's administrator."""

    class Office:
        def read(self, pupils=(), staff=(), change=None):
            path = tmp_path / "roster.xlsx"
            path.write_bytes(roster_file(staff, pupils, change=change))
            return read_roster(path)

        def plan(self, pupils=(), staff=(), change=None, actor=school_admin):
            return plan_roster(actor, unit=cast.school_a, sheets=self.read(pupils, staff, change))

        def write(self, pupils=(), staff=(), tick=lambda doubt: "", actor=school_admin):
            sheets = self.read(pupils, staff)
            plan = plan_roster(actor, unit=cast.school_a, sheets=sheets)
            assert plan.problems == []
            doubts = [row.doubt for row in [*plan.staff, *plan.pupils] if row.doubt]
            run = start_roster(actor, unit=cast.school_a, file_name="ds.xlsx", sheets=sheets)
            answers = {doubt.key: tick(doubt) for doubt in doubts}
            return run, commit_roster(actor, run=run, answers=answers)

    return Office()


def coded(code):
    return User.objects.get(username=f"hs.thcs-a.{code.lower()}")


def test_names_shifted_against_the_codes_are_shown_as_renames_and_warned_about(office):
    office.write(CODED)
    plan = office.plan(SHIFTED)
    said = [row.doubt.text for row in plan.pupils if row.doubt]
    assert said == ["Đổi tên: Nguyễn Thị Hoa → Trần Văn Khôi", "Đổi tên: Trần Văn Khôi → Nguyễn Thị Hoa"]
    assert len(plan.warnings) == 1
    _run, result = office.write(SHIFTED)
    assert result.left_out == 2, "nothing is renamed without a tick per row"
    assert [coded(code).display_name for code in ("H1", "H2", "H3")] == [row[0] for row in CODED]
    assert coded("H4").display_name == "Lê Thị Mới", "what is clear is written"


def test_a_corrected_name_is_a_rename_that_can_be_carried_out(office):
    office.write(CODED)
    renamed = [("Trần Văn Khôi Nguyên", "6A1", "H3")]
    assert office.plan(renamed).warnings == []
    office.write(renamed, tick=lambda doubt: "1")
    assert coded("H3").display_name == "Trần Văn Khôi Nguyên"


def test_an_answer_to_another_sentence_does_not_count(office, school_admin, cast):
    office.write(CODED)
    sheets = office.read([("Trần Văn Khôi Nguyên", "6A1", "H3")])
    seen = plan_roster(school_admin, unit=cast.school_a, sheets=sheets).pupils[0].doubt.key
    User.objects.filter(pk=coded("H3").pk).update(display_name="Người Khác")
    run = start_roster(school_admin, unit=cast.school_a, file_name="x", sheets=sheets)
    assert commit_roster(school_admin, run=run, answers={seen: "1"}).left_out == 1


def test_codes_that_come_later_go_to_the_pupils_who_are_there(office):
    names = ["Phan Thị Ngọc Ánh", "Đỗ Minh Đức", "\u00d0ỗ Minh \u00d0ạt"]
    office.write([(name, "6A1", None) for name in names])
    before = set(User.objects.filter(is_pupil=True).values_list("pk", flat=True))
    office.write([(name, "6A1", f"000{number}") for number, name in enumerate(names, start=1)])
    assert set(User.objects.filter(is_pupil=True).values_list("pk", flat=True)) == before, "no twins"
    assert coded("0003").pk in before


def test_among_several_candidates_for_a_code_a_person_chooses(office, cast):
    twins = [User.objects.create(username=f"hs.cu{n}", display_name="Vũ An", is_pupil=True) for n in "12"]
    for twin in twins:
        Enrolment.objects.create(pupil=twin, class_group=cast.class_a, valid_from=datetime.date(2026, 9, 1))
    row = [("Vũ An", "6A1", "V1")]
    office.write(row)
    assert not User.objects.filter(username="hs.thcs-a.v1").exists(), "without a choice nothing happens"
    office.write(row, tick=lambda doubt: twins[1].public_id)
    assert coded("V1") == twins[1]


def test_namesakes_are_told_apart_wherever_a_class_is_listed(office, cast):
    office.write(CODED)
    hoa = "Nguyễn Thị Hoa (H1)"
    assert hoa in told_apart(User.objects.filter(is_pupil=True)).values()
    page = client_of(cast.teacher_a).get(reverse("class_detail", args=[cast.class_a.public_id]))
    assert ">H1<" in page.content.decode()
    assert hoa in {card.name for card in issue_cards(cast.teacher_a, class_group=cast.class_a)}
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    assert hoa in {line.name for line in read_class_table(quiz, timezone.now()).lines}
    assert hoa in {one.name for one in listed_names(quiz)}


def test_the_export_of_an_earlier_test_names_the_class_of_that_day(office, cast):
    second = ClassGroup.objects.create(
        school=cast.school_a, school_year=cast.class_a.school_year, grade_code="6", name="6A2"
    )
    office.write([("Trần Văn Giang", "6A1", "00002")])
    pupil = coded("00002")
    pupil.enrolments.update(valid_from=timezone.localdate() - datetime.timedelta(days=9))
    quiz = published_quiz(cast.teacher_a, [cast.class_a])
    taken = player_of(pupil, Attempt.objects.get(quiz=quiz, pupil=pupil))
    taken.start()
    taken.hand_in()
    office.write([("Trần Văn Giang", "6A2", "00002")])
    assert [seat.class_group for seat in pupil.enrolments.valid_on(timezone.localdate())] == [second]
    assert [line.class_name for line in read_results(quiz).lines] == ["6A1"]


def test_a_class_turned_into_a_date_is_refused_in_words_that_say_so(office):
    def spoil(book):
        book[PUPIL_SHEET]["B2"] = datetime.datetime(2026, 1, 6)

    [problem] = office.plan([("Nguyễn Văn Bình", "6/1", None)], change=spoil).problems
    assert problem.column == "Lớp" and "“6/1”" in problem.message and "ngày" in problem.message


def test_the_columns_of_the_template_are_text(cast, school_admin, tmp_path):
    from openpyxl import load_workbook

    answer = client_of(school_admin).get(reverse("roster_template"), {"unit": cast.school_a.public_id})
    path = tmp_path / "mau.xlsx"
    path.write_bytes(answer.content)
    sheet = load_workbook(path)[PUPIL_SHEET]
    assert {sheet.column_dimensions[letter].number_format for letter in "ABC"} == {"@"}


def test_rows_that_only_look_filled_are_skipped(office):
    plan = office.plan([("Nguyễn Văn Cuối", "6A1", "E1"), (" ", " ", " "), ("\u00a0", None, None)])
    assert plan.problems == [] and len(plan.pupils) == 1


def test_a_role_for_an_account_of_another_name_needs_a_tick(office, cast):
    row = [("Nguyễn Văn Hoàn Toàn Khác", cast.colleague_a.username, "Thủ thư", None, None)]
    [checked] = office.plan(staff=row).staff
    assert cast.colleague_a.display_name in checked.doubt.text
    office.write(staff=row)
    assert not Membership.objects.filter(user=cast.colleague_a, role=Role.LIBRARIAN).exists()
    office.write(staff=row, tick=lambda doubt: "1")
    assert Membership.objects.filter(user=cast.colleague_a, role=Role.LIBRARIAN).exists()
    cast.colleague_a.refresh_from_db()
    assert cast.colleague_a.display_name == "Phạm Văn Đức", "a role changes no name"


def test_another_schools_account_is_never_taken_by_a_school_that_does_not_administer_it(office, cast):
    MembershipFactory(
        user=cast.teacher_b, unit=cast.maths_a, role=Role.TEACHER, valid_to=datetime.date(2025, 12, 31)
    )
    row = [(cast.teacher_b.display_name, cast.teacher_b.username, "Giáo viên", "Tổ Toán", None)]
    assert [problem.column for problem in office.plan(staff=row).problems] == ["Tên đăng nhập"]


def test_the_city_takes_another_schools_account_only_with_a_tick(office, cast):
    row = [(cast.teacher_b.display_name, cast.teacher_b.username, "Giáo viên", "Tổ Toán", None)]
    [checked] = office.plan(staff=row, actor=cast.administrator).staff
    assert cast.school_b.label in checked.doubt.text
    office.write(staff=row, actor=cast.administrator)
    assert not Membership.objects.filter(user=cast.teacher_b, unit=cast.maths_a).exists()


def test_an_education_id_is_not_overwritten_without_a_tick(office, cast):
    StaffRecord.objects.create(user=cast.colleague_a, education_id="7500000001")
    name, username = cast.colleague_a.display_name, cast.colleague_a.username
    office.write(staff=[(name, username, "Giáo viên", "Tổ Toán", "7500000002")])
    assert StaffRecord.objects.get().education_id == "7500000001"


def test_an_import_is_taken_back_whole(office, cast, school_admin):
    office.write(CODED)
    second = ClassGroup.objects.create(
        school=cast.school_a, school_year=cast.class_a.school_year, grade_code="6", name="6A2"
    )
    run, _result = office.write(
        [("Trần Văn Khôi Nguyên", "6A2", "H3"), ("Bùi Mới", "6A1", "H9")],
        staff=[("Lê Văn Cường", "cuong.lv", "Thủ thư", None, "7512345678")],
        tick=lambda doubt: "1",
    )
    page = client_of(school_admin).get(reverse("roster_upload"))
    assert reverse("roster_revert", args=[run.public_id]) in page.content.decode()
    assert revert_roster(school_admin, run=run) == 0
    assert coded("H3").display_name == "Trần Văn Khôi"
    sitting = coded("H3").enrolments.valid_on(timezone.localdate())
    assert [seat.class_group for seat in sitting] == [cast.class_a] and not second.enrolments.valid_on(
        timezone.localdate()
    ).exists()
    assert not coded("H9").is_active and not User.objects.get(username="cuong.lv").is_active
    assert not Membership.objects.filter(user__username="cuong.lv").valid_on(timezone.localdate()).exists()
    assert RosterRun.objects.get(pk=run.pk).state == RosterRun.State.REVERTED


def test_what_was_changed_by_hand_since_stays_when_an_import_is_taken_back(office, school_admin):
    office.write(CODED)
    run, _result = office.write([("Tên Nhập", "6A1", "H3")], tick=lambda doubt: "1")
    User.objects.filter(username="hs.thcs-a.h3").update(display_name="Tên Sửa Tay")
    assert revert_roster(school_admin, run=run) == 1
    assert coded("H3").display_name == "Tên Sửa Tay"


def test_the_preview_asks_and_the_ticks_reach_the_import(office, cast, school_admin):
    office.write(CODED)
    run = start_roster(
        school_admin,
        unit=cast.school_a,
        file_name="x",
        sheets=office.read([("Trần Văn Khôi Nguyên", "6A1", "H3")]),
    )
    client, address = client_of(school_admin), reverse("roster_preview", args=[run.public_id])
    page = client.get(address)
    key = page.context["plan"].pupils[0].doubt.key
    assert f'name="{key}"' in page.content.decode()
    client.post(address, {key: "1"})
    assert coded("H3").display_name == "Trần Văn Khôi Nguyên"
