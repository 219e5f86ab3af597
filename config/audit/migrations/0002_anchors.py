"""The chain over the logs of evidence; what stands in them today is anchored by the next sweeps."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('config_audit', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LogAnchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('log', models.CharField(max_length=40)),
                ('first_row', models.PositiveBigIntegerField()),
                ('last_row', models.PositiveBigIntegerField()),
                ('fields', models.JSONField()),
                ('digests', models.JSONField()),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('entry_hash', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('log', 'previous_hash'), name='one_chain_a_log')],
            },
        ),
    ]
