"""Loading the curriculum: complete, twice the same, and every mistake named before anything is written."""

import io
import shutil

import pytest
from django.core.management import CommandError, call_command

from repository.curriculum.load import DATA, BadCurriculum, load_folder
from repository.curriculum.models import (
    Outcome,
    Subject,
    SubjectGrade,
    TextbookSeries,
    Topic,
)
from tests.factories.curriculum import empty_curriculum

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_curriculum")]


@pytest.fixture
def no_curriculum(db):
    empty_curriculum()


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    return copy


def replace(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_all_subjects_of_primary_and_lower_secondary_arrive():
    load_folder()
    for grade in "123456789":
        assert Subject.objects.for_grade(grade).count() >= 8
    assert set(Subject.objects.for_grade("6").values_list("code", flat=True)) >= {
        "NV", "TOAN", "TA", "GDCD", "LSDL", "KHTN", "CN", "TIN", "GDTC", "NT", "HDTNHN", "GDDP",
    }  # fmt: skip
    assert not Subject.objects.for_grade("6").filter(code="TV").exists()


def test_maths_and_sciences_have_topics_in_grades_six_to_nine():
    load_folder()
    for subject in ("TOAN", "KHTN"):
        for grade in "6789":
            assert Topic.objects.for_subject(subject).for_grade(grade).count() >= 8
    assert Outcome.objects.for_grade("6").count() >= 20
    assert all("được" in outcome.text for outcome in Outcome.objects.all())


def test_a_second_load_changes_nothing(folder):
    first = load_folder(folder)
    second = load_folder(folder)
    assert all(tally.unchanged == 0 and tally.changed == 0 for tally in first)
    assert all(tally.created == 0 and tally.changed == 0 for tally in second)
    assert sum(tally.unchanged for tally in second) == sum(tally.created for tally in first)


def test_a_changed_label_is_counted_and_folded_anew(folder):
    load_folder(folder)
    replace(folder / "subjects.csv", "Tin học,", "Tin học phổ thông,")
    subjects = next(tally for tally in load_folder(folder) if tally.file == "subjects.csv")
    assert (subjects.created, subjects.changed) == (0, 1)
    assert Subject.objects.get(code="TIN").folded == "tin hoc pho thong"


def test_a_row_that_left_the_file_stays(folder):
    load_folder(folder)
    replace(folder / "subjects.csv", "NN2,Ngoại ngữ 2,Foreign language 2,12,210,,,\n", "")
    replace(folder / "subject_grades.csv", "CTGDPT2018,NN2,6,,yes\n", "")
    for grade in "789":
        replace(folder / "subject_grades.csv", f"CTGDPT2018,NN2,{grade},,yes\n", "")
    load_folder(folder)
    assert Subject.objects.filter(code="NN2").exists()
    assert SubjectGrade.objects.filter(subject__code="NN2").count() == 4


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column"),
    [
        (
            "subjects.csv",
            "TOAN,Toán,Mathematics,9",
            "TOAN,Toán,Mathematics,xanh",
            4,
            "hue",
        ),
        (
            "subjects.csv",
            "TOAN,Toán,Mathematics,9",
            "TOAN,Toán,Mathematics,17",
            4,
            "hue",
        ),
        ("subjects.csv", "TOAN,Toán", "TOAN,", 4, "label_vi"),
        ("subjects.csv", "TOAN,Toán,Mathematics", "TOAN,Toán", 4, ""),
        ("subjects.csv", "NV,Ngữ văn", "TV,Ngữ văn", 3, ""),
        ("subjects.csv", "code,label_vi", "ma,ten", 1, ""),
        (
            "grades.csv",
            "6,Lớp 6,Grade 6,lower_secondary",
            "6,Lớp 6,Grade 6,thpt",
            7,
            "level",
        ),
        ("series.csv", "2026-08-01", "1/8/2026", 2, "default_from"),
        (
            "topics.csv",
            "TOAN6-STN,TOAN-SDS,TOAN,6",
            "TOAN6-STN,TOAN-XX,TOAN,6",
            2,
            "strand",
        ),
        ("strands.csv", "10,,,", "10,,,KHONG-CO", 2, "replaced_by"),
        ("strands.csv", "10,,,", "10,,,TOAN-SDS", 2, "replaced_by"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_nothing_is_written(folder, file, old, new, line, column):
    replace(folder / file, old, new)
    with pytest.raises(BadCurriculum) as refusal:
        load_folder(folder)
    assert (file, line, column) in [(p.file, p.line, p.column) for p in refusal.value.problems]
    assert Subject.objects.count() == 0


def test_a_file_in_another_encoding_is_refused(folder):
    (folder / "series.csv").write_bytes("code,label_vi\nKNTT,Kết nối".encode("utf-16"))
    with pytest.raises(BadCurriculum):
        load_folder(folder)


def test_a_dry_run_writes_nothing(folder):
    assert load_folder(folder, dry_run=True)[0].created > 0
    assert Subject.objects.count() == 0


def test_the_command_reports_counts_and_mistakes(folder):
    out, err = io.StringIO(), io.StringIO()
    call_command("load_curriculum", folder=folder, stdout=out)
    assert "subjects.csv" in out.getvalue()
    replace(folder / "subjects.csv", "TOAN,Toán,Mathematics,9", "TOAN,Toán,Mathematics,x")
    with pytest.raises(CommandError):
        call_command("load_curriculum", folder=folder, stderr=err)
    assert "subjects.csv:4" in err.getvalue()


def test_a_replacement_is_followed_to_its_successor(folder):
    replace(folder / "series.csv", "20,,,,", "20,,,2026-07-31,KNTT")
    load_folder(folder)
    old = TextbookSeries.objects.get(code="CTST")
    assert old.successor().code == "KNTT"
