"""What was shown to whom and when, contact before late answers, names that are disputed: evidence, empty for what was."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questionbank_attempts', '0002_keys_in_force'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='key_shown_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='attempt',
            name='knew_key',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='attempt',
            name='score_shown_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='attemptevent',
            name='heard_before',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='guest',
            name='disputed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
