"""Pages that could not be drawn are remembered, so that nobody tries them again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('media_files', '0001_initial'),
        ('media_previews', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='UndrawablePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handler_version', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='undrawable_pages', to='media_files.storedblob')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('blob', 'handler_version', 'number'), name='undrawable_page_once')],
            },
        ),
    ]
