"""Receivers of domain signals: they only write outbox rows, inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_delete  # noqa: TID251 - rows that go by any other way
from django.dispatch import receiver

from questionbank.items.models import Question
from questionbank.items.signals import question_changed
from repository.catalogue.models import LearningMaterial
from repository.catalogue.signals import grants_changed, material_changed
from search.sync.models import Operation
from search.sync.services import owe


@receiver([material_changed, grants_changed], dispatch_uid="search.sync.materials")
def on_material_changed(sender: object, public_ids: Sequence[str], **kwargs: Any) -> None:
    """A work, its files, or who may see it changed."""
    owe("material", public_ids)


@receiver(post_delete, sender=LearningMaterial, dispatch_uid="search.sync.material_deleted")
def on_material_deleted(sender: object, instance: LearningMaterial, **kwargs: Any) -> None:
    """The row itself went, by whatever way: the one model signal of the house (style.md, rule 9)."""
    owe("material", [instance.public_id], op=Operation.DELETE)


@receiver(question_changed, dispatch_uid="search.sync.questions")
def on_question_changed(sender: object, public_ids: Sequence[str], **kwargs: Any) -> None:
    """A question, its classification, its bank or its state changed."""
    owe("question", public_ids)


@receiver(post_delete, sender=Question, dispatch_uid="search.sync.question_deleted")
def on_question_deleted(sender: object, instance: Question, **kwargs: Any) -> None:
    """The row itself went, by whatever way."""
    owe("question", [instance.public_id], op=Operation.DELETE)
