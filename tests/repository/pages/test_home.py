"""The front page: every person finds the same frame and only their own scope in it."""

import pytest
from django.urls import reverse

from config.caches import remembered
from repository.catalogue.models import LearningMaterial
from tests.cast import client_of
from tests.factories.curriculum import GradeLevelFactory, SubjectFactory, SubjectGradeFactory
from tests.factories.pages import draft_material, home_page, published_material, shelf


@pytest.fixture(autouse=True)
def _fresh_cache():
    remembered.clear()
    yield
    remembered.clear()


def home(user):
    return client_of(user).get(reverse("home")).content.decode()


def test_it_stands_before_anybody_has_built_one(cast):
    for user in (None, cast.teacher_a, cast.pupil_a):
        response = client_of(user).get("/")
        assert response.status_code == 200
        assert "private" in response["Cache-Control"]


def test_the_large_search_field_stands_under_the_name_of_the_school(cast):
    page = home(cast.teacher_a)
    assert "<h1>Trường THCS Nguyễn Du</h1>" in page and 'id="big-search"' in page
    assert "<h1>Sở Giáo dục và Đào tạo</h1>" in home(None)


def test_shelves_show_each_person_what_they_may_open(cast):
    ours = published_material("Chỉ trường A xem", cast.school_a, cast.teacher_a)
    city = published_material("Cả thành phố xem", cast.school_a, cast.teacher_a, audience="members")
    open_to_all = published_material("Mọi người xem", cast.school_a, cast.teacher_a, audience="public")
    pupils = published_material(
        "Em học sinh xem", cast.school_a, cast.teacher_a, audience="public", for_pupils=True
    )
    draft = draft_material("Còn nháp", cast.school_a, cast.colleague_a)
    home_page(shelf("Kệ chung", ours, city, open_to_all, pupils, draft), shelf("Kệ riêng", ours))
    seen = {
        cast.teacher_a: {
            "Chỉ trường A xem",
            "Cả thành phố xem",
            "Mọi người xem",
            "Em học sinh xem",
            "Kệ riêng",
        },
        cast.teacher_b: {"Cả thành phố xem", "Mọi người xem", "Em học sinh xem"},
        cast.pupil_a: {"Mọi người xem", "Em học sinh xem"},
        cast.pupil_b: {"Mọi người xem", "Em học sinh xem"},
        None: {"Mọi người xem", "Em học sinh xem"},
    }
    words = set().union(*seen.values()) | {"Còn nháp"}
    for user, expected in seen.items():
        page = home(user)
        assert {word for word in words if word in page} == expected, user


def test_new_and_much_used_come_from_the_viewers_own_scope(cast):
    old = published_material("Cũ mà dùng nhiều", cast.school_a, cast.teacher_a, minutes_ago=9000)
    LearningMaterial.objects.filter(pk=old.pk).update(use_count=40)
    for number in range(9):
        published_material(f"Bài mới {number}", cast.school_a, cast.teacher_a, minutes_ago=number)
    foreign = published_material("Của trường B", cast.school_b, cast.teacher_b, minutes_ago=0)
    LearningMaterial.objects.filter(pk=foreign.pk).update(use_count=90)
    page = home(cast.teacher_a)
    newest = page.split('id="newest"')[1].split('id="most-used"')[0]
    assert newest.index("Bài mới 0") < newest.index("Bài mới 4") and "Bài mới 5" not in newest
    assert "Cũ mà dùng nhiều" in page.split('id="most-used"')[1]
    assert "Của trường B" not in page


def test_subjects_lead_to_the_catalogue_by_grade(cast):
    SubjectGradeFactory(subject=SubjectFactory(code="TOAN"), grade=GradeLevelFactory(code="6"))
    assert "/hoc-lieu/?mon=TOAN&amp;lop=6" in home(None)


@pytest.mark.parametrize("rows", [4, 40])
def test_the_number_of_queries_does_not_grow_with_the_rows(cast, rows, django_assert_max_num_queries):
    works = [published_material(f"Bài {number}", cast.school_a, cast.teacher_a) for number in range(rows)]
    home_page(shelf("Một", *works[: rows // 2]), shelf("Hai", *works[rows // 2 :]))
    home(cast.teacher_a)
    client = client_of(cast.teacher_a)
    with django_assert_max_num_queries(15):
        client.get("/")


def test_retired_works_are_not_offered_as_new(cast):
    work = published_material("Không dùng nữa", cast.school_a, cast.teacher_a)
    LearningMaterial.objects.filter(pk=work.pk).update(state="retired")
    assert "Không dùng nữa" not in home(cast.teacher_a)


def test_a_school_is_offered_the_grades_it_teaches(cast):
    cast.school_a.education_levels = ["lower_secondary"]
    cast.school_a.save()
    for code in ("5", "6"):
        SubjectGradeFactory(subject=SubjectFactory(code="TOAN"), grade=GradeLevelFactory(code=code))
    assert "mon=TOAN&amp;lop=5" not in home(cast.teacher_a) and "mon=TOAN&amp;lop=6" in home(cast.teacher_a)
    assert "mon=TOAN&amp;lop=5" in home(cast.teacher_b)
