"""What is taught: programme versions, subjects, grades, strands, topics, outcomes, series, preschool bands and domains.

Every row is reference data with dates, loaded from CSV by `manage.py load_curriculum`. Old revisions point to
terms for ever, so a term is retired (`valid_to`, `replaced_by`) and never deleted: foreign keys to terms protect.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from config.fields import BlockField, CodeField, LineField
from repository.curriculum.folding import fold_label
from repository.curriculum.querysets import (
    GradeQuerySet,
    OutcomeQuerySet,
    SeriesQuerySet,
    SubjectGradeQuerySet,
    SubjectQuerySet,
    TermQuerySet,
    TopicQuerySet,
)


class EducationLevel(models.TextChoices):
    """Level of schooling; preschool has age bands instead of grades."""

    PRESCHOOL = "preschool", _("Preschool")
    PRIMARY = "primary", _("Primary school")
    LOWER_SECONDARY = "lower_secondary", _("Lower secondary school")


class LevelHint(models.TextChoices):
    """Cognitive level that the verb of an outcome hints at."""

    KNOWING = "knowing", _("Knowing")
    UNDERSTANDING = "understanding", _("Understanding")
    APPLYING = "applying", _("Applying")


class CareStage(models.TextChoices):
    """The two stages of preschool."""

    NURSERY = "nursery", _("Nursery")
    KINDERGARTEN = "kindergarten", _("Kindergarten")


class Dated(models.Model):
    """A period of validity; an empty end means "still in force", an empty start "as long as anyone remembers"."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Term(Dated):
    """A named entry of the curriculum, known by its code, e.g. `TOAN`."""

    code = CodeField(max_length=40, unique=True)
    label_vi = LineField(max_length=200)
    label_en = LineField(max_length=200)
    folded = models.CharField(max_length=200, editable=False, db_index=True)
    order = models.PositiveSmallIntegerField(default=100)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.label

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the folded label in step with the Vietnamese one."""
        self.folded = fold_label(self.label_vi)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def label(self) -> str:
        """The label in the active language; Vietnamese unless English is on."""
        return self.label_en if (get_language() or "vi").startswith("en") else self.label_vi

    def successor(self) -> Term:
        """The term that stands for this one today; itself when nothing replaced it. Circles end at the first repeat."""
        seen, term = {self.pk}, self
        while (later := term.replaced_by) is not None and later.pk not in seen:
            term = later
            seen.add(term.pk)
        return term


class Programme(Term):
    """A version of the general education programme, e.g. `CTGDPT2018`."""


class Subject(Term):
    """A subject; keeps its hue (1 to 16) everywhere: chip, cover, chart."""

    hue = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(16)])

    objects = SubjectQuerySet.as_manager()

    class Meta(Term.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(hue__gte=1, hue__lte=16),
                name="curriculum_subject_hue",
            ),
        ]


class GradeLevel(Term):
    """A grade of primary or lower secondary school; the code is its numeral, e.g. `6`."""

    level = models.CharField(max_length=20, choices=EducationLevel.choices)

    objects = GradeQuerySet.as_manager()


class SubjectGrade(models.Model):
    """A programme teaches a subject in a grade."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="subject_grades")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="grade_links")
    grade = models.ForeignKey(GradeLevel, on_delete=models.PROTECT, related_name="subject_links")
    periods_per_year = models.PositiveSmallIntegerField(null=True, blank=True)
    elective = models.BooleanField(default=False)

    objects = SubjectGradeQuerySet.as_manager()

    class Meta:
        ordering = ("subject__order", "grade__order")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("programme", "subject", "grade"),
                name="curriculum_subject_grade_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject.code} {self.grade.code}"


class Strand(Term):
    """A strand (mạch nội dung) that runs through the grades of a subject."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="strands")


class Topic(Term):
    """A topic (chủ đề) of one subject in one grade."""

    strand = models.ForeignKey(Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="topics")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="topics")
    grade = models.ForeignKey(GradeLevel, on_delete=models.PROTECT, related_name="topics")

    objects = TopicQuerySet.as_manager()

    class Meta(Term.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("subject", "grade"), name="curriculum_topic_place")
        ]


class Outcome(Dated):
    """A learning outcome (yêu cầu cần đạt): what pupils are able to do."""

    code = CodeField(max_length=40, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="outcomes")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="outcomes")
    text = BlockField(max_length=1000)
    level_hint = models.CharField(max_length=20, choices=LevelHint.choices, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ("topic__order", "order", "code")

    def __str__(self) -> str:
        return self.text

    @property
    def label(self) -> str:
        """The text; outcomes exist in the language of the programme only."""
        return self.text


class TextbookSeries(Term):
    """A textbook series (bộ sách); from `default_from` on, new material carries it unless its author says otherwise."""

    default_from = models.DateField(null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name_plural = "textbook series"


class AgeBand(Term):
    """An age band of preschool, e.g. 36 to 48 months; stands where schools have a grade."""

    stage = models.CharField(max_length=20, choices=CareStage.choices)
    months_from = models.PositiveSmallIntegerField()
    months_to = models.PositiveSmallIntegerField()


class Domain(Term):
    """A domain of development in preschool; some begin only with kindergarten."""

    in_nursery = models.BooleanField(default=True)
    in_kindergarten = models.BooleanField(default=True)
