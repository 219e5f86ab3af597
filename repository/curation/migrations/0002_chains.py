"""Chains are replaced, not edited: steps get an end and the mark of their chain.

Expand only: both columns have defaults of the database, old processes read and write as before. The next migration makes the way
back free.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repository_curation', '0001_initial'),
        ('repository_organisations', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewstep',
            name='chain',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name='reviewstep',
            name='ended_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='reviewstep',
            name='label_en',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.RemoveConstraint(
            model_name='reviewstep',
            name='review_step_once',
        ),
        migrations.AddConstraint(
            model_name='reviewstep',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organisation', 'kind', 'order'), name='review_step_in_force_once'),
        ),
        migrations.AddConstraint(
            model_name='reviewstep',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('organisation__isnull', True)), fields=('kind', 'order'), name='review_step_default_once'),
        ),
    ]
