"""Kinds of material and licences: rows with labels and dates, retired but never deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from config.fields import LineField
from repository.curriculum.terms import VOCABULARIES


class Term(models.Model):
    """A word of a controlled vocabulary."""

    code = models.SlugField(unique=True)
    label_vi = LineField(max_length=120)
    label_en = LineField(max_length=120)
    uri = models.URLField(blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    retired_on = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["order", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The term in the active language."""
        return self.label_en if (get_language() or "vi").startswith("en") else self.label_vi


class MaterialType(Term):
    """A kind of material after TT 21/2017, Art. 2; `motif` names the drawing on generated covers."""

    motif = models.CharField(max_length=20, default="book")

    class Meta(Term.Meta):
        app_label = "repository_catalogue"


class Licence(Term):
    """What one may do with a work. No licence means: own organisation only."""

    spdx = models.CharField(max_length=40, blank=True)
    explanation_vi = LineField(max_length=300, blank=True)
    explanation_en = LineField(max_length=300, blank=True)
    allows_download = models.BooleanField(default=True)
    allows_adapt = models.BooleanField(default=False)
    allows_redistribute = models.BooleanField(default=False)
    allows_commercial = models.BooleanField(default=False)
    may_be_shared = models.BooleanField(default=True)
    needs_evidence = models.BooleanField(default=False)

    class Meta(Term.Meta):
        app_label = "repository_catalogue"

    @property
    def explanation(self) -> str:
        """One sentence of what it allows, in the active language."""
        return self.explanation_en if (get_language() or "vi").startswith("en") else self.explanation_vi


VOCABULARIES.add("type", MaterialType.objects.all)
VOCABULARIES.add("licence", Licence.objects.all)
