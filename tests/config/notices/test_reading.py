"""What a notice says is made when it is read: by whom, in which language, of what they may still see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.audit.services import record
from config.ids import public_id
from config.notices.models import Notice
from config.notices.services import tell
from config.registry import UnknownKey
from repository.catalogue.models import Audience, Usage
from repository.catalogue.services import authoring
from repository.curation import lifecycle
from repository.curation.models import Verdict
from repository.organisations import services
from repository.organisations.models import Membership, Role
from tests.cast import client_of
from tests.factories import questions
from tests.factories.catalogue import approved, described, fresh, judge, shared, submitted
from tests.factories.chains import leave
from tests.factories.notices import sentences, told_before
from tests.factories.quizzes import published_quiz

UNSEEN = "nội dung giới hạn người xem"


def inbox_of(person, language="vi"):
    client = client_of(person)
    client.cookies["hoclieu_language"] = language
    return client.get(reverse("inbox")).content.decode()


def kept_by(person, material):
    Usage.objects.create(material=material, consumer=f"basket:{person.pk}", owner=person)


def test_two_people_read_of_one_act_each_in_their_language(cast):
    leave(cast.head_a, cast.deputy_head_a, cast.vice_principal_a)
    submitted(cast.teacher_a, title="Phân số")  # nobody can decide: author and principal are told
    told = Notice.objects.filter(kind="review.stuck")
    assert {row.recipient.username for row in told} == {"teacher_a", "principal_a"}
    assert {(row.text, row.entry) for row in told} == {("", told[0].entry)}
    assert "chưa có ai quyết định được bước “Tổ chuyên môn thẩm định”: Phân số" in inbox_of(cast.teacher_a)
    assert "Nobody can decide the step “Appraisal by the subject group” today: Phân số" in inbox_of(
        cast.principal_a, "en"
    )
    assert "chưa có ai" in inbox_of(cast.principal_a), "and the same person in another one"


def test_days_roles_and_names_are_the_readers_too(cast):
    today = timezone.localdate()
    services.delegate(
        cast.head_a,
        to_user=cast.colleague_a,
        unit=cast.maths_a,
        role=Role.HEAD,
        valid_from=today,
        valid_to=today,
        reason="đi họp",
    )
    [vietnamese] = sentences(cast.colleague_a, "vi")
    [english] = sentences(cast.colleague_a, "en")
    assert str(Role.HEAD.label) in vietnamese and "has delegated to you" in english
    cast.head_a.display_name = "Cô Mai Lan"
    cast.head_a.save()
    assert "Cô Mai Lan" in sentences(cast.colleague_a)[0], "a name is the one of today"


def test_a_title_changed_meanwhile_is_the_one_that_is_read(cast):
    material = submitted(cast.teacher_a, title="Phân số")
    judge(cast.head_a, material, Verdict.RETURN, "Sửa tên bài")
    authoring.describe(cast.teacher_a, material=fresh(material), description=described(title="Phân số 6"))
    assert sentences(cast.teacher_a) == ["Trả lại kèm ghi chú: Phân số 6"]
    lifecycle.submit(cast.teacher_a, work=fresh(material))
    assert sentences(cast.head_a)[0] == "Chờ Thầy/Cô quyết định: Phân số 6"


def test_who_decides_reads_what_was_handed_in_and_others_what_was_approved(cast):
    material = approved(cast.teacher_a, cast.head_a, cast.principal_a, title="Bản đã duyệt")
    shared(cast.librarian_a, material, Audience.MEMBERS)
    kept_by(cast.teacher_b, material)
    authoring.describe(cast.teacher_a, material=fresh(material), description=described(title="Bản mới"))
    lifecycle.submit(cast.teacher_a, work=fresh(material))
    entry = record(cast.teacher_a, verb="material.publish", subject=material.subject_key)
    tell([cast.teacher_b], kind="material.newer", entry=entry)
    assert "Bản mới" in sentences(cast.head_a, kind="review.waiting")[0]
    assert "Bản đã duyệt" in sentences(cast.teacher_b)[0], "the new one is no business of theirs yet"


@pytest.mark.parametrize("kind", ["material", "question", "quiz"])
def test_who_has_left_reads_no_title_any_more(cast, kind):
    if kind == "material":
        submitted(cast.teacher_a, title="zqmat")
        person = cast.head_a
    elif kind == "question":
        questions.sent_for_review(
            cast.teacher_a, cast.school_a, body={**questions.BODIES["multiple_choice"], "stem": "zqmat"}
        )
        person = cast.head_a
    else:
        quiz = published_quiz(cast.teacher_a, [cast.class_a], title="zqmat")
        person = cast.teacher_a
        tell(
            [person], kind="quiz.results", entry=record(person, verb="quiz.release", subject=quiz.subject_key)
        )
    assert "zqmat" in sentences(person)[0]
    leave(person)
    Membership.objects.create(
        user=person, unit=cast.school_b, role=Role.TEACHER, valid_from=timezone.localdate()
    )
    assert UNSEEN in sentences(person)[0]
    assert "zqmat" not in inbox_of(person)


def test_a_withdrawn_work_is_named_only_where_its_stone_names_it(cast):
    for title, show in (("Nêu tên", True), ("Giấu tên", False)):
        material = approved(cast.teacher_a, cast.head_a, cast.principal_a, title=title)
        kept_by(cast.colleague_a, material)
        lifecycle.retire(cast.librarian_a, work=fresh(material), reason="Sai bản quyền", show_title=show)
    hidden, named = sentences(cast.colleague_a, kind="material.withdrawn")
    assert "Nêu tên" in named and "Sai bản quyền" in named
    assert UNSEEN in hidden and "Sai bản quyền" in hidden
    assert "Giấu tên" in sentences(cast.teacher_a, kind="material.withdrawn")[0], "its author knows it"


def test_a_row_of_the_release_before_is_read_as_it_was_told(cast):
    """That release names no column `entry`: it may still run beside this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO config_notices_notice (public_id, recipient_id, kind, subject, text, url, created_at)"
            " VALUES (%s, %s, 'regrade.decided', 'test:1', 'Đáp án đã sửa được chấp nhận.', '/', %s)",
            [public_id(), cast.teacher_a.pk, timezone.now()],
        )
    assert "Đáp án đã sửa được chấp nhận." in inbox_of(cast.teacher_a, "en")
    notice = Notice.objects.get()
    client_of(cast.teacher_a).get(reverse("inbox_open", args=[notice.public_id]))
    assert not Notice.objects.unread().exists()


def test_a_row_of_before_says_nothing_of_what_is_closed_to_its_reader(cast):
    material = submitted(cast.teacher_a, title="zqmat")
    for person in (cast.teacher_a, cast.teacher_b):
        told_before(person, "Đã duyệt: zqmat", subject=material.subject_key)
    assert sentences(cast.teacher_a) == ["Đã duyệt: zqmat"]
    assert sentences(cast.teacher_b) == ["Thông báo về nội dung giới hạn người xem."]


def test_what_another_release_told_breaks_no_inbox(cast):
    entry = record(None, verb="poem.sung", subject="poem:1")
    Notice.objects.create(recipient=cast.teacher_a, kind="poem.sung", subject="poem:1", entry=entry)
    assert "Thông báo về nội dung giới hạn người xem." in inbox_of(cast.teacher_a)


def test_a_title_is_no_markup_and_no_pattern(cast):
    submitted(cast.teacher_a, title="<b>100%</b> %(reason)s %s")
    assert "&lt;b&gt;100%&lt;/b&gt; %(reason)s %s" in inbox_of(cast.head_a)


def test_what_cannot_be_said_is_not_told(cast):
    entry = record(cast.librarian_a, verb="material.retire", subject="material:x")
    with pytest.raises(KeyError):
        tell([cast.teacher_a], kind="material.withdrawn", entry=entry)  # no reason noted
    with pytest.raises(UnknownKey):
        tell([cast.teacher_a], kind="poem.sung", entry=entry)
    assert not Notice.objects.exists()


def test_the_inbox_costs_the_same_for_one_notice_and_for_many(cast):
    def everything(number):
        material = submitted(cast.teacher_a, title=f"Bài {number}")
        judge(cast.head_a, material, Verdict.RETURN, "Xem lại")
        row = questions.sent_for_review(cast.teacher_a, cast.school_a)
        questions.judge(cast.head_a, row, Verdict.RETURN, "Xem lại")
        quiz = published_quiz(cast.teacher_a, [cast.class_a], title=f"Bài kiểm tra {number}")
        entry = record(cast.teacher_a, verb="quiz.release", subject=quiz.subject_key)
        tell([cast.teacher_a], kind="quiz.results", entry=entry)

    def cost():
        client = client_of(cast.teacher_a)
        client.get(reverse("inbox"))  # what a process remembers for a while is asked for here
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("inbox")).content
        return page.count(b"inbox__item "), len(queries)

    everything(1)
    shown, few = cost()
    for number in range(2, 7):
        everything(number)
    assert (shown, *cost()) == (3, 18, few)
