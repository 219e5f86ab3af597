"""What Wagtail's admin may show of materials: it only reads, and shows each person what they may see.

Snippet permissions are model-wide, so every door is either shut (not in `get_urlpatterns`) or scoped by
`visible_to`. `tests/security/test_wagtail_walk.py` walks all of them as a stranger.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.urls import URLPattern, path, re_path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.models import Revision
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import (
    HistoryView,
    IndexView,
    InspectView,
    RevisionsCompareView,
    SnippetViewSet,
)

from repository.catalogue.admin_choosers import MaterialChooserViewSet
from repository.catalogue.admin_scope import (
    MaterialPolicy,
    MaterialURLFinder,
    material_address,
    materials_for,
    with_words,
)
from repository.catalogue.models import LearningMaterial
from repository.catalogue.querysets import LearningMaterialQuerySet
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer


class ScopedMixin:
    """Stands first in every view class of the viewset: a foreign or missing work is 404 before anything is read."""

    def setup(self, request: HouseRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            wanted = unquote(str(kwargs["pk"]))
            viewer: Viewer = request.viewer
            if (
                not wanted.isascii()
                or not wanted.isdigit()
                or not materials_for(viewer).filter(pk=wanted).exists()
            ):
                raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class ListView(IndexView):
    """The list: no boxes to tick, titles lead to the reading view, search runs over the scoped rows only."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=gettext_lazy("Title"), get_url=self.get_inspect_url, sort_key="title"),
            Column("owner_org", label=gettext_lazy("School")),
            Column("get_state_display", label=gettext_lazy("State")),
            DateColumn("updated_at", label=gettext_lazy("Changed"), sort_key="updated_at"),
        ]

    def get_base_queryset(self) -> LearningMaterialQuerySet:
        return materials_for(self.request.viewer).select_related("owner_org")

    def search_queryset(self, queryset: QuerySet[LearningMaterial]) -> QuerySet[LearningMaterial]:
        return with_words(queryset, self.search_query) if self.is_searching else queryset


class ReadView(InspectView):
    """One work's published row, with the way to its page."""

    def get_edit_url(self) -> str | None:
        return material_address(self.object)

    def get_delete_url(self) -> None:
        return None


class RevisionsView(HistoryView):
    """The saves of one work. Decisions and acts stand in the product's own history, which nobody can edit."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    filterset_class = None
    is_searchable = False
    default_ordering = "-created_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("created_at", label=gettext_lazy("Saved"), get_url=self._compare_url),
            Column("user", label=gettext_lazy("By")),
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        return []

    def get_base_queryset(self) -> QuerySet[Revision]:
        return self.object.revisions.select_related("user").defer("content")

    def get_edit_url(self, instance: LearningMaterial) -> str | None:
        return material_address(instance)

    def user_can_unschedule(self) -> bool:
        return False

    def _compare_url(self, revision: Revision) -> str | None:
        if not self._may_read_drafts:
            return None
        return reverse(self.revisions_compare_url_name, args=[self.object.pk, revision.pk, "latest"])

    @cached_property
    def _may_read_drafts(self) -> bool:
        return may_read_drafts(self.request.viewer, self.object.pk)


class CompareView(RevisionsCompareView):
    """Two saves of one work beside each other: for those who may read its drafts."""

    permission_required = "view"

    def setup(self, request: HouseRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not may_read_drafts(request.viewer, self.object.pk):
            raise Http404

    def get_edit_url(self) -> str | None:
        return material_address(self.object)


def may_read_drafts(viewer: Viewer, pk: int) -> bool:
    """Revisions hold unapproved text: a grant on the published version does not open them."""
    return LearningMaterial.objects.in_progress_for(viewer).filter(pk=pk).exists()


class MaterialViewSet(SnippetViewSet):
    """Materials in Wagtail's admin: list, reading view, history, comparison. Nothing else has an address."""

    model = LearningMaterial
    icon = "doc-full"
    menu_label = gettext_lazy("Materials")
    menu_order = 250
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 30
    search_fields: ClassVar[list[str]] = ["title"]
    search_backend_name = None
    list_export: ClassVar[list[str]] = []
    inspect_view_fields: ClassVar[list[str]] = [
        "title", "description", "authors", "owner_org", "subject", "material_type", "licence", "keywords",
        "published_at",
    ]  # fmt: skip
    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel(name)
        for name in ("title", "description", "authors", "keywords", "rights_note", "language")
    ]
    index_view_class = ListView
    inspect_view_class = ReadView
    history_view_class = RevisionsView
    revisions_compare_view_class = CompareView
    chooser_viewset_class = MaterialChooserViewSet
    url_finder_class = MaterialURLFinder

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in view_class_names(type(self)):
            setattr(self, name, scoped(getattr(self, name)))

    @property
    def permission_policy(self) -> MaterialPolicy:
        return MaterialPolicy(self.model)

    def get_queryset(self, request: HouseRequest) -> LearningMaterialQuerySet:
        return materials_for(request.viewer)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Views must not build addresses that do not exist: every shut door is nameless."""
        open_doors = {"index_url_name", "index_results_url_name", "history_url_name", "inspect_url_name",
                      "revisions_compare_url_name"}  # fmt: skip
        common = super().get_common_view_kwargs(**kwargs)
        return {
            k: (None if k.endswith("_url_name") and k not in open_doors else v) for k, v in common.items()
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="list"),
            path("results/", self.index_results_view, name="list_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path("history-results/<int:pk>/", self.history_results_view, name="history_results"),
            re_path(
                r"history/(?P<pk>\d{1,18})/revisions/compare/"
                r"(?P<revision_id_a>live|earliest|\d{1,18})\.\.\.(?P<revision_id_b>live|latest|\d{1,18})/$",
                self.revisions_compare_view,
                name="revisions_compare",
            ),
        ]


def view_class_names(viewset: type[SnippetViewSet]) -> list[str]:
    """Every view class a viewset has, later ones too; the one for reverting is a property made from another."""
    names = (name for name in dir(viewset) if name.endswith("_view_class"))
    return [name for name in names if not isinstance(getattr(viewset, name), property)]


def scoped(view_class: type) -> type:
    """The view class with the scope in front of it."""
    if issubclass(view_class, ScopedMixin):
        return view_class
    return type(view_class.__name__, (ScopedMixin, view_class), {})


class NoBulkDelete(SnippetBulkAction):
    """Takes the place of Wagtail's bulk delete, which asks nobody: own, foreign and missing rows alike are 404."""

    display_name = gettext_lazy("Delete")
    action_type = "delete"
    aria_label = gettext_lazy("Delete")
    models: ClassVar[list[type[LearningMaterial]]] = [LearningMaterial]  # type: ignore[assignment]

    def dispatch(self, request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise Http404
