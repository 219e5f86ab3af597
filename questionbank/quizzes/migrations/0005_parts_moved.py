"""Parts, slots and forms are papers' now; their tables stand where they stood (`questionbank_papers` 0002)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("questionbank_quizzes", "0004_settings_of_papers"),
        ("questionbank_papers", "0002_parts_moved"),
        ("questionbank_attempts", "0005_papers"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("QuizForm"),
                migrations.DeleteModel("QuizSlot"),
                migrations.DeleteModel("QuizPart"),
            ]
        )
    ]
