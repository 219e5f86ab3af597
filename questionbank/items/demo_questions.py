"""The questions of the demo city: sixty of science from a table, sixty of mathematics made from numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questionbank.items.demo_mathematics import TASKS, Task

SCIENCE = Path(__file__).parent / "data" / "demo_science.csv"
LETTERS = "abcd"


@dataclass(frozen=True)
class DemoQuestion:
    """One question as its author would type it; `topic` is the code of the curriculum."""

    type_key: str
    subject: str
    grade: str
    topic: str
    level: str
    body: dict[str, Any]
    key: dict[str, Any]


def demo_questions() -> list[DemoQuestion]:
    """All of them, always in the same order: mathematics first, which the quizzes of the demo city ask."""
    return [*(_made(task) for task in TASKS), *_science()]


def _science() -> Iterator[DemoQuestion]:
    with SCIENCE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            texts = [row[letter] for letter in LETTERS]
            task = Task(
                row["type"],
                row["grade"],
                row["topic"],
                row["level"],
                row["stem"],
                texts,
                row["answer"],
                row["solution"],
            )
            yield _made(task, "KHTN")


def _made(task: Task, subject: str = "TOAN") -> DemoQuestion:
    body, key = _MAKERS[task.type_key](task)
    key["solution"] = task.solution
    return DemoQuestion(task.type_key, subject, task.grade, task.topic, task.level, body, key)


def _choice(task: Task) -> tuple[dict[str, Any], dict[str, Any]]:
    options = [{"id": f"o{rank}", "text": text} for rank, text in enumerate(task.texts, start=1)]
    return {"stem": task.stem, "options": options}, {"answer": f"o{'ABCD'.index(task.answer) + 1}"}


def _cluster(task: Task) -> tuple[dict[str, Any], dict[str, Any]]:
    statements = [{"id": f"s{rank}", "text": text} for rank, text in enumerate(task.texts, start=1)]
    answers = {f"s{rank}": letter == "Đ" for rank, letter in enumerate(task.answer, start=1)}
    return {"stem": task.stem, "statements": statements}, {"answers": answers}


def _short(task: Task) -> tuple[dict[str, Any], dict[str, Any]]:
    accepted = task.answer.split(";")
    kind = "number" if accepted[0].strip("-").replace(",", "").isdecimal() else "text"
    return {"stem": task.stem, "input": kind}, {"accepted": [{"value": one} for one in accepted]}


_MAKERS = {"multiple_choice": _choice, "true_false_group": _cluster, "short_answer": _short}
