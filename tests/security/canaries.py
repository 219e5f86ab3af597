"""Canaries: marker words planted where not everybody may look, and the list of those who may.

Each marker is one word that occurs nowhere else, so that finding it in any answer to somebody else is a leak.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from config.audit.models import AuditEntry
from config.notices.services import tell
from media.files.models import StoredBlob
from repository.catalogue.models import Audience, FileRole, ManifestEntry
from repository.catalogue.services import authoring
from repository.catalogue.services.changes import save_draft
from repository.collections.models import Basket, BasketItem
from repository.curation import lifecycle
from repository.curation.models import Verdict
from tests.factories.catalogue import (
    complete_draft,
    described,
    fresh,
    judge,
    new_draft,
    ready_blob,
    round_of,
    shared,
    submitted,
)
from tests.factories.notices import told_before
from tests.security.question_canaries import plant_questions

LEADERS_A = frozenset({"principal_a", "vice_principal_a", "inspector"})
SCHOOL_A_STAFF = frozenset(
    "teacher_a colleague_a head_a deputy_head_a principal_a vice_principal_a librarian_a inspector".split()
)
WATCHERS_A = SCHOOL_A_STAFF - {"colleague_a"}
AUTHOR = frozenset({"teacher_a"})
ALL_STAFF = SCHOOL_A_STAFF | frozenset(
    "teacher_b head_b principal_b librarian_b city_officer administrator".split()
)


@dataclass(frozen=True)
class Canary:
    """A marker word, what it stands for, and the parts that may meet it."""

    word: str
    meaning: str
    allowed: frozenset[str]
    of: str = "materials"


CANARIES = [
    Canary("zqnhapmot", "title of a draft", AUTHOR),
    Canary("zqnhaphai", "text of a page of a draft", AUTHOR),
    Canary("zqnhapba", "file name of a draft", AUTHOR),
    Canary("zqguimot", "title of what was sent for review", WATCHERS_A),
    Canary("zqguihai", "text of a page of what was sent for review", WATCHERS_A),
    Canary("zqtramot", "note of a reviewer", WATCHERS_A),
    Canary("zqtrahai", "note of a reviewer tied to a page", WATCHERS_A),
    Canary("zqtruongmot", "title of an approved work of school A", SCHOOL_A_STAFF),
    Canary("zqtruonghai", "text of a page of an approved work of school A", SCHOOL_A_STAFF),
    Canary("zqtruongba", "keyword of an approved work of school A", SCHOOL_A_STAFF),
    Canary("zqbanmoi", "title of the unapproved new version of a shared work", WATCHERS_A),
    Canary("zqdapan", "file name of the answers beside a work open to pupils", ALL_STAFF),
    Canary("zqdapchu", "text of the answers beside a work open to pupils", ALL_STAFF),
    Canary("zqhethan", "title of a work whose grant has ended", SCHOOL_A_STAFF),
    Canary("zqthongbao", "a notice told to the author", AUTHOR),
    Canary("zqghichu", "a note in a basket", AUTHOR),
    Canary("zqcaunhap", "text of an unfinished question", AUTHOR, "questions"),
    Canary("zqkhoanhap", "key of an unfinished question", AUTHOR, "questions"),
    Canary("zqgiainhap", "explanation of an unfinished question", AUTHOR, "questions"),
    Canary("zqcautruong", "text of a question of the school's bank", SCHOOL_A_STAFF, "questions"),
    Canary("zqkhoatruong", "key of a question of the school's bank", SCHOOL_A_STAFF, "questions"),
    Canary("zqgiaitruong", "explanation of a question of the school's bank", SCHOOL_A_STAFF, "questions"),
    Canary("zqdesau", "a paper that opens tomorrow", AUTHOR | LEADERS_A, "questions"),
    Canary("zqkhoasau", "key of a paper that opens tomorrow", AUTHOR | LEADERS_A, "questions"),
    Canary("zqgiaisau", "explanation in a paper that opens tomorrow", AUTHOR | LEADERS_A, "questions"),
    Canary("zqdelam", "a paper that was taken", AUTHOR | LEADERS_A | {"pupil_a"}, "questions"),
    Canary("zqkhoalam", "key of a paper whose results are kept back", AUTHOR | LEADERS_A, "questions"),
    Canary(
        "zqgiailam", "explanation of a paper whose results are kept back", AUTHOR | LEADERS_A, "questions"
    ),
    Canary("zqbanhoc", "name of another pupil of the class", SCHOOL_A_STAFF | {"administrator"}, "questions"),
    Canary("zqbailamkhac", "answer of another pupil", AUTHOR | LEADERS_A, "questions"),
]


def plant(cast) -> dict[str, object]:
    """Rows with every marker; returns those whose addresses are worth guessing."""
    draft = new_draft(cast.teacher_a, name="zqnhapba.pdf", pages=["zqnhaphai trang đầu", "trang sau"])
    authoring.describe(cast.teacher_a, material=draft, description=described(title="Bài zqnhapmot"))
    in_review = submitted(cast.teacher_a, title="Bài zqguimot", pages=["zqguihai", "hai", "ba"])
    returned = submitted(cast.teacher_a, title="Bài trả lại")
    judge(
        cast.head_a,
        returned,
        Verdict.RETURN,
        "Xem lại zqtramot",
        anchors=[{"target": "page=1", "note": "Sửa zqtrahai"}],
    )
    own = _approved(cast, title="Bài zqtruongmot", keywords="zqtruongba", pages=["zqtruonghai"])
    open_to_all = _approved(cast, title="Bài chung", pages=["chung một", "chung hai"])
    shared(cast.librarian_a, open_to_all, Audience.MEMBERS)
    _new_version_under_way(cast, open_to_all)
    with_answers = _with_answers(cast)
    ended = _approved(cast, title="Bài zqhethan")
    grant = shared(cast.librarian_a, ended, Audience.PUBLIC)
    type(grant).objects.filter(pk=grant.pk).update(ended_at=timezone.now())
    told_before(cast.teacher_a, "Tin zqthongbao", url="/")
    # Told once to people who may not see (any more) what it is about, by this release and by the one before.
    entry = AuditEntry.objects.get(verb="review.submit", subject=in_review.subject_key)
    tell([cast.teacher_b, cast.colleague_a], kind="review.waiting", entry=entry)
    told_before(cast.teacher_b, "Chờ quyết định: Bài zqguimot", subject=in_review.subject_key)
    basket = Basket.objects.create(owner=cast.teacher_a, name="Giỏ")
    BasketItem.objects.create(
        basket=basket, material=open_to_all, kept_version=open_to_all.current_version, note="zqghichu"
    )
    works = [draft, in_review, returned, own, open_to_all, with_answers, ended]
    return {
        "works": [fresh(work) for work in works],
        "rounds": [round_of(in_review), round_of(returned)],
        **plant_questions(cast),
    }


def _approved(cast, **changes):
    material = submitted(cast.teacher_a, **changes)
    judge(cast.head_a, material, Verdict.APPRAISE)
    return judge(cast.principal_a, material, Verdict.APPROVE)


def _new_version_under_way(cast, material) -> None:
    authoring.describe(cast.teacher_a, material=fresh(material), description=described(title="Bài zqbanmoi"))
    lifecycle.submit(cast.teacher_a, work=fresh(material))


def _with_answers(cast):
    """A work that pupils of the city may read, with an answer sheet that they may not."""
    material = complete_draft(cast.teacher_a, title="Bài cho học sinh", for_pupils=True)
    draft = material.draft
    answers: StoredBlob = ready_blob(["zqdapchu"])
    draft.manifest.add(ManifestEntry(role=FileRole.ANSWER_SHEET, name="zqdapan.pdf", blob=answers, ordinal=5))
    save_draft(cast.teacher_a, draft)
    lifecycle.submit(cast.teacher_a, work=fresh(material))
    judge(cast.head_a, material, Verdict.APPRAISE)
    judge(cast.principal_a, material, Verdict.APPROVE)
    shared(cast.librarian_a, fresh(material), Audience.MEMBERS)
    return material
