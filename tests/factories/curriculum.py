"""Curriculum rows for tests: small, made by code, never the packaged data."""

from __future__ import annotations

import factory

from repository.curriculum import models


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Programme
        django_get_or_create = ("code",)

    code = "CTGDPT2018"
    label_vi = "Chương trình giáo dục phổ thông 2018"
    label_en = "General education programme 2018"


class SubjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Subject
        django_get_or_create = ("code",)

    code = "TOAN"
    label_vi = "Toán"
    label_en = "Mathematics"
    hue = 9


class GradeLevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.GradeLevel
        django_get_or_create = ("code",)

    code = "6"
    label_vi = factory.LazyAttribute(lambda grade: f"Lớp {grade.code}")
    label_en = factory.LazyAttribute(lambda grade: f"Grade {grade.code}")
    level = factory.LazyAttribute(lambda grade: "primary" if int(grade.code) < 6 else "lower_secondary")
    order = factory.LazyAttribute(lambda grade: int(grade.code) * 10)


class SubjectGradeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SubjectGrade
        django_get_or_create = ("programme", "subject", "grade")

    programme = factory.SubFactory(ProgrammeFactory)
    subject = factory.SubFactory(SubjectFactory)
    grade = factory.SubFactory(GradeLevelFactory)


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Topic
        django_get_or_create = ("code",)

    code = "TOAN6-PS"
    label_vi = "Phân số"
    label_en = "Fractions"
    subject = factory.SubFactory(SubjectFactory)
    grade = factory.SubFactory(GradeLevelFactory)


class OutcomeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Outcome
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"TOAN6-PS-{number:03d}")
    topic = factory.SubFactory(TopicFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    text = "Rút gọn được phân số."
    level_hint = "applying"


class SeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.TextbookSeries
        django_get_or_create = ("code",)

    code = "KNTT"
    label_vi = "Kết nối tri thức với cuộc sống"
    label_en = "Connecting knowledge with life"


def empty_curriculum():
    """Forget the reference data, so that a test starts from nothing."""
    for model in (
        models.Outcome, models.Topic, models.Strand, models.SubjectGrade, models.Subject, models.GradeLevel,
        models.Programme, models.TextbookSeries, models.AgeBand, models.Domain,
    ):  # fmt: skip
        model.objects.all().delete()
