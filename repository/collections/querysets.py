"""Basket items by owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from repository.collections.models import BasketItem
    from repository.organisations.viewer import Viewer


class BasketItemQuerySet(models.QuerySet["BasketItem"]):
    """References in baskets."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The viewer's own; whether each work can still be opened is asked of the work."""
        return self.filter(basket__owner=viewer.user) if viewer.user else self.none()
