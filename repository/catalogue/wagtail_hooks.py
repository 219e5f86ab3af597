"""Materials in Wagtail's admin: registered to be read, kept out of its logs and bulk actions."""

from __future__ import annotations

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from repository.catalogue.admin import MaterialViewSet, NoBulkDelete
from repository.catalogue.models import LearningMaterial

register_snippet(MaterialViewSet)
# After Wagtail's own, so that this one stands for our model.
hooks.register("register_bulk_action", NoBulkDelete, order=100)


@hooks.register("register_log_actions", order=100)
def keep_no_log(registry: LogActionRegistry) -> None:
    """Wagtail's site history names titles to anyone with admin access; our evidence is `config.audit` and curation."""
    registry.log_entry_models_by_type.register(LearningMaterial, value=None)
