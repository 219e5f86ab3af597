"""Answering the question that stands before an act (`config.asking`), as a browser without scripts does it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

IS_QUESTION = 409


class _Question(HTMLParser):
    """The form of a question: its address, hidden fields and buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.is_inside = False
        self.address = ""
        self.fields: dict[str, list[str]] = {}
        self.ways: list[str] = []
        self.back = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if "data-asking" in known:
            self.is_inside = True
        if not self.is_inside:
            return
        if tag == "form":
            self.address = known["action"]
        elif tag == "input" and known.get("type") == "hidden":
            self.fields.setdefault(known["name"], []).append(known["value"])
        elif tag == "button":
            self.ways.append(known.get("name", ""))
        elif "data-question-close" in known:
            self.back = known["href"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self.is_inside = False


def question_of(response: Any) -> _Question:
    """The question that this answer is."""
    assert response.status_code == IS_QUESTION, response.status_code
    question = _Question(response.content.decode())
    assert question.address, "no question stands here"
    return question


def answer(client: Client, response: Any, way: str = "") -> Any:
    """Presses a button of the question; without `way` the first that has no name."""
    question = question_of(response)
    assert way in question.ways, question.ways
    chosen = {way: "1"} if way else {}
    return client.post(question.address, {**question.fields, **chosen})


def post_and_answer(client: Client, address: str, fields: dict[str, Any] | None = None, way: str = "") -> Any:
    """Presses the button of an act, then that of its question."""
    return answer(client, client.post(address, fields or {}), way)
