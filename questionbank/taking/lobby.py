"""What a taker is told before the start, read from the frozen form: nothing in it is a question."""

from __future__ import annotations

from dataclasses import dataclass

from config.caches import remembered
from questionbank.papers.models import PaperForm

KEPT_SECONDS = 3600


@dataclass(frozen=True)
class LobbyPart:
    """A part as it is announced: how many questions, worth how much, marked how."""

    title: str
    instruction: str
    questions: int
    points: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Lobby:
    """The whole test as it is announced."""

    questions: int
    parts: tuple[LobbyPart, ...]
    package_name: str


def lobby_of(form: PaperForm) -> Lobby:
    """The announcement of a form (its contents may be deferred); forms never change, so it is kept: a class that
    arrives at once reads one package."""
    key = f"taking:lobby:{form.package_name}"
    lobby: Lobby | None = remembered.get(key)
    if lobby is None:
        lobby = _read(form)
        remembered.set(key, lobby, KEPT_SECONDS)
    return lobby


def _read(form: PaperForm) -> Lobby:
    parts = tuple(
        LobbyPart(
            title=part["title"],
            instruction=part.get("instruction", ""),
            questions=len(part["items"]),
            points=str(part["points"]),
            rules=tuple(part.get("rules", ())),
        )
        for part in form.package["parts"]
    )
    return Lobby(len(form.package["order"]), parts, form.package_name)
