"""An import keeps what it wrote, so that it can be taken back; a pupil may come back to a class they had left.

The way back fails once somebody has come back to a class: the old rule knew one seat a pupil and class.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repository_organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='enrolment',
            name='enrolment_once',
        ),
        migrations.AddField(
            model_name='rosterrun',
            name='changes',
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name='rosterrun',
            name='state',
            field=models.CharField(choices=[('waiting', 'waiting'), ('done', 'done'), ('expired', 'expired'), ('reverted', 'taken back')], default='waiting', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(fields=('pupil', 'class_group', 'valid_from'), name='enrolment_once_a_day'),
        ),
    ]
