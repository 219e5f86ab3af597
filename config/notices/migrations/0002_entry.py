"""Expand: a notice may refer to the act in the log that it tells of. The release before writes none and goes on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('config_audit', '0002_anchors'),
        ('config_notices', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='entry',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='config_audit.auditentry'),
        ),
    ]
