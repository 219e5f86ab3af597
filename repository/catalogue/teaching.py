"""Tells the room of organisations which subjects its groups may teach."""

from __future__ import annotations

from repository.curriculum.models import Subject
from repository.organisations.teaching import SUBJECT_LISTS


@SUBJECT_LISTS.register("curriculum")
def subjects() -> list[tuple[str, str]]:
    """Subjects of the programmes in force."""
    return [(subject.code, subject.label) for subject in Subject.objects.current()]
