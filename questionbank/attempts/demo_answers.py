"""Answers as pupils of the demo city give them: right as often as their skill says, else one of the usual mistakes."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from questionbank.papers.models import PaperSlot
from questionbank.quizzes.models import Quiz

OMITTED = 0.04


def answer_for(slot: str, quiz: Quiz, skill: float, chance: Random) -> Any:
    """The raw answer of a pupil with this skill (0 to 1) to one slot; None now and then."""
    if chance.random() < OMITTED:
        return None
    kind, body, key = _asked(quiz.public_id)[slot]
    return _ANSWERS[kind](body, key, skill, chance) if kind in _ANSWERS else None


@cache
def _asked(public_id: str) -> dict[str, tuple[str, dict[str, Any], dict[str, Any]]]:
    slots = PaperSlot.objects.filter(part__paper__quizzes__public_id=public_id).select_related(
        "question", "version", "answer_key"
    )
    return {
        slot.public_id: (slot.question.type_key, slot.version.body, slot.answer_key.key)
        for slot in slots
        if slot.version and slot.answer_key
    }


def _choice(body: dict[str, Any], key: dict[str, Any], skill: float, chance: Random) -> str:
    options = [option["id"] for option in body["options"]]
    right = key.get("answer") or max(key["weights"], key=lambda one: float(key["weights"][one]))
    wrong = [option for option in options if option != right]
    # One wrong option draws more than the others, as in a real class.
    return str(right if chance.random() < skill else chance.choice([wrong[0], *wrong]))


def _cluster(body: dict[str, Any], key: dict[str, Any], skill: float, chance: Random) -> dict[str, bool]:
    return {one: truth is (chance.random() < skill) for one, truth in key["answers"].items()}


def _short(body: dict[str, Any], key: dict[str, Any], skill: float, chance: Random) -> str:
    value = str(key["accepted"][0]["value"])
    return value if chance.random() < skill else chance.choice(["0", "1", "10", value[::-1]])


_ANSWERS = {"multiple_choice": _choice, "true_false_group": _cluster, "short_answer": _short}
