"""The results as a table for the one exporter: the page's button and the command write the same file."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from questionbank.results.scores import Results, ScoreLine
from repository.shell.spreadsheets import Cell, workbook_bytes


def header_of(results: Results) -> list[str]:
    """Who, then points by part, the total, points by question, when."""
    parts = [part.title for part in results.parts]
    questions = [_("Question %(number)d") % {"number": number} for number in range(1, len(results.slots) + 1)]
    who = [_("No."), _("Name"), _("Class"), _("Form code")]
    return [*who, *parts, _("Total"), *questions, _("Answered"), _("Started"), _("Handed in")]


def rows_of(results: Results) -> Iterator[list[Cell]]:
    """One row per handed-in attempt, in the order of `results`."""
    for number, line in enumerate(results.lines, start=1):
        yield _row(number, line)


def results_workbook(results: Results) -> bytes:
    """The .xlsx file."""
    return workbook_bytes(_("Results"), header_of(results), rows_of(results))


def file_name(results: Results) -> str:
    """ASCII, without ending."""
    return f"ket-qua-{results.quiz.public_id}"


def _row(number: int, line: ScoreLine) -> list[Cell]:
    attempt = line.attempt
    name = _("%(name)s (guest)") % {"name": line.name} if line.is_guest else line.name
    points = [float(one) for one in line.parts]
    slots = [float(one) for one in line.slots]
    score = None if line.score is None else float(line.score)
    when = [attempt.started_at, attempt.submitted_at]
    return [number, name, line.class_name, attempt.form.code, *points, score, *slots, line.answered, *when]
