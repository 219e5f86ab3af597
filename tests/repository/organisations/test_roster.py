"""A roster is checked to its last cell before anything is written, and written all or not at all."""

import datetime
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from config.accounts.models import User
from config.errors import Conflict, NotAllowed, Refused
from repository.organisations.models import ClassGroup, Enrolment, Membership, Role, RosterRun
from repository.organisations.roster import commit_roster, start_roster
from repository.organisations.roster_check import plan_roster
from repository.organisations.roster_columns import MAX_ROWS, PUPIL_SHEET, STAFF_SHEET
from repository.organisations.roster_sheet import RosterSheets, read_roster
from tests.cast import client_of
from tests.factories.organisations import UserFactory, roster_file, uploaded

STAFF = [
    ("Nguyễn Văn An", "an.nv", "Giáo viên", "Tổ Toán", "7512345678"),
    ("Trần Thị Bình", None, "tổ phó", "Tổ Toán", None),
    ("Lê Văn Cường", "cuong.lv", "Thủ thư", None, None),
]
PUPILS = [("Phạm Gia Hân", "6A1", "HS001"), ("Đỗ Minh Khang", "6a1", None)]


@pytest.fixture
def read(tmp_path):
    def read_bytes(content):
        path = tmp_path / "roster.xlsx"
        path.write_bytes(content)
        return read_roster(path)

    return read_bytes


@pytest.fixture
def problems_of(cast, school_admin, read):
    def find(staff=(), pupils=(), **options):
        plan = plan_roster(
            school_admin, unit=cast.school_a, sheets=read(roster_file(staff, pupils, **options))
        )
        return [(problem.sheet, problem.row, problem.column) for problem in plan.problems]

    return find


def test_a_roster_is_uploaded_looked_at_and_imported(cast, school_admin):
    client = client_of(school_admin)
    content = roster_file(STAFF, PUPILS, unit_code="THCS-A")
    sent = client.post(reverse("roster_upload"), {"unit": cast.school_a.public_id, "file": uploaded(content)})
    assert sent.status_code == 302
    before = User.objects.count()
    page = client.get(sent["Location"])
    assert page.status_code == 200
    assert "Nguyễn Văn An" in page.content.decode()
    assert User.objects.count() == before
    done = client.post(sent["Location"])
    accounts = {account.user.username: account for account in done.context["accounts"]}
    assert set(accounts) == {"an.nv", "binh.tt", "cuong.lv"}
    assert User.objects.get(username="an.nv").check_password(accounts["an.nv"].one_time_password)
    assert Membership.objects.filter(
        user__username="binh.tt", role=Role.DEPUTY_HEAD, unit=cast.maths_a
    ).exists()
    assert Enrolment.objects.filter(class_group=cast.class_a, pupil__display_name="Phạm Gia Hân").exists()
    assert RosterRun.objects.get().rows == {}
    assert client.post(sent["Location"]).status_code == 409
    assert User.objects.count() == before + 5


def test_the_same_file_again_changes_nothing(cast, school_admin, read):
    content = roster_file(STAFF[::2], PUPILS)
    for turn in range(2):
        sheets = read(content)
        plan = plan_roster(school_admin, unit=cast.school_a, sheets=sheets)
        assert plan.problems == []
        assert plan.changes == (4 if turn == 0 else 0)
        run = start_roster(school_admin, unit=cast.school_a, file_name="x.xlsx", sheets=sheets)
        commit_roster(school_admin, run=run)


def test_a_pupil_with_a_code_moves_to_the_class_of_the_file(cast, school_admin, read):
    other = ClassGroup.objects.create(
        school=cast.school_a, school_year=cast.class_a.school_year, grade_code="6", name="6A2"
    )
    for name in ("6A1", "6A2"):
        sheets = read(roster_file((), [("Phạm Gia Hân", name, "HS001")]))
        commit_roster(
            school_admin, run=start_roster(school_admin, unit=cast.school_a, file_name="x", sheets=sheets)
        )
    pupil = User.objects.get(username="hs.thcs-a.hs001")
    sitting = pupil.enrolments.valid_on(datetime.date.today())
    assert [row.class_group for row in sitting] == [other]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("", "x.y", "Giáo viên", "Tổ Toán", ""), "Họ và tên"),
        ((12345, "x.y", "Giáo viên", "Tổ Toán", ""), "Họ và tên"),
        (("=1+1", "x.y", "Giáo viên", "Tổ Toán", ""), "Họ và tên"),
        (('=HYPERLINK("http://x")', "x.y", "Giáo viên", "Tổ Toán", ""), "Họ và tên"),
        (("<script>", "x.y", "Giáo viên", "Tổ Toán", ""), "Họ và tên"),
        (("A" * 30_000, "x.y", "Giáo viên", "Tổ Toán", ""), "Họ và tên"),
        ((datetime.date(2026, 1, 1), "x.y", "Giáo viên", "Tổ Toán", ""), "Họ và tên"),
        (("Lê \u202eVăn", "x.y", "Giáo viên", "Tổ Toán", ""), "Họ và tên"),
        (("Lê Văn", "x y", "Giáo viên", "Tổ Toán", ""), "Tên đăng nhập"),
        (("Lê Văn", "teacher_b", "Giáo viên", "Tổ Toán", ""), "Tên đăng nhập"),
        (("Lê Văn", "x.y", "Bảo vệ", "Tổ Toán", ""), "Vai trò"),
        (("Lê Văn", "x.y", "Chuyên viên", "", ""), "Vai trò"),
        (("Lê Văn", "x.y", "Thanh tra", "", ""), "Vai trò"),
        (("Lê Văn", "x.y", "Tổ trưởng", "", ""), "Tổ chuyên môn"),
        (("Lê Văn", "x.y", "Giáo viên", "Tổ Sinh", ""), "Tổ chuyên môn"),
        (("Lê Văn", "x.y", "Giáo viên", "Tổ Toán", "12-34"), "Mã định danh"),
    ],
)
def test_a_wrong_cell_of_staff_is_named(problems_of, row, column):
    assert (STAFF_SHEET, 2, column) in problems_of([row])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("Lê Văn", "9Z9", ""), "Lớp"),
        (("Lê Văn", "", ""), "Lớp"),
        (("Lê Văn", True, ""), "Lớp"),
        (("Lê Văn", "6A1", "a b"), "Mã học sinh"),
        (("Lê Văn", "6A1", "../../x"), "Mã học sinh"),
        (("", "6A1", ""), "Họ và tên"),
    ],
)
def test_a_wrong_cell_of_a_pupil_is_named(problems_of, row, column):
    assert (PUPIL_SHEET, 2, column) in problems_of((), [row])


def test_every_mistake_is_found_at_once(problems_of):
    found = problems_of(
        [("", "a b", "Bảo vệ", "Tổ Sinh", ""), STAFF[0], STAFF[0]],
        [
            ("Lê Văn", "9Z9", ""),
            ("Hà", "6A1", "H1"),
            ("Hải", "6A1", "H1"),
            ("Tú", "6A1", ""),
            ("Tú", "6A1", ""),
        ],
    )
    assert {
        (STAFF_SHEET, 2, column) for column in ("Họ và tên", "Tên đăng nhập", "Vai trò", "Tổ chuyên môn")
    } <= set(found)
    assert (STAFF_SHEET, 4, "Tên đăng nhập") in found
    assert (STAFF_SHEET, 4, "Mã định danh") in found
    assert {(PUPIL_SHEET, 2, "Lớp"), (PUPIL_SHEET, 4, "Mã học sinh"), (PUPIL_SHEET, 6, "Họ và tên")} <= set(
        found
    )


def test_the_role_column_never_lifts_anyone_above_the_importer(cast, problems_of):
    assert problems_of([("Lê Văn", "le.v", "Hiệu trưởng", "", "")]) == []
    assert problems_of([("Lê Văn", "le.v", "Chuyên viên", "", "")]) == [(STAFF_SHEET, 2, "Vai trò")]


def test_a_template_of_another_school_is_refused(problems_of):
    assert problems_of(STAFF, unit_code="THCS-B") == [("", 1, "")]


def test_changed_titles_and_too_many_rows_are_named(problems_of):
    def rename(book):
        book[STAFF_SHEET]["A1"] = "Tên"

    assert (STAFF_SHEET, 1, "") in problems_of(STAFF, change=rename)
    many = [(f"Em {number}", "6A1", f"H{number}") for number in range(MAX_ROWS + 5)]
    assert (PUPIL_SHEET, MAX_ROWS + 2, "") in problems_of((), many)


def test_other_schools_and_other_roles_cannot_import(cast, school_admin):
    for actor in (cast.teacher_a, cast.principal_a, cast.city_officer, cast.pupil_a):
        with pytest.raises(NotAllowed):
            start_roster(actor, unit=cast.school_a, file_name="x", sheets=RosterSheets())
    with pytest.raises(NotAllowed):
        start_roster(school_admin, unit=cast.school_b, file_name="x", sheets=RosterSheets())


def test_a_run_belongs_to_the_one_who_uploaded(cast, school_admin, read):
    run = start_roster(school_admin, unit=cast.school_a, file_name="x", sheets=read(roster_file(STAFF)))
    assert (
        client_of(cast.administrator).get(reverse("roster_preview", args=[run.public_id])).status_code == 404
    )
    with pytest.raises(NotAllowed):
        commit_roster(cast.administrator, run=run)


def test_a_school_that_changed_meanwhile_gets_nothing_half_written(cast, school_admin, read):
    run = start_roster(school_admin, unit=cast.school_a, file_name="x", sheets=read(roster_file(STAFF)))
    UserFactory(username="cuong.lv")
    before = User.objects.count()
    with pytest.raises(Conflict):
        commit_roster(school_admin, run=run)
    assert User.objects.count() == before
    run.refresh_from_db()
    assert run.state == RosterRun.State.WAITING


def test_names_from_a_roster_are_shown_as_text(cast, school_admin):
    client = client_of(school_admin)
    content = roster_file([("Lê <img src=x> Văn", "x.y", "Giáo viên", "Tổ <b>", "")])
    sent = client.post(reverse("roster_upload"), {"unit": cast.school_a.public_id, "file": uploaded(content)})
    page = client.get(sent["Location"]).content.decode()
    assert "<img src=x>" not in page
    assert "<b>" not in page


def spoiled_zip(**entries):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_doctype():
    source = zipfile.ZipFile(BytesIO(roster_file(STAFF)))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + content.split(b"?>", 1)[-1]
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 not really",
        b"%PDF-1.7 something else",
        roster_file(STAFF)[:-400],
        spoiled_zip(**{"word/document.xml": "<a/>"}),
        spoiled_zip(**{"xl/workbook.xml": "<broken"}),
        spoiled_zip(**{"xl/workbook.xml": "<a/>", "../../etc/passwd": "x"}),
        spoiled_zip(**{"xl/workbook.xml": "<a/>", "xl/bomb.xml": b"0" * 60_000_000}),
        with_doctype(),
    ],
    ids=["empty", "stub", "pdf", "cut", "docx", "broken", "slip", "bomb", "doctype"],
)
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(cast, school_admin, content):
    client = client_of(school_admin)
    page = client.post(reverse("roster_upload"), {"unit": cast.school_a.public_id, "file": uploaded(content)})
    assert page.status_code == 422
    assert page.context["form"].errors["file"]
    assert not RosterRun.objects.exists()


def test_a_workbook_without_the_sheets_is_refused(read):
    def remove(book):
        del book[STAFF_SHEET]
        del book[PUPIL_SHEET]

    with pytest.raises(Refused):
        read(roster_file(change=remove))


def test_the_template_names_what_the_school_has(cast, school_admin, read):
    page = client_of(school_admin).get(reverse("roster_template"), {"unit": cast.school_a.public_id})
    sheets = read(page.content)
    assert sheets.unit_code == "THCS-A"
    assert sheets.problems == []
    foreign = client_of(school_admin).get(reverse("roster_template"), {"unit": cast.school_b.public_id})
    assert foreign.status_code == 404
