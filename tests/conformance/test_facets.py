"""Every registered facet, on arrival: address word, index field, labels, reading and naming."""

import re

import pytest
from django.utils import timezone, translation

from questionbank.items.models import Bank, CognitiveLevel, Question
from repository.catalogue.models import LearningMaterial, Licence, MaterialType
from repository.curriculum.models import GradeLevel, Subject
from search.backends.base import FacetCount
from search.facets import (
    FACETS,
    MATERIALS,
    QUESTIONS,
    Audience,
    Facet,
    QuestionSource,
    Source,
    ValueOrder,
    facets_of,
    list_values,
)
from search.indexes import definitions

FACET_KEYS = FACETS.keys()
TAKEN = {"q", "sau", "xep", "tep"}  # parameters of the result page itself


@pytest.fixture(params=FACET_KEYS)
def facet(request):
    return FACETS[request.param]


@pytest.fixture
def work(cast, facet):
    """A work that has everything; for facets that only questions have, a question."""
    return full_material(cast) if MATERIALS in facet.indexes else full_question(cast)


def full_question(cast):
    question = Question(
        bank=Bank(unit=cast.school_a),
        type_key="short_answer",
        author=cast.teacher_a,
        subject=Subject.objects.get(code="TOAN"),
        grade=GradeLevel.objects.get(code="6"),
        level=CognitiveLevel.APPLYING,
    )
    return QuestionSource(question)


def full_material(cast):
    material = LearningMaterial(
        title="Phân số",
        created_by=cast.teacher_a,
        owner_org=cast.school_a,
        subject=Subject.objects.get(code="TOAN"),
        material_type=MaterialType.objects.first(),
        licence=Licence.objects.first(),
        published_at=timezone.now(),
        language="vi",
    )
    return Source(material, grades=("6", "7"), formats=("pdf",))


def test_address_words_are_unique_and_plain():
    keys = [facet.key for facet in FACETS]
    assert len(keys) == len(set(keys))
    assert not set(keys) & TAKEN
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", key) for key in keys)


def test_fields_are_unique_and_fit_for_both_engines():
    fields = [facet.field for facet in FACETS]
    assert len(fields) == len(set(fields))
    assert all(re.fullmatch(r"[a-z][a-z_]*[a-z]", field) for field in fields)


def test_indexes_carry_the_field(facet):
    carrying = {name for name in (MATERIALS, QUESTIONS) if facet.field in definitions()[name].keywords}
    assert carrying == facet.indexes
    in_pupils_index = facet.field in definitions()["materials_pupil"].keywords
    assert in_pupils_index is (facet.audience is Audience.EVERYBODY)


def test_the_heading_is_in_both_languages(facet):
    said = {}
    for language in ("en", "vi"):
        with translation.override(language):
            said[language] = str(facet.label)
    assert said["en"] and said["vi"] and said["en"] != said["vi"], "mark the label with gettext_lazy"


def test_reading_asks_the_database_nothing(facet, work, django_assert_num_queries):
    with django_assert_num_queries(0):
        codes = facet.codes(work)
    assert codes and all(isinstance(code, str) for code in codes)


def test_every_code_has_a_name(facet, work, django_assert_max_num_queries):
    codes = facet.codes(work)
    with django_assert_max_num_queries(1):
        labels = facet.name(codes)
    assert set(labels) == set(codes)
    assert all(str(label).strip() for label in labels.values())


def test_unknown_codes_are_left_out(facet, db):
    assert facet.name(["khong-co"]) == {}
    assert facet.name([]) == {}


def test_a_work_without_a_value_yields_none(facet, cast):
    material = LearningMaterial(title="", created_by=cast.teacher_a, owner_org=cast.school_a, language="")
    question = Question(bank=Bank(owner=cast.teacher_a), author=cast.teacher_a)
    bare = {MATERIALS: Source(material), QUESTIONS: QuestionSource(question)}
    assert all(all(facet.codes(bare[index])) for index in facet.indexes)


def test_both_kinds_of_things_are_read_the_same(facet, cast):
    full = {MATERIALS: full_material(cast), QUESTIONS: full_question(cast)}
    assert all(facet.codes(full[index]) for index in facet.indexes)


def test_a_rename_touches_no_index(facet, work):
    """Codes are indexed, never labels."""
    labels = set(map(str, facet.name(facet.codes(work)).values()))
    assert facet.field in {"grade"} or not labels & set(facet.codes(work))


def test_values_are_listed_with_labels_and_chosen_ones_stay():
    sizes = Facet(
        key="co",
        field="size",
        label="Size",
        read=lambda source: [],
        name=lambda codes: {"10": "ten"},
        order=ValueOrder.CODE,
    )
    listed = list_values(sizes, [FacetCount("10", 3), FacetCount("9", 1)], chosen=["9", "2"])
    assert [(value.code, value.label, value.count, value.chosen) for value in listed.values] == [
        ("2", "2", 0, True),
        ("9", "9", 1, True),
        ("10", "ten", 3, False),
    ]


def test_pupils_are_shown_fewer():
    staff = {facet.key for facet in facets_of(MATERIALS)}
    pupils = {facet.key for facet in facets_of(MATERIALS, staff=False)}
    assert pupils < staff


def test_grades_sort_by_number(db):
    grade = FACETS["grade"]
    rows = [FacetCount(code, 1) for code in GradeLevel.objects.values_list("code", flat=True)]
    codes = [row.value for row in grade.arrange(rows) if row.value.isdecimal()]
    assert codes == sorted(codes, key=int)
