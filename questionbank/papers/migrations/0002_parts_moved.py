"""Parts, slots and forms, which stand in the tables that quizzes made: nothing is moved in the database.

Their column keeps its name and its constraint, both of the quiz with the paper's number, until the release before this one
cannot come back. Reversible: there is nothing to undo.
"""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

import config.fields
import config.ids


class Migration(migrations.Migration):
    dependencies = [
        ("questionbank_items", "0001_initial"),
        ("questionbank_papers", "0001_initial"),
        ("questionbank_quizzes", "0004_settings_of_papers"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PaperPart",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("order", models.PositiveSmallIntegerField()),
                        ("title", config.fields.LineField(max_length=120, verbose_name="title")),
                        ("instruction", config.fields.BlockField(blank=True)),
                        ("scoring_rules", models.JSONField(default=dict)),
                        (
                            "paper",
                            models.ForeignKey(
                                db_column="quiz_id",
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="questionbank_papers.paper",
                            ),
                        ),
                    ],
                    options={"ordering": ["order"], "db_table": "questionbank_quizzes_quizpart"},
                ),
                migrations.CreateModel(
                    name="PaperSlot",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "public_id",
                            models.CharField(default=config.ids.public_id, editable=False, max_length=12, unique=True),
                        ),
                        ("order", models.PositiveSmallIntegerField()),
                        ("points", models.DecimalField(decimal_places=2, default=Decimal("1"), max_digits=6)),
                        (
                            "answer_key",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="questionbank_items.answerkey",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="slots",
                                to="questionbank_papers.paperpart",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="questionbank_items.question",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="questionbank_items.questionversion",
                            ),
                        ),
                    ],
                    options={"ordering": ["part__order", "order"], "db_table": "questionbank_quizzes_quizslot"},
                ),
                migrations.CreateModel(
                    name="PaperForm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.CharField(max_length=8)),
                        ("seed", models.PositiveBigIntegerField()),
                        ("prepared", models.JSONField()),
                        ("package", models.JSONField()),
                        (
                            "package_name",
                            models.CharField(default=config.ids.public_id, editable=False, max_length=12, unique=True),
                        ),
                        ("package_key", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        (
                            "paper",
                            models.ForeignKey(
                                db_column="quiz_id",
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="forms",
                                to="questionbank_papers.paper",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code"],
                        "db_table": "questionbank_quizzes_quizform",
                        "constraints": [models.UniqueConstraint(fields=("paper", "code"), name="quiz_form_once")],
                    },
                ),
            ]
        )
    ]
