"""Keys count since they were written, corrections since a second person approved them; proposed and refused ones do not.

A key that some test is marked by was approved in one way or another and counts since it was written. The way back has
nothing to do: the column goes with the schema.
"""

from django.db import migrations
from django.db.models import Exists, F, Max, OuterRef


def date_keys(apps, schema_editor):
    keys = apps.get_model("questionbank_items", "AnswerKey").objects
    runs = apps.get_model("questionbank_attempts", "RegradeRun").objects
    slots = apps.get_model("questionbank_quizzes", "QuizSlot").objects
    keys.update(in_force_at=F("created_at"))
    corrections = keys.filter(Exists(runs.filter(key_to=OuterRef("pk"))))
    corrections.exclude(Exists(slots.filter(answer_key=OuterRef("pk")))).update(in_force_at=None)
    approved = runs.filter(state="approved").values("key_to").annotate(at=Max("decided_at"))
    for row in approved.iterator(chunk_size=500):
        keys.filter(pk=row["key_to"]).update(in_force_at=row["at"])


class Migration(migrations.Migration):
    dependencies = [
        ("questionbank_attempts", "0001_initial"),
        ("questionbank_items", "0002_keys_in_force"),
        ("questionbank_quizzes", "0001_initial"),
    ]

    operations = [migrations.RunPython(date_keys, migrations.RunPython.noop)]
