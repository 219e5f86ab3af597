"""Pictures that wait for the job that draws them. A table of its own: what `QuestionPicture` holds is ready, before and
after, and code of the release before needs to know nothing of this one."""

import config.fields
import config.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questionbank_items", "0002_keys_in_force"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IncomingPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=config.ids.public_id, editable=False, max_length=12, unique=True)),
                ("alt", config.fields.LineField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("refused", "not taken")],
                        db_default="waiting",
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("code", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("params", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="incoming_pictures",
                        to="questionbank_items.question",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["state", "created_at"], name="incoming_picture_state")],
            },
        ),
    ]
