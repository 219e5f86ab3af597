"""Who is working in Wagtail's admin, and what of the materials exists for them there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.permission_policies.base import BasePermissionPolicy

from config.accounts.models import User
from config.spelling import tidy_line
from repository.catalogue.models import LearningMaterial
from repository.catalogue.querysets import LearningMaterialQuerySet
from repository.organisations.models import Role
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer, viewer_for

_acting: ContextVar[Viewer | None] = ContextVar("acting_viewer", default=None)
EDITOR_ROLES = frozenset({Role.LIBRARIAN, Role.ADMINISTRATOR})
MAX_WORDS = 8


def viewer_of(user: Any) -> Viewer:
    """The viewer behind a user object, kept on it for the rest of the request."""
    viewer = getattr(user, "admin_viewer", None)
    if viewer is None:
        viewer = viewer_for(user)
        if getattr(user, "pk", None):
            user.admin_viewer = viewer
    return viewer


class ActingViewerMiddleware:
    """Tells widgets and blocks, which never see a request, who is working in Wagtail's admin."""

    def __init__(self, get_response: Callable[[HouseRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HouseRequest) -> HttpResponseBase:
        if not request.path.startswith("/cms/"):
            return self.get_response(request)
        token = _acting.set(request.viewer)
        try:
            return self.get_response(request)
        finally:
            _acting.reset(token)


def acting_viewer() -> Viewer:
    """Who is working in Wagtail's admin right now; outside of it nobody, so that a forgotten place shows nothing."""
    return _acting.get() or viewer_for(None)


def materials_for(viewer: Viewer) -> LearningMaterialQuerySet:
    """The materials this person may see in the admin."""
    return LearningMaterial.objects.visible_to(viewer)


def choosable_by(viewer: Viewer) -> LearningMaterialQuerySet:
    """What an editor may put on a page: published works they may open themselves."""
    return LearningMaterial.objects.published_to(viewer).exclude(state="retired")


def with_words(materials: QuerySet[LearningMaterial], text: str) -> QuerySet[LearningMaterial]:
    """Works with every word of `text` in title, authors or keywords."""
    for word in tidy_line(text).split()[:MAX_WORDS]:
        materials = materials.filter(
            Q(title__icontains=word) | Q(authors__icontains=word) | Q(keywords__icontains=word)
        )
    return materials


def material_address(material: LearningMaterial) -> str | None:
    """The work's page in the product, where everything that changes it is done."""
    try:
        return reverse("material", args=[material.public_id])
    except NoReverseMatch:
        return None


class MaterialPolicy(BasePermissionPolicy):
    """Librarians and administrators read what `visible_to` gives them; nobody changes a material here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        viewer = viewer_of(user)
        return action == "view" and viewer.is_staff and viewer.has_role(*EDITOR_ROLES)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.none()

    def users_with_permission(self, action: str) -> QuerySet[User]:
        return User.objects.none()

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> LearningMaterialQuerySet:
        if not self.user_has_any_permission(user, actions):
            return LearningMaterial.objects.none()
        return materials_for(viewer_of(user))

    def instances_user_has_permission_for(self, user: Any, action: str) -> LearningMaterialQuerySet:
        return self.instances_user_has_any_permission_for(user, [action])


class MaterialURLFinder(ModelAdminURLFinder):
    """ "Edit" of a material leads to our own screen, and only for those who may see the work."""

    permission_policy = MaterialPolicy(LearningMaterial)

    def construct_edit_url(self, instance: LearningMaterial) -> str | None:
        return material_address(instance)

    def get_edit_url(self, instance: LearningMaterial) -> str | None:
        viewer = viewer_of(self.user) if self.user else acting_viewer()
        if not materials_for(viewer).filter(pk=instance.pk).exists():
            return None
        return self.construct_edit_url(instance)
