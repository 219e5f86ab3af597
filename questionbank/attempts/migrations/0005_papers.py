"""Attempts, marks and corrections point to papers' rows: the same rows of the same tables."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questionbank_attempts", "0004_needs_human"),
        ("questionbank_papers", "0002_parts_moved"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "attempt",
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="questionbank_papers.paperform",
                    ),
                ),
                migrations.AlterField(
                    "itemscore",
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="questionbank_papers.paperslot",
                    ),
                ),
                migrations.AlterField(
                    "regraderun",
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regrades",
                        to="questionbank_papers.paperslot",
                    ),
                ),
            ]
        )
    ]
