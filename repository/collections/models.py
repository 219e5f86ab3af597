"""Baskets: a person's ordered references to works, with an anchor and a note; later curated sets as well."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.fields import LineField
from config.ids import public_id
from repository.catalogue.models import LearningMaterial, MaterialVersion
from repository.collections.querysets import BasketItemQuerySet


class Basket(models.Model):
    """One person's basket. Everybody has at least one, made at the first use."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="baskets")
    name = LineField(_("name"), max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.name


class BasketItem(models.Model):
    """A reference, never a copy: to the latest version, or pinned to the one seen when it was kept."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="items")
    material = models.ForeignKey(LearningMaterial, on_delete=models.CASCADE, related_name="+")
    kept_version = models.ForeignKey(MaterialVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    anchor = models.CharField(max_length=60, blank=True)
    note = LineField(_("note"), max_length=300, blank=True)
    ordinal = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BasketItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["ordinal", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["basket", "material", "anchor"], name="basket_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.basket_id}: {self.material_id}"
