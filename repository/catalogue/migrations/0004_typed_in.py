"""Which window stored a field of a draft last. Expand only, with a default of the database: old processes go on writing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repository_catalogue', '0003_index_of_subjects'),
    ]

    operations = [
        migrations.AddField(
            model_name='learningmaterial',
            name='typed_in',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
