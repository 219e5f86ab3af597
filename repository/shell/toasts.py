"""Toasts: a sentence after an action, with "Undo" where the action can be taken back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

UNDO_PREFIX = "undo:"


def toast(request: HttpRequest, text: str, *, undo_url: str = "", level: int = messages.SUCCESS) -> None:
    """Show `text` on the next page. `undo_url` (an own path) gets a POST when the person presses "Undo"."""
    messages.add_message(request, level, text, extra_tags=f"{UNDO_PREFIX}{undo_url}" if undo_url else "")


def undo_url_of(message: Message) -> str:
    """The address that takes the action back, or an empty text; only paths of this site count."""
    tags = message.extra_tags or ""
    path = tags.removeprefix(UNDO_PREFIX) if tags.startswith(UNDO_PREFIX) else ""
    return path if path.startswith("/") and not path.startswith("//") else ""
