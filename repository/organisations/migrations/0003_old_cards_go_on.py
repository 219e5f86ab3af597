"""The card that a new one replaces goes on for a while; defaults of the database let old processes go on writing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repository_organisations', '0002_roster_batches'),
    ]

    operations = [
        migrations.AddField(
            model_name='pupilcard',
            name='old_pin_hash',
            field=models.CharField(blank=True, db_default='', default='', max_length=128),
        ),
        migrations.AddField(
            model_name='pupilcard',
            name='old_qr_hash',
            field=models.CharField(blank=True, db_default='', default='', max_length=128),
        ),
        migrations.AddField(
            model_name='pupilcard',
            name='old_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
