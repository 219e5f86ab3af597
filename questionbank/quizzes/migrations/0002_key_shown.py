"""When a pupil first had the key of a quiz on the screen; not known for what was before."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questionbank_quizzes', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='quiz',
            name='key_shown_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
