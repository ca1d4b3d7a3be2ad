import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forget_work_without_a_ticket(apps, schema_editor):
    """The old table has no room for it."""
    apps.get_model('tickets', 'Owed').objects.filter(ticket=None).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0004_files_of_messages'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('page', 'Page of statuses and error codes'), ('openapi', 'OpenAPI document')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='canonical address')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('checking', 'Being checked'), ('preview', 'To be decided'), ('refused', 'Refused'), ('accepted', 'Accepted'), ('superseded', 'Superseded'), ('discarded', 'Discarded')], default='checking', max_length=10)),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveIntegerField()),
                ('title', models.CharField(blank=True, max_length=200)),
                ('edition', models.CharField(blank=True, max_length=60, verbose_name='version it names')),
                ('warnings', models.JSONField(default=list)),
                ('problem', models.TextField(blank=True)),
                ('uploaded_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='VendorCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fix', models.TextField(blank=True, help_text='What to do, in Markdown: one step per line, in order.')),
                ('link', models.URLField(blank=True, help_text='Where the vendor documents it.', max_length=500)),
                ('edited', models.BooleanField(default=False, editable=False, help_text='By staff; kept when the default guide or a document is loaded.')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('code', models.CharField(help_text='As the API sends it: card_declined, 21211, invalid_grant.', max_length=100)),
                ('status', models.CharField(blank=True, help_text='Only at this status (404) or range (4xx); empty: at any.', max_length=3, validators=[django.core.validators.RegexValidator('^[1-9](\\d\\d|xx)\\Z', 'Write a status such as 404 or a range such as 4xx.')])),
                ('path', models.CharField(blank=True, help_text='Only at paths that begin like this template; empty: at any.', max_length=200)),
                ('text', models.TextField(help_text='What it means, in Markdown.')),
            ],
            options={
                'ordering': ['code', 'status', 'path'],
            },
        ),
        migrations.CreateModel(
            name='WrongFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('pointer', models.CharField(blank=True, max_length=500)),
                ('cause', models.TextField()),
                ('true_rule', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='ticket',
            name='reference',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='diagnosed with'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('received', 'Received'), ('answered', 'Answered'), ('queued', 'Put in a queue'), ('claimed', 'Claimed'), ('released', 'Released'), ('assigned', 'Assigned'), ('moved', 'Moved'), ('replied', 'Replied'), ('customer_wrote', 'Customer wrote'), ('noted', 'Noted'), ('outcome', "Customer's word"), ('solved', 'Solved'), ('reopened', 'Reopened'), ('closed', 'Closed'), ('diagnosed', 'Diagnosed again'), ('judged', 'Finding judged'), ('grouped', 'Joined an incident'), ('masked', 'Masked by hand')], max_length=20),
        ),
        migrations.AlterField(
            model_name='guideentry',
            name='edited',
            field=models.BooleanField(default=False, editable=False, help_text='By staff; kept when the default guide or a document is loaded.'),
        ),
        migrations.AlterField(
            model_name='guideentry',
            name='fix',
            field=models.TextField(blank=True, help_text='What to do, in Markdown: one step per line, in order.'),
        ),
        migrations.AlterField(
            model_name='owed',
            name='kind',
            field=models.CharField(choices=[('route', 'Route to a queue'), ('mail_received', 'Mail that the ticket was received'), ('mail_reply', 'Mail a reply'), ('diagnose', 'Diagnose again'), ('diagnose_open', 'Diagnose open tickets again'), ('check_document', 'Check a document')], max_length=20),
        ),
        migrations.AlterField(
            model_name='owed',
            name='ticket',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='owed', to='tickets.ticket'),
        ),
        migrations.AddConstraint(
            model_name='owed',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'due'), ('ticket__isnull', True)), fields=('kind', 'subject'), name='the_same_work_without_a_ticket_is_owed_once'),
        ),
        migrations.AddConstraint(
            model_name='owed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['diagnose_open', 'check_document']), ('ticket__isnull', True)), models.Q(('ticket__isnull', False), models.Q(('kind__in', ['diagnose_open', 'check_document']), _negated=True)), _connector='OR'), name='only_work_on_the_reference_has_no_ticket'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('url', ''), _negated=True), fields=('kind', 'url'), name='an_address_names_one_document'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('url', '')), fields=('kind', 'name'), name='without_an_address_the_name_names_one_document'),
        ),
        migrations.AddField(
            model_name='guideentry',
            name='document',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.document'),
        ),
        migrations.AddIndex(
            model_name='guideentry',
            index=models.Index(fields=['updated_at'], name='guide_by_change'),
        ),
        migrations.CreateModel(
            name='DocumentBody',
            fields=[
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='body', serialize=False, to='tickets.documentversion')),
                ('content', models.BinaryField()),
                ('index', models.BinaryField(default=bytes)),
                ('reading', models.JSONField(default=dict)),
            ],
        ),
        migrations.AddField(
            model_name='documentversion',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decided_versions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='tickets.document'),
        ),
        migrations.AddField(
            model_name='documentversion',
            name='uploaded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uploaded_versions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='vendorcode',
            name='document',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.document'),
        ),
        migrations.AddField(
            model_name='wrongfinding',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wrongfinding',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wrong_findings', to='tickets.ticket'),
        ),
        migrations.AddIndex(
            model_name='documentversion',
            index=models.Index(condition=models.Q(('state', 'accepted')), fields=['decided_at'], name='version_that_counts'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.UniqueConstraint(fields=('document', 'number'), name='versions_of_a_document_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'accepted')), fields=('document',), name='one_version_of_a_document_counts'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('problem', ''), _negated=True), _connector='OR'), name='a_refused_version_says_what_is_wrong'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'superseded', 'discarded']), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='a_decided_version_says_when'),
        ),
        migrations.AddIndex(
            model_name='vendorcode',
            index=models.Index(fields=['updated_at'], name='codes_by_change'),
        ),
        migrations.AddConstraint(
            model_name='vendorcode',
            constraint=models.UniqueConstraint(fields=('code', 'status', 'path'), name='a_code_is_documented_once_for_a_place'),
        ),
        migrations.AddConstraint(
            model_name='vendorcode',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='a_vendor_code_has_a_code'),
        ),
        migrations.AddConstraint(
            model_name='vendorcode',
            constraint=models.CheckConstraint(condition=models.Q(('status', ''), ('status__regex', '^[1-9]([0-9][0-9]|xx)$'), _connector='OR'), name='a_vendor_code_has_a_status_a_range_or_none'),
        ),
        migrations.AddConstraint(
            model_name='wrongfinding',
            constraint=models.UniqueConstraint(fields=('ticket', 'rule', 'name', 'pointer'), name='a_finding_of_a_ticket_is_marked_wrong_once'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_work_without_a_ticket),  # first of all when going back
    ]
