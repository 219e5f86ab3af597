"""When a key became the key of its version. Until the next migration of attempts has looked at corrections, every key
counts from the moment of this migration on, as the code before took it."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("questionbank_items", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="answerkey",
            name="in_force_at",
            field=models.DateTimeField(blank=True, db_default=Now(), editable=False, null=True),
        ),
    ]
