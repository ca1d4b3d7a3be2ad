"""Signs of life. All are taken for alive at first: who does not start within the limit is late then."""

from django.db import migrations, models
from django.utils import timezone


def take_all_for_alive(apps, schema_editor):
    Heartbeat, now = apps.get_model('tickets', 'Heartbeat'), timezone.now()
    Heartbeat.objects.bulk_create(Heartbeat(role=role, seen_at=now) for role in ('sweeper', 'beat', 'worker'))


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0006_mail_that_knows_its_way'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('role', models.CharField(choices=[('sweeper', 'Sweeper'), ('beat', 'Beat'), ('worker', 'Worker')], max_length=10, primary_key=True, serialize=False)),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.RunPython(take_all_for_alive, migrations.RunPython.noop),
    ]
