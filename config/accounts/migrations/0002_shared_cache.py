"""The table of the shared cache: limits and locks that hold in every process."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('config_accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SharedCacheRow',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'config_shared_cache',
            },
        ),
    ]
