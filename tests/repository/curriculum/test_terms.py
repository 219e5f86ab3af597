"""Terms: dates, labels in two languages, the default textbook series."""

import datetime

import pytest
from django.db.models import ProtectedError
from django.utils import translation

from repository.curriculum.models import GradeLevel, Subject, TextbookSeries
from tests.factories.curriculum import (
    ProgrammeFactory,
    SeriesFactory,
    SubjectFactory,
    SubjectGradeFactory,
    TopicFactory,
    empty_curriculum,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_curriculum")]
TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def no_curriculum(db):
    empty_curriculum()


def test_the_label_follows_the_language():
    subject = SubjectFactory()
    with translation.override("vi"):
        assert str(subject) == "Toán"
    with translation.override("en"):
        assert subject.label == "Mathematics"


def test_both_ends_of_a_period_count():
    SubjectFactory(code="CU", valid_to=TODAY)
    SubjectFactory(code="MOI", valid_from=TODAY + datetime.timedelta(days=1))
    current = Subject.objects.current(TODAY).values_list("code", flat=True)
    assert list(current) == ["CU"]


def test_a_subject_belongs_to_the_grades_of_a_programme_in_force():
    SubjectGradeFactory(programme=ProgrammeFactory(code="CU", valid_to=TODAY - datetime.timedelta(days=1)))
    assert not Subject.objects.for_grade("6", TODAY).exists()
    SubjectGradeFactory(programme=ProgrammeFactory(code="MOI"))
    assert Subject.objects.for_grade("6", TODAY).get().code == "TOAN"
    assert GradeLevel.objects.for_subject("TOAN", TODAY).get().code == "6"


def test_new_material_defaults_to_the_national_series_from_its_day_on():
    SeriesFactory(default_from=datetime.date(2026, 8, 1))
    SeriesFactory(code="CD", label_vi="Cánh diều")
    assert TextbookSeries.objects.default_on(datetime.date(2026, 7, 31)) is None
    assert TextbookSeries.objects.default_on(TODAY).code == "KNTT"


def test_a_circle_of_replacements_ends():
    one, two = SubjectFactory(code="MOT"), SubjectFactory(code="HAI")
    one.replaced_by, two.replaced_by = two, one
    one.save()
    two.save()
    assert one.successor().code == "HAI"


def test_a_term_in_use_is_never_deleted():
    topic = TopicFactory()
    with pytest.raises(ProtectedError):
        topic.subject.delete()
