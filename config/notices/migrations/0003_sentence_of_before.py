"""A notice needs no stored sentence any more. Rows keep theirs: it is what an earlier release told, and is still read.

Going back keeps every row too, but those told since have no sentence and are empty lines to the release before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('config_notices', '0002_entry'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='text',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=500),
        ),
    ]
