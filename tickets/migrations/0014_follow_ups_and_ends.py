"""When tickets were closed, which follows up which, and what a person has set."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0013_alerts_are_found_again'),
    ]

    operations = [
        migrations.AddField(
            model_name='ticket',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='follow_up_of',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='follow_ups', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='priority_by_hand',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='tags_by_hand',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('received', 'Received'), ('answered', 'Answered'), ('queued', 'Put in a queue'), ('claimed', 'Claimed'), ('released', 'Released'), ('assigned', 'Assigned'), ('moved', 'Moved'), ('replied', 'Replied'), ('customer_wrote', 'Customer wrote'), ('noted', 'Noted'), ('outcome', "Customer's word"), ('solved', 'Solved'), ('reopened', 'Reopened'), ('closed', 'Closed'), ('diagnosed', 'Diagnosed again'), ('judged', 'Finding judged'), ('grouped', 'Joined an incident'), ('left', 'Taken out of an incident'), ('masked', 'Masked by hand'), ('followed', 'Followed up'), ('prioritised', 'Priority set'), ('tagged', 'Tags set')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state', 'answered')), fields=['received_at'], name='ticket_by_answer'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state', 'solved')), fields=['solved_at'], name='ticket_by_solution'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(condition=models.Q(('follow_up_of__isnull', False)), fields=('follow_up_of',), name='a_ticket_has_one_follow_up'),
        ),
    ]
