"""A school's own section of the portal."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repository_organisations', '0002_roster_batches'),
        ('repository_pages', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SchoolPage',
            fields=[
                ('portalpage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='repository_pages.portalpage')),
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='portal_section', to='repository_organisations.orgunit')),
            ],
            options={
                'verbose_name': 'section of a school',
            },
            bases=('repository_pages.portalpage',),
        ),
    ]
