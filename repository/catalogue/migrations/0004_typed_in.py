"""Which window stored a field of a draft last. Expand only: the old code leaves the column alone; reversible."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repository_catalogue', '0003_index_of_subjects'),
    ]

    operations = [
        migrations.AddField(
            model_name='learningmaterial',
            name='typed_in',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
