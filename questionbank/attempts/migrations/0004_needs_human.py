"""Answers that a person has to mark say so. Reversible; with a default of the database, so that the release before
this one can go on writing rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionbank_attempts", "0003_evidence_and_disputes")]

    operations = [
        migrations.AddField(
            model_name="itemscore",
            name="needs_human",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
