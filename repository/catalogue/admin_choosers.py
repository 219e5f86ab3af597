"""Choosing a material inside Wagtail's admin: a page editor finds and names only what they may see."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.snippets.views import chooser
from wagtail.snippets.widgets import AdminSnippetChooser

from repository.catalogue.admin_scope import (
    MaterialPolicy,
    acting_viewer,
    choosable_by,
    materials_for,
    with_words,
)
from repository.catalogue.models import LearningMaterial
from repository.catalogue.querysets import LearningMaterialQuerySet


class ChooserFilterForm(SearchFilterMixin, BaseFilterForm):
    """Search inside the chooser, over the scoped rows."""

    def filter(self, objects: QuerySet[LearningMaterial]) -> QuerySet[LearningMaterial]:
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        return with_words(objects, self.search_query)


class ScopedChoose:
    """The rows of the chooser."""

    filter_form_class = ChooserFilterForm

    def get_object_list(self) -> LearningMaterialQuerySet:
        return choosable_by(self.request.viewer)  # type: ignore[attr-defined]

    def can_create(self) -> bool:
        return False


class ChooseView(ScopedChoose, chooser.ChooseView):
    """The chooser's window."""


class ChooseResultsView(ScopedChoose, chooser.ChooseResultsView):
    """The chooser's list alone."""


class ChosenView(chooser.SnippetChosenView):
    """One work was chosen."""

    def get_object(self, pk: str) -> LearningMaterial:
        if not pk.isascii() or not pk.isdigit():
            raise LearningMaterial.DoesNotExist
        return choosable_by(self.request.viewer).get(pk=pk)


class ChosenMultipleView(chooser.SnippetChosenMultipleView):
    """Several works were chosen."""

    def get_objects(self, pks: list[str]) -> LearningMaterialQuerySet:
        wanted = [pk for pk in pks if pk.isascii() and pk.isdigit()]
        return choosable_by(self.request.viewer).filter(pk__in=wanted)


class MaterialChooser(AdminSnippetChooser):
    """The form widget: names only works that the person at work may see."""

    show_edit_link = True

    def may_show(self, pk: object) -> bool:
        """Whether the person at work in the admin may read this work's title."""
        return materials_for(acting_viewer()).filter(pk=pk).exists()

    def get_display_title(self, instance: LearningMaterial) -> str:
        return str(instance) if self.may_show(instance.pk) else _("A material that is not open to you")


class MaterialChooserViewSet(chooser.SnippetChooserViewSet):
    """The chooser: scoped, and without a way to make a material."""

    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
    permission_policy = MaterialPolicy(LearningMaterial)

    @cached_property
    def widget_class(self) -> forms.Widget:
        """On Wagtail 7.4 an instance, not a class."""
        return MaterialChooser(model=self.model, icon=self.icon)

    def get_urlpatterns(self) -> list[URLPattern]:
        doors = {"choose", "choose_results", "chosen", "chosen_multiple"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in doors]
