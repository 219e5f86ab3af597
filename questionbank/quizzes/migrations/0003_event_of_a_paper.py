"""A quiz becomes an event of a paper; every quiz that stands gets a paper with its own number.

Safe beside the release before this one: columns that moved to the paper keep a default of the database, so that it can go
on writing quizzes, and it finds parts and forms where they were (a paper has the number of the quiz it was made for).
`paper` stays empty in the database for quizzes that it makes meanwhile: `manage.py prepare` gives them one.
Reversible.
"""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

CHUNK = 500
KEPT = ("author_id", "organisation_id", "title", "shuffle_questions", "shuffle_options", "forms_count", "rounding_step", "edit_number")


def give_papers(apps, schema_editor):
    Quiz = apps.get_model("questionbank_quizzes", "Quiz")
    Paper = apps.get_model("questionbank_papers", "Paper")
    while quizzes := list(Quiz.objects.filter(paper=None).order_by("pk")[:CHUNK]):
        Paper.objects.bulk_create(
            Paper(
                pk=quiz.pk,
                frozen_at=None if quiz.state == "draft" else quiz.published_at or quiz.updated_at,
                **{name: getattr(quiz, name) for name in KEPT},
            )
            for quiz in quizzes
        )
        for quiz in quizzes:
            Paper.objects.filter(pk=quiz.pk).update(created_at=quiz.created_at, updated_at=quiz.updated_at)
        Quiz.objects.filter(pk__in=[quiz.pk for quiz in quizzes]).update(paper_id=models.F("pk"))


class Migration(migrations.Migration):
    dependencies = [
        ("questionbank_quizzes", "0002_key_shown"),
        ("questionbank_papers", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            "quiz", "shuffle_questions", models.BooleanField("shuffle questions", default=False, db_default=False)
        ),
        migrations.AlterField(
            "quiz", "shuffle_options", models.BooleanField("shuffle options", default=True, db_default=True)
        ),
        migrations.AlterField("quiz", "forms_count", models.PositiveSmallIntegerField(default=1, db_default=1)),
        migrations.AlterField(
            "quiz",
            "rounding_step",
            models.DecimalField(
                decimal_places=2, default=Decimal("0.10"), db_default=Decimal("0.10"), max_digits=4
            ),
        ),
        migrations.AlterField(
            "quiz", "edit_number", models.PositiveIntegerField(default=1, db_default=1, editable=False)
        ),
        migrations.AddField(
            "quiz",
            "paper",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quizzes",
                to="questionbank_papers.paper",
            ),
        ),
        migrations.RunPython(give_papers, migrations.RunPython.noop),
    ]
