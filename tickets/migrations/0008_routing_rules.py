import django.core.validators
import django.db.models.deletion
import tickets.models.routing
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0007_heartbeats'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoutingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(help_text='The first rule that fits decides; 1 is asked first.')),
                ('enabled', models.BooleanField(default=True)),
                ('status', models.CharField(blank=True, help_text='A status such as 503 or a range such as 5xx.', max_length=3, validators=[django.core.validators.RegexValidator('^[1-9](\\d\\d|xx)\\Z', 'Write a status such as 404 or a range such as 4xx.')])),
                ('verdict', models.CharField(blank=True, choices=[('success', 'The call succeeded'), ('redirected', 'The call was redirected'), ('client_error', 'Something in the call is wrong'), ('server_error', 'The API failed'), ('never_reached', 'The call never reached the API'), ('incomplete', 'Something is missing'), ('unreadable', 'Nothing was recognised')], max_length=15)),
                ('vendor_code', models.CharField(blank=True, help_text='As the API sends it.', max_length=100, verbose_name='error code')),
                ('method', models.CharField(blank=True, max_length=20, validators=[django.core.validators.RegexValidator('^[A-Za-z]+\\Z', 'Write a method such as POST.')])),
                ('path', models.CharField(blank=True, help_text='Paths that begin like this; {…} stands for any one segment: /v1/customers/{id}/cards', max_length=200, validators=[django.core.validators.RegexValidator('^/\\S*\\Z', 'Write a path that begins with a slash and has no blanks.')])),
                ('host', models.CharField(blank=True, help_text='api.example.com, or *.example.com for every host below it.', max_length=200, validators=[django.core.validators.RegexValidator('^(\\*\\.)?[\\w.-]+\\Z', 'Write a host such as api.example.com or *.example.com.')])),
                ('environment', models.CharField(blank=True, choices=[('live', 'live'), ('sandbox', 'sandbox'), ('test', 'test'), ('staging', 'staging'), ('dev', 'dev'), ('qa', 'qa'), ('uat', 'uat'), ('demo', 'demo'), ('mock', 'mock'), ('preview', 'preview'), ('local', 'local')], max_length=10)),
                ('language', models.CharField(blank=True, help_text="The customer's, as set on their page: pt fits pt-BR too.", max_length=20, validators=[django.core.validators.RegexValidator('^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*\\Z', 'Write a language such as de or pt-BR.')])),
                ('priority', models.CharField(choices=[('P1', 'P1'), ('P2', 'P2'), ('P3', 'P3'), ('P4', 'P4')], default='P3', max_length=2)),
                ('tags', models.CharField(blank=True, help_text='What the ticket is tagged with: payments, eu', max_length=200, validators=[tickets.models.routing.check_tags])),
                ('note', models.CharField(blank=True, help_text='Why there is this rule; for staff alone.', max_length=300)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='customer',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', help_text='What they write and read, such as de or pt-BR; routing rules may ask for it.', max_length=20, validators=[django.core.validators.RegexValidator('^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*\\Z', 'Write a language such as de or pt-BR.')]),
        ),
        migrations.AddField(
            model_name='queue',
            name='assignment',
            field=models.CharField(choices=[('manual', 'Taken by hand'), ('round_robin', 'Round robin'), ('least_loaded', 'Least loaded')], db_default='manual', default='manual', help_text='How a ticket finds its person among the members who are on duty.', max_length=12),
        ),
        migrations.AddField(
            model_name='queue',
            name='last_assigned',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ticket',
            name='claimed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='priority',
            field=models.CharField(choices=[('P1', 'P1'), ('P2', 'P2'), ('P3', 'P3'), ('P4', 'P4')], db_default='P3', default='P3', max_length=2),
        ),
        migrations.AddField(
            model_name='user',
            name='on_duty',
            field=models.BooleanField(db_default=False, default=False, help_text='Whether queues hand out tickets to them; they set it themselves.'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state', 'claimed')), fields=['assignee', 'claimed_at'], name='ticket_by_claim'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['priority', '-id'], name='ticket_by_priority'),
        ),
        migrations.AddConstraint(
            model_name='queue',
            constraint=models.CheckConstraint(condition=models.Q(('assignment__in', ['manual', 'round_robin', 'least_loaded'])), name='a_queue_has_a_known_assignment'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('priority__in', ['P1', 'P2', 'P3', 'P4'])), name='a_ticket_has_a_known_priority'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='customer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.customer'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.organisation'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='queue',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rules', to='tickets.queue'),
        ),
        migrations.AddField(
            model_name='tag',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='tickets.ticket'),
        ),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.CheckConstraint(condition=models.Q(('status', ''), ('status__regex', '^[1-9]([0-9][0-9]|xx)$'), _connector='OR'), name='a_routing_rule_has_a_status_a_range_or_none'),
        ),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.CheckConstraint(condition=models.Q(('path', ''), ('path__startswith', '/'), _connector='OR'), name='a_path_of_a_routing_rule_begins_with_a_slash'),
        ),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.CheckConstraint(condition=models.Q(('priority__in', ['P1', 'P2', 'P3', 'P4'])), name='a_routing_rule_has_a_known_priority'),
        ),
        migrations.AddIndex(
            model_name='tag',
            index=models.Index(fields=['name', '-ticket'], name='ticket_by_tag'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(fields=('ticket', 'name'), name='a_ticket_has_a_tag_once'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_tag_has_a_name'),
        ),
    ]
