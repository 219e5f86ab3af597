"""`manage.py grade_file QUESTION.json RESPONSES.json [--json]`: marks by a type's rules, to check against other systems."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from questionbank.types.base import JSON, InvalidBody
from questionbank.types.grading import mark_answer, outcome_json, read_question

LARGEST = 50_000_000  # bytes of a file


class Command(BaseCommand):
    """Grades raw answers from a file. Exit status 0, or 2 with a sentence when a file cannot be used.

    QUESTION.json holds {"type", "body", "key", "rule"?, "points"?}; RESPONSES.json a list of raw answers as a browser
    sends them, or {"responses": [...]}; an answer may be wrapped as {"id": ..., "response": ...}, and its id is printed too.
    """

    help = "Grade answers from a file by the rules of a question type (docs/question-types.md describes both files)."
    requires_system_checks: ClassVar[list[str]] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question", metavar="QUESTION.json")
        parser.add_argument("responses", metavar="RESPONSES.json")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            question = read_question(read_json(options["question"]))
        except InvalidBody as error:
            problems = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(f"{options['question']}:\n{problems}", returncode=2) from None
        for number, entry in enumerate(read_responses(options["responses"]), start=1):
            name, raw = unwrap(entry)
            answer = {**name, **outcome_json(mark_answer(question, raw))}
            self.stdout.write(json.dumps(answer) if options["as_json"] else _as_text(number, answer))


def read_json(path: str) -> JSON:
    """The content of a JSON file with exact numbers; raises CommandError with a sentence and exit status 2."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise _unusable(path, _("the file is too large."))
        return json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as error:
        raise _unusable(path, _reason(error)) from None


def read_responses(path: str) -> list[JSON]:
    """The answers of RESPONSES.json."""
    data = read_json(path)
    if isinstance(data, dict):
        data = data.get("responses")
    if not isinstance(data, list):
        raise _unusable(path, _("a list of answers is expected."))
    return data


def unwrap(entry: JSON) -> tuple[Mapping[str, JSON], JSON]:
    """({"id": …} or nothing, the raw answer)."""
    if isinstance(entry, dict) and entry.keys() == {"id", "response"}:
        return {"id": entry["id"] if isinstance(entry["id"], str | int) else None}, entry["response"]
    return {}, entry


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return _("there is no such file.")
    if isinstance(error, OSError):
        return _("the file cannot be read.")
    if isinstance(error, UnicodeDecodeError):
        return _("the file is not stored as UTF-8.")
    if isinstance(error, json.JSONDecodeError):
        return _("line %(line)d is not JSON.") % {"line": error.lineno}
    return _("the file cannot be read as JSON.")


def _unusable(path: str, reason: str) -> CommandError:
    return CommandError(f"{path}: {reason}", returncode=2)


def _as_text(number: int, answer: Mapping[str, JSON]) -> str:
    notes = ", ".join([*filter(None, [answer["invalid"]]), *answer["flags"]])
    name = json.dumps(answer["id"]) if "id" in answer else number
    return f"{name}: {answer['points']} ({answer['fraction']}){'  ' + notes if notes else ''}"
