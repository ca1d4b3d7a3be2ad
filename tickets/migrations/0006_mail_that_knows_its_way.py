"""Mail keeps the address it was written to, and owed work the time from when on it could have been done."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Now

MAILS = ['mail_received', 'mail_reply']


def address_what_is_to_send(apps, schema_editor):
    """To the customer as known now; where there is none, nothing would have been sent.

    No row is changed twice: PostgreSQL would check its foreign keys at the end, and make no index before.
    """
    Owed, Ticket = apps.get_model('tickets', 'Owed'), apps.get_model('tickets', 'Ticket')
    not_done = Owed.objects.exclude(state='done')
    not_done.exclude(kind__in=MAILS).update(due_since=F('booked_at'))
    mails = not_done.filter(kind__in=MAILS)
    mails.filter(ticket__customer=None).update(state='done', done_at=Now())
    customer = Ticket.objects.filter(pk=OuterRef('ticket')).values('customer__email')[:1]
    mails.update(recipient=Subquery(customer), due_since=F('booked_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0005_the_vendors_documents'),
    ]

    operations = [
        migrations.AddField(
            model_name='owed',
            name='due_since',
            field=models.DateTimeField(db_default=Now()),
        ),
        migrations.AddField(
            model_name='owed',
            name='recipient',
            field=models.EmailField(blank=True, db_default='', default='', max_length=254),
        ),
        migrations.RunPython(address_what_is_to_send, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='owed',
            index=models.Index(condition=Q(('state', 'due')), fields=['due_since'], name='owed_by_age'),
        ),
        migrations.AddConstraint(
            model_name='owed',
            constraint=models.CheckConstraint(condition=Q(Q(('kind__in', MAILS), _negated=True), ('state', 'done'), Q(('recipient', ''), _negated=True), _connector='OR'), name='a_mail_to_send_says_to_whom'),
        ),
    ]
