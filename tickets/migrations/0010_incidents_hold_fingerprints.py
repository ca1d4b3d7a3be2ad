"""Incidents hold any number of fingerprints, tell what became of them, and staff are alerted.

The one fingerprint that each had becomes its first.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def hand_over_fingerprints(apps, schema_editor):
    """Each incident's own fingerprint, active while it is open; the demo's are marked, so that no real ticket joins."""
    Incident, Fingerprint = apps.get_model('tickets', 'Incident'), apps.get_model('tickets', 'IncidentFingerprint')
    real = set(Incident.objects.filter(tickets__is_demo=False).values_list('pk', flat=True))
    demo = set(Incident.objects.filter(tickets__is_demo=True).values_list('pk', flat=True)) - real
    Fingerprint.objects.bulk_create(
        Fingerprint(
            incident=each,
            origin=each,
            fingerprint=f"{'demo ' if each.pk in demo else ''}{each.fingerprint}"[:500],
            active=each.state != 'resolved',
        )
        for each in Incident.objects.exclude(fingerprint='')
    )
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')  # it alters no table that has checks outstanding


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0009_status_pages'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('urgent', 'A new P1'), ('target_near', 'A target is about to break'), ('target_broken', 'A target is broken'), ('incident', 'An incident is suspected'), ('regressed', 'A fault is back')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('raised_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='IncidentEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opened', 'Opened'), ('confirmed', 'Confirmed'), ('muted', 'Muted'), ('unmuted', 'Unmuted'), ('updated', 'Customers told'), ('merged', 'Merged'), ('unmerged', 'Taken apart again'), ('split', 'Split'), ('resolved', 'Resolved'), ('dismissed', 'Dismissed'), ('regressed', 'Opened again'), ('renamed', 'Renamed')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='IncidentFingerprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=500)),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='IncidentUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('resolves', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ToldUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='incident',
            name='one_open_incident_per_fingerprint',
        ),
        migrations.RemoveConstraint(
            model_name='incident',
            name='a_resolved_incident_says_when',
        ),
        migrations.RemoveConstraint(
            model_name='owed',
            name='the_same_work_is_owed_once',
        ),
        migrations.RemoveConstraint(
            model_name='owed',
            name='only_work_on_the_reference_has_no_ticket',
        ),
        migrations.RemoveConstraint(
            model_name='owed',
            name='a_mail_to_send_says_to_whom',
        ),
        migrations.RenameField(
            model_name='incident',
            old_name='resolved_at',
            new_name='closed_at',
        ),
        migrations.AddField(
            model_name='incident',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='tickets.incident'),
        ),
        migrations.AddField(
            model_name='incident',
            name='muted_until',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='incident',
            name='previous',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.incident'),
        ),
        migrations.AddField(
            model_name='incident',
            name='reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='incident',
            name='regressed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='incident_origin',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.incident'),
        ),
        migrations.AlterField(
            model_name='incident',
            name='state',
            field=models.CharField(choices=[('suspected', 'Suspected'), ('confirmed', 'Confirmed'), ('resolved', 'Resolved'), ('dismissed', 'Dismissed'), ('merged', 'Merged')], default='suspected', max_length=20),
        ),
        migrations.AlterField(
            model_name='owed',
            name='kind',
            field=models.CharField(choices=[('route', 'Route to a queue'), ('mail_received', 'Mail that the ticket was received'), ('mail_queued', 'Mail that a person will look at it'), ('mail_reply', 'Mail a reply'), ('mail_update', 'Mail an update of an incident'), ('mail_solved', 'Mail that the ticket is solved'), ('mail_alert', 'Mail an alert to staff'), ('hook_alert', 'Post an alert to the staff webhook'), ('group', 'Group with its like'), ('tell_update', 'Tell everyone an update of an incident'), ('diagnose', 'Diagnose again'), ('diagnose_open', 'Diagnose open tickets again'), ('check_document', 'Check a document')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['state', '-id'], name='incident_by_state'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['suspected', 'confirmed'])), models.Q(models.Q(('state__in', ['suspected', 'confirmed']), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='a_closed_incident_says_when'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('state', 'merged'), _connector='OR'), name='only_a_merged_incident_has_a_successor'),
        ),
        migrations.AddConstraint(
            model_name='owed',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'due')), fields=('kind', 'ticket', 'subject', 'recipient'), name='the_same_work_is_owed_once'),
        ),
        migrations.AddConstraint(
            model_name='owed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['diagnose_open', 'check_document', 'tell_update']), ('ticket__isnull', True)), models.Q(('ticket__isnull', False), models.Q(('kind__in', ['diagnose_open', 'check_document', 'tell_update']), _negated=True)), _connector='OR'), name='only_work_on_one_ticket_has_a_ticket'),
        ),
        migrations.AddConstraint(
            model_name='owed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__startswith', 'mail_'), _negated=True), ('state', 'done'), models.Q(('recipient', ''), _negated=True), _connector='OR'), name='a_mail_to_send_says_to_whom'),
        ),
        migrations.AddField(
            model_name='alert',
            name='incident',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='tickets.incident'),
        ),
        migrations.AddField(
            model_name='alert',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='incidentevent',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incidentevent',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='tickets.incident'),
        ),
        migrations.AddField(
            model_name='incidentfingerprint',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fingerprints', to='tickets.incident'),
        ),
        migrations.AddField(
            model_name='incidentfingerprint',
            name='origin',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.incident'),
        ),
        migrations.AddField(
            model_name='incidentupdate',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incidentupdate',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='tickets.incident'),
        ),
        migrations.AddField(
            model_name='toldupdate',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='toldupdate',
            name='update',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='tickets.incidentupdate'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['incident', 'regressed']), _negated=True), ('incident__isnull', False), _connector='OR'), name='an_alert_about_an_incident_names_it'),
        ),
        migrations.AddIndex(
            model_name='incidentfingerprint',
            index=models.Index(fields=['fingerprint', '-id'], name='fingerprint_by_age'),
        ),
        migrations.AddConstraint(
            model_name='incidentfingerprint',
            constraint=models.UniqueConstraint(condition=models.Q(('active', True)), fields=('fingerprint',), name='one_open_incident_per_fingerprint'),
        ),
        migrations.AddConstraint(
            model_name='incidentfingerprint',
            constraint=models.UniqueConstraint(fields=('origin', 'fingerprint'), name='an_incident_has_a_fingerprint_once'),
        ),
        migrations.AddConstraint(
            model_name='incidentfingerprint',
            constraint=models.CheckConstraint(condition=models.Q(('fingerprint', ''), _negated=True), name='a_fingerprint_says_something'),
        ),
        migrations.AddConstraint(
            model_name='incidentupdate',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_update_says_something'),
        ),
        migrations.AddConstraint(
            model_name='toldupdate',
            constraint=models.UniqueConstraint(fields=('update', 'ticket'), name='a_ticket_is_told_an_update_once'),
        ),
        migrations.RunPython(hand_over_fingerprints, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='incident',
            name='fingerprint',
        ),
    ]
