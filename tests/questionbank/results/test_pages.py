"""Results: scores by part, figures of questions, one pupil's answers, the export, the release."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from config.accounts.models import User
from config.audit.models import AuditEntry
from config.notices.models import Notice
from questionbank.attempts.models import Attempt
from questionbank.papers.models import PaperPart, PaperSlot
from questionbank.results.questions import read_questions
from questionbank.results.scores import read_results
from tests.asking import answer, question_of
from tests.cast import client_of
from tests.questionbank.results.counting import count_queries

pytestmark = pytest.mark.django_db


def test_scores_stand_by_part_and_sort_by_vietnamese_name_or_score(school_class):
    second = PaperPart.objects.create(paper=school_class.quiz.paper, order=9, title="Phần II")
    PaperSlot.objects.filter(public_id=school_class.slots[2]).update(part=second)
    school_class.handed_in(school_class.right(0), None, school_class.right(2), name="Trần Ánh")
    school_class.handed_in(*(school_class.right(rank) for rank in range(3)), name="Lê Bình")
    by_name = read_results(school_class.quiz)
    assert [line.name for line in by_name.lines] == ["Trần Ánh", "Lê Bình"]
    assert [line.score for line in by_name.lines] == [2, 3]
    assert by_name.lines[0].parts == (Decimal(1), Decimal(1))
    assert by_name.lines[1].parts == (Decimal(2), Decimal(1))
    assert [line.name for line in read_results(school_class.quiz, sort="diem").lines] == [
        "Lê Bình",
        "Trần Ánh",
    ]
    assert by_name.most == 3
    assert by_name.mean == Decimal("2.5")
    assert sum(band.count for band in by_name.bands) == 2


def test_the_page_says_how_scores_spread_and_how_far_to_trust_them(cast, school_class):
    right, wrong = school_class.right, school_class.wrong
    for answers in ((right(0), right(1), right(2)), (right(0), right(1), None), (wrong(0), None, None)):
        school_class.handed_in(*answers)
    address = reverse("quiz_results", args=[school_class.quiz.public_id])
    page = re.sub(r"<[^>]+>", " ", client_of(cast.teacher_a).get(address).content.decode())
    told = " ".join(page.split())
    assert "Trung vị 2 Độ lệch chuẩn 1,53" in told
    assert "Hệ số tin cậy (Cronbach α) 0,86 (chưa đủ dữ liệu)" in told
    assert "Sai số chuẩn" not in told


def test_questions_show_difficulty_wrong_answers_and_gaps(school_class):
    right, wrong = school_class.right, school_class.wrong
    school_class.handed_in(right(0), right(1), right(2))
    school_class.handed_in(wrong(0), None, right(2))
    school_class.handed_in("o4", right(1), None)
    school_class.handed_in("o4", None, None)
    choice, cluster, short = read_questions(read_results(school_class.quiz))
    assert choice.figures.facility == 25
    assert choice.wrong.count == 2 and choice.wrong.percent == 50
    assert "<math" in choice.wrong.words
    assert (cluster.omitted, cluster.not_reached) == (1, 1)
    assert (short.omitted, short.not_reached) == (0, 2)
    assert [piece.percent for piece in cluster.pieces] == [50, 50, 50, 50]
    assert cluster.wrong is None


def test_ambiguous_and_nearly_right_short_answers_are_flagged(school_class):
    school_class.handed_in(None, None, "2.700", name="Em Một")
    (flagged,) = read_questions(read_results(school_class.quiz))[2].flagged
    assert "2.700" in flagged.words
    html = client_of(school_class.cast.teacher_a).get(address(school_class)).content.decode()
    assert "2.700" in html


def test_a_wrong_key_is_suspected_when_the_good_ones_chose_otherwise(school_class):
    right = school_class.right
    for _rank in range(3):
        school_class.handed_in("o3", right(1), right(2))
        school_class.handed_in("o2")
    assert [line.is_in_doubt for line in read_questions(read_results(school_class.quiz))] == [
        True,
        False,
        False,
    ]


def test_the_pages_show_it_and_leave_a_line_in_the_log(school_class):
    player = school_class.handed_in(school_class.right(0), school_class.wrong(1), "27", name="Trần Ánh")
    page = client_of(school_class.cast.teacher_a)
    html = page.get(address(school_class)).content.decode()
    assert "Trần Ánh" in html
    assert AuditEntry.objects.filter(verb="quiz.results_read", actor=school_class.cast.teacher_a).count() == 1
    answers = reverse("attempt_answers", args=[school_class.quiz.public_id, player.public_id])
    html = page.get(answers).content.decode()
    assert "27" in html and "2,7" in html
    attempt = Attempt.objects.get(public_id=player.public_id)
    assert AuditEntry.objects.get(verb="attempt.read").subject == attempt.subject_key
    assert page.get(address(school_class), {"xep": "'; drop"}).status_code == 200


@pytest.mark.parametrize(("part", "status"), [("teacher_b", 404), ("colleague_a", 404), ("pupil_a", 403)])
def test_nobody_else_reads_a_pupils_answers(school_class, part, status):
    player = school_class.handed_in(school_class.right(0))
    answers = reverse("attempt_answers", args=[school_class.quiz.public_id, player.public_id])
    assert client_of(getattr(school_class.cast, part)).get(answers).status_code == status
    assert not AuditEntry.objects.filter(verb="attempt.read").exists()


def test_queries_stay_the_same_whatever_the_number_of_pupils(school_class):
    page = client_of(school_class.cast.teacher_a)
    player = school_class.handed_in(school_class.right(0))
    answers = reverse("attempt_answers", args=[school_class.quiz.public_id, player.public_id])
    page.get(address(school_class))  # what a process asks only once
    with count_queries() as few:
        page.get(address(school_class))
    with count_queries() as one:
        page.get(answers)
    for rank in range(5):
        school_class.handed_in(*(school_class.right(slot) for slot in range(rank % 4)))
    with count_queries() as many:
        page.get(address(school_class))
    with count_queries() as again:
        page.get(answers)
    assert len(few) == len(many) <= 24
    assert len(one) == len(again) <= 24


def test_the_export_holds_text_where_somebody_typed_a_formula(school_class):
    school_class.handed_in(school_class.right(0), None, "=1+1", name='=HYPERLINK("http://x")')
    User.objects.filter(username="em1").update(display_name="@SUM(A1)")
    page = client_of(school_class.cast.teacher_a)
    response = page.get(address(school_class), {"tep": "xlsx"})
    sheet = load_workbook(io.BytesIO(response.content)).active
    header, row = ([cell.value for cell in line] for line in sheet.iter_rows(min_row=1, max_row=2))
    assert len(header) == len(row)
    cell = sheet.cell(2, 2)
    assert cell.data_type == "s" and cell.value.startswith("'")
    assert row[header.index("Total" if "Total" in header else "Tổng điểm")] == 1
    assert AuditEntry.objects.filter(verb="quiz.results_export").count() == 1


def test_the_command_writes_the_same_file(school_class, tmp_path, capsys):
    school_class.handed_in(school_class.right(0), name="Trần Ánh")
    target = tmp_path / "ket-qua.xlsx"
    call_command("export_results", school_class.quiz.public_id, "--xlsx", str(target))
    sheet = load_workbook(target).active
    assert sheet.cell(2, 2).value == "Trần Ánh"
    with pytest.raises(CommandError):
        call_command("export_results", "khongco", "--xlsx", str(target))
    with pytest.raises(CommandError):
        call_command(
            "export_results", school_class.quiz.public_id, "--xlsx", str(tmp_path / "khong" / "co.xlsx")
        )


def test_releasing_tells_the_pupils_who_handed_in_once(school_class):
    school_class.handed_in(school_class.right(0))
    school_class.player()
    page = client_of(school_class.cast.teacher_a)
    release = reverse("release_quiz_results", args=[school_class.quiz.public_id])
    asked = page.post(release)  # the test is still open
    assert question_of(asked).ways == ["close", "knowing"]
    assert page.post(release, {"knowing": "1"}).status_code == 409, "the question is not passed over"
    assert answer(page, asked, "knowing").status_code == 302
    assert answer(page, asked, "knowing").status_code == 302  # a second click changes nothing
    school_class.quiz.refresh_from_db()
    assert school_class.quiz.released_at
    (notice,) = Notice.objects.filter(kind="quiz.results")
    assert notice.recipient.username == "em1"
    assert client_of(school_class.cast.principal_a).post(release).status_code == 403


def test_an_empty_quiz_says_what_comes(school_class):
    assert client_of(school_class.cast.teacher_a).get(address(school_class)).status_code == 200


def address(school_class) -> str:
    return reverse("quiz_results", args=[school_class.quiz.public_id])
