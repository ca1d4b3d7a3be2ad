"""Files come with messages too, and those of types that the operator allows are kept as they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0003_masks_of_everything_said'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='content',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='attachment',
            name='media_type',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='attachment',
            name='message',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='tickets.message'),
        ),
        migrations.AlterField(
            model_name='attachment',
            name='text',
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('message__isnull', False)), fields=['message'], name='attachment_by_message'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', True), ('media_type', '')), models.Q(models.Q(('media_type', ''), _negated=True), ('content__isnull', False), ('text', '')), _connector='OR'), name='a_file_is_kept_as_text_or_as_it_is'),
        ),
    ]
