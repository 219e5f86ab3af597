"""The curriculum: what is taught, in which grade, and under which programme version."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculumConfig(AppConfig):
    """Subjects, grades, topics, outcomes, textbook series and the preschool frame."""

    name = "repository.curriculum"
    label = "repository_curriculum"
    verbose_name = _("Curriculum")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lists the curriculum among the reference data."""
        from repository.curriculum import reference  # noqa: F401
