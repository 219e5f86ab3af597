"""The table of papers."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import config.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("repository_organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigIntegerField(editable=False, primary_key=True, serialize=False)),
                ("title", config.fields.LineField(max_length=200, verbose_name="title")),
                ("shuffle_questions", models.BooleanField(default=False, verbose_name="shuffle questions")),
                ("shuffle_options", models.BooleanField(default=True, verbose_name="shuffle options")),
                ("forms_count", models.PositiveSmallIntegerField(default=1)),
                ("rounding_step", models.DecimalField(decimal_places=2, default=Decimal("0.10"), max_digits=4)),
                ("edit_number", models.PositiveIntegerField(default=1, editable=False)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="repository_organisations.orgunit",
                    ),
                ),
            ],
            options={"verbose_name": "paper", "verbose_name_plural": "papers", "ordering": ["-created_at", "-id"]},
        ),
    ]
