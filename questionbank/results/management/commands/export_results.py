"""`manage.py export_results QUIZ --xlsx PATH`: the results of one quiz as a spreadsheet."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from config.audit.services import record
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.results.scores import read_results
from questionbank.results.sheets import results_workbook


class Command(BaseCommand):
    """Writes the same file as the button on the page of results; the export is recorded."""

    help = "Export the results of a quiz as .xlsx."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The quiz's public id (as in its address) and where the file goes."""
        parser.add_argument("quiz", help="public id of the quiz, as in its address")
        parser.add_argument("--xlsx", required=True, metavar="PATH", help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 with a sentence when there is no such quiz or the file cannot be written."""
        with translation.override(settings.LANGUAGE_CODE):
            quiz = Quiz.objects.filter(public_id=options["quiz"]).exclude(state=QuizState.DRAFT).first()
            if quiz is None:
                raise CommandError(_("There is no published quiz “%(id)s”.") % {"id": options["quiz"]})
            results = read_results(quiz)
            try:
                Path(options["xlsx"]).write_bytes(results_workbook(results))
            except OSError as error:
                raise CommandError(f"{options['xlsx']}: {error.strerror}") from error
            record(None, verb="quiz.results_export", subject=quiz.subject_key, rows=len(results.lines))
            self.stdout.write(f"{options['xlsx']}: {len(results.lines)}")
