"""Masks say where they stand, and those of subjects, messages, notes and attachments are rows too.

Every earlier mask is of a ticket's text, which is what the new column says by its default in the database: PostgreSQL
adds it without rewriting the table, and a web process that still runs the old code may write meanwhile. Going back
removes the rows that the old table cannot hold; what they tell of stays masked.
"""

import django.db.models.deletion
from django.db import migrations, models


def forget_all_but_those_of_texts(apps, schema_editor):
    apps.get_model("tickets", "Mask").objects.exclude(place="text").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0002_fallback_queue'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='mask',
            name='masks_of_a_ticket_do_not_overlap',
        ),
        migrations.AddField(
            model_name='mask',
            name='attachment',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='masks', to='tickets.attachment'),
        ),
        migrations.AddField(
            model_name='mask',
            name='message',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='masks', to='tickets.message'),
        ),
        migrations.AddField(
            model_name='mask',
            name='note',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='masks', to='tickets.note'),
        ),
        migrations.AddField(
            model_name='mask',
            name='place',
            field=models.CharField(choices=[('text', 'the call and response'), ('subject', 'the subject'), ('message', 'a message'), ('note', 'an internal note'), ('attachment', 'a file'), ('attachment_name', 'the name of a file')], db_default='text', default='text', max_length=20),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('received', 'Received'), ('answered', 'Answered'), ('queued', 'Put in a queue'), ('claimed', 'Claimed'), ('released', 'Released'), ('assigned', 'Assigned'), ('moved', 'Moved'), ('replied', 'Replied'), ('customer_wrote', 'Customer wrote'), ('noted', 'Noted'), ('outcome', "Customer's word"), ('solved', 'Solved'), ('reopened', 'Reopened'), ('closed', 'Closed'), ('diagnosed', 'Diagnosed again'), ('grouped', 'Joined an incident'), ('masked', 'Masked by hand')], max_length=20),
        ),
        migrations.AlterField(
            model_name='mask',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='all_masks', to='tickets.ticket'),
        ),
        migrations.AddConstraint(
            model_name='mask',
            constraint=models.UniqueConstraint(condition=models.Q(('place__in', ['text', 'subject'])), fields=('ticket', 'place', 'start'), name='masks_of_a_ticket_do_not_overlap'),
        ),
        migrations.AddConstraint(
            model_name='mask',
            constraint=models.UniqueConstraint(condition=models.Q(('message__isnull', False)), fields=('message', 'start'), name='masks_of_a_message_do_not_overlap'),
        ),
        migrations.AddConstraint(
            model_name='mask',
            constraint=models.UniqueConstraint(condition=models.Q(('note__isnull', False)), fields=('note', 'start'), name='masks_of_a_note_do_not_overlap'),
        ),
        migrations.AddConstraint(
            model_name='mask',
            constraint=models.UniqueConstraint(condition=models.Q(('attachment__isnull', False)), fields=('attachment', 'place', 'start'), name='masks_of_an_attachment_do_not_overlap'),
        ),
        migrations.AddConstraint(
            model_name='mask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attachment__isnull', True), ('message__isnull', True), ('note__isnull', True), ('place__in', ['text', 'subject'])), models.Q(('attachment__isnull', True), ('message__isnull', False), ('note__isnull', True), ('place', 'message')), models.Q(('attachment__isnull', True), ('message__isnull', True), ('note__isnull', False), ('place', 'note')), models.Q(('attachment__isnull', False), ('message__isnull', True), ('note__isnull', True), ('place__in', ['attachment', 'attachment_name'])), _connector='OR'), name='a_mask_stands_in_one_place'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_all_but_those_of_texts),  # first of all when going back
    ]
