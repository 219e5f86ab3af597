"""The form behind the page editor: an editor may only add materials that are open to them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from repository.catalogue.models import LearningMaterial
from repository.organisations.viewer import viewer_for
from repository.pages.blocks import material_ids, refuse_foreign


class PortalPageForm(WagtailAdminPageForm):
    """Checks every save and every preview, whatever the browser sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Works that are on the page already may stay there, also when this editor cannot see them.
        self._kept = material_ids(self.instance.body) if self.instance.body else set()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        body = cleaned.get("body")
        if body:
            wanted = material_ids(body)
            viewer = viewer_for(self.for_user)
            open_to_them = LearningMaterial.objects.published_to(viewer).filter(pk__in=wanted)
            try:
                refuse_foreign(body, self._kept | set(open_to_them.values_list("pk", flat=True)))
            except ValidationError as refusal:
                self.add_error("body", refusal)
        return cleaned
