"""What belongs to the paper leaves the quiz: in our eyes only, the release before this one still reads and writes it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionbank_quizzes", "0003_event_of_a_paper")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                *(
                    migrations.RemoveField("quiz", name)
                    for name in ("shuffle_questions", "shuffle_options", "forms_count", "rounding_step", "edit_number")
                ),
                migrations.AlterField(
                    "quiz",
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quizzes",
                        to="questionbank_papers.paper",
                    ),
                ),
            ]
        )
    ]
