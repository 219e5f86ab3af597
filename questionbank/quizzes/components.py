"""What quizzes put into the frame: the entry of the navigation, and the tabs over every page of a published quiz."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from questionbank.quizzes.models import Quiz
from repository.organisations.viewer import Viewer
from repository.shell.navigation import NAVIGATION, NavigationEntry

# Pages of higher rooms are named by their URL only; one that does not exist is left out.
PAGES = (
    ("share_quiz", _("Share")),
    ("class_table", _("Class table")),
    ("quiz_results", _("Results")),
)


def _is_staff(viewer: Viewer) -> bool:
    return viewer.is_staff


NAVIGATION.add("quizzes", NavigationEntry(_("Quizzes"), "quizzes", "question", access=_is_staff), order=45)


def quiz_tabs(quiz: Quiz, current: str) -> list[dict[str, Any]]:
    """Items of `repository/shell/components/tabs.html`; `current` is the URL name of the page."""
    tabs = []
    for name, label in PAGES:
        try:
            url = reverse(name, args=[quiz.public_id])
        except NoReverseMatch:
            continue
        tabs.append({"label": label, "url": url, "selected": name == current})
    return tabs
