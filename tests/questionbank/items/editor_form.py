"""The editor's page as a browser without scripts holds it: what its form would send, and the deeds on it."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from lxml import html

from questionbank.items.models import Question


class EditorForm:
    """The form of a question's editor, filled as the page came; names are the paths of the fields."""

    def __init__(self, client: Client, question: Question) -> None:
        self.client, self.question = client, question
        self.values: dict[str, Any] = {}
        self.read()

    @property
    def url(self) -> str:
        """The page."""
        return reverse("edit_question", args=[self.question.public_id])

    @property
    def save_url(self) -> str:
        """Where the script saves."""
        return reverse("save_question", args=[self.question.public_id])

    def read(self) -> None:
        """Take the page's form as it stands now."""
        answer = self.client.get(self.url)
        assert answer.status_code == 200
        self.values = form_values(answer.content.decode())

    def fill(self, **values: Any) -> EditorForm:
        """Type into fields; `__` in a name stands for a dot."""
        self.values |= {name.replace("__", "."): value for name, value in values.items()}
        return self

    def press(self, button: str):
        """Send the form with one of its buttons."""
        return self.client.post(self.url, self.values | {"do": button})

    def autosave(self):
        """What the script sends while somebody types."""
        answer = self.client.post(self.save_url, self.values)
        if answer.status_code == 200:
            self.values["edit_number"] = str(answer.json()["edit_number"])
        return answer


def form_values(page: str) -> dict[str, Any]:
    """Names and values that a browser would send; a name that stands several times has a list."""
    [form] = html.fromstring(page).xpath("//form[@data-editor-form]")
    grouped: dict[str, list[str]] = {}
    for name, value in form.form_values():
        if not any("__id__" in text for text in (name, value or "")):
            grouped.setdefault(name, []).append(value or "")
    return {name: values if len(values) > 1 else values[0] for name, values in grouped.items()}
