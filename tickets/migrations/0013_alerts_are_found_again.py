"""Alerts are listed by their kind; how many of them were mailed to one person, and what is parked, is found without
reading the rest.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0012_taken_out_of_an_incident'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['kind', '-id'], name='alert_by_kind'),
        ),
        migrations.AddIndex(
            model_name='owed',
            index=models.Index(condition=Q(('state', 'parked')), fields=['kind'], name='owed_and_parked'),
        ),
        migrations.AddIndex(
            model_name='owed',
            index=models.Index(condition=Q(('kind', 'mail_alert')), fields=['recipient', '-done_at'], name='alerts_mailed_to_one'),
        ),
    ]
